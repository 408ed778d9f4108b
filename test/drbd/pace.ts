/** Are progress, restarts and mounts reckoned right? */
import t from 'tap'
import { instant } from '../../src/base/time.ts'
import { countDeaths, restartDelayMs } from '../../src/drbd/backoff.ts'
import {
  findmntLine,
  findOpeners,
  mountLine,
  openersMax,
  parseMounts,
  renderOpeners,
  umountLine,
} from '../../src/drbd/mount.ts'
import { absorbAmount, progressOf } from '../../src/drbd/progress.ts'
import type { SyncRun } from '../../src/drbd/progress.ts'

const second = (at: number) => instant(at * 1000)

function runOf(amounts: readonly number[]): SyncRun {
  const [first = 0, ...others] = amounts
  let run = absorbAmount(undefined, 'to-peer', first, second(0))
  for (const [at, amount] of others.entries()) run = absorbAmount(run, 'to-peer', amount, second(at + 1))
  return run
}

void t.test('progress, rate and end of a copy are reckoned from what is out of sync [DRBD-8]', (t) => {
  t.same(progressOf(runOf([1000, 900, 800]), 100_000), {
    direction: 'to-peer',
    kind: 'difference',
    donePercent: 20,
    leftKib: 800,
    rateKib: 100,
    secondsLeft: 8,
  })
  t.end()
})

void t.test('a full copy is told from one of differences only [DRBD-17]', (t) => {
  t.equal(progressOf(runOf([100_000, 90_000]), 100_000).kind, 'full')
  t.equal(progressOf(runOf([5000, 4000]), 100_000).kind, 'difference')
  t.equal(progressOf(runOf([5000, 4000]), undefined).kind, 'unknown')
  t.end()
})

void t.test('one slow second changes the estimate little, a copy that stands still loses it', (t) => {
  const steady = [1000, 990, 980, 970, 960, 950]
  const before = progressOf(runOf(steady), undefined).rateKib ?? 0
  const after = progressOf(runOf([...steady, 950]), undefined).rateKib ?? 0
  t.ok(after > before * 0.85, `${before} -> ${after}`)
  const still = progressOf(runOf([...steady, ...Array.from({ length: 60 }, () => 950)]), undefined)
  t.equal(still.secondsLeft, undefined)
  t.end()
})

void t.test('a copy that grows, turns or stands at nothing has no absurd figures', (t) => {
  t.equal(Math.round(progressOf(runOf([100, 300, 200]), undefined).donePercent), 33)
  t.equal(progressOf(runOf([100, 0]), undefined).donePercent, 99.9, 'the end is DRBD’s to say')
  t.equal(progressOf(runOf([0]), undefined).donePercent, 0)
  const turned = absorbAmount(runOf([1000, 500]), 'from-peer', 700, second(9))
  t.match(turned, { direction: 'from-peer', totalKib: 700 })
  t.equal(turned.rateKib, undefined)
  t.equal(absorbAmount(turned, 'from-peer', 1, second(9)), turned, 'two amounts at one instant are no rate')
  t.end()
})

void t.test('a stream that keeps dying is started again later and later, a good one at once', (t) => {
  t.same([0, 1, 2, 3, 7, 100].map(restartDelayMs), [0, 200, 400, 800, 10_000, 10_000])
  t.equal(countDeaths(3, 100), 4)
  t.equal(countDeaths(3, 60_000), 0)
  t.end()
})

const place = { device: '/dev/drbd0', point: '/data', type: 'ext4', options: 'noatime' }

void t.test('mounts are ordered without a shell, a check of the file system, or a lazy unmount', (t) => {
  const words = ['--types', 'ext4', '--options', 'noatime', '--source', '/dev/drbd0', '--target', '/data']
  t.same(mountLine(place).arguments, words)
  t.same(umountLine(place).arguments, ['/data'])
  t.match(findmntLine(place), {
    effect: 'reads',
    arguments: ['--json', '--output', 'SOURCE,TARGET,OPTIONS', '--source', '/dev/drbd0'],
  })
  t.throws(() => mountLine({ ...place, point: 'data' }), { name: 'BrokenAssumption' })
  t.throws(() => mountLine({ ...place, options: '-o remount' }), { name: 'BrokenAssumption' })
  t.end()
})

const exited = (code: number, output: string) => ({ type: 'exited', code, output, errors: '' }) as const

void t.test('the table of mounts is read as findmnt prints it, and what is not read is not "nothing"', (t) => {
  const entry = { source: '/dev/drbd0', target: '/data', options: 'rw,relatime' }
  t.same(parseMounts(exited(0, JSON.stringify({ filesystems: [{ ...entry, fstype: 'ext4' }] }))), [entry])
  t.same(parseMounts(exited(1, '')), [])
  for (const result of [
    exited(0, ''),
    exited(0, '{"filesystems":4}'),
    exited(0, '[]'),
    exited(1, 'x'),
    exited(127, ''),
  ]) {
    t.type(parseMounts(result), 'string')
  }
  t.type(parseMounts({ type: 'timed-out', afterMs: 5 }), 'string')
  t.end()
})

void t.test('who keeps a volume busy is named, below the mount point and on the device, at most eight', (t) => {
  const processes = [
    { pid: 1, name: 'init', paths: ['/'] },
    { pid: 7, name: 'near', paths: ['/database/x', '/data.old'] },
    { pid: 8, name: 'mailer', paths: ['/dev/null', '/data/mail/x'] },
    { pid: 9, name: 'shell', paths: ['/data'] },
    { pid: 10, name: 'scanner', paths: ['/dev/drbd0'] },
  ]
  t.equal(
    renderOpeners(findOpeners(processes, place)),
    'mailer (8) /data/mail/x, shell (9) /data, scanner (10) /dev/drbd0',
  )
  t.match(renderOpeners([]), 'no process found')
  const many = Array.from({ length: 20 }, (_, pid) => ({ pid, name: 'x', paths: ['/data/y'] }))
  t.equal(findOpeners(many, place).length, openersMax)
  t.end()
})
