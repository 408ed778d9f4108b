/** Does a mount that is given up end where it runs, in a unit of the service manager? With stand-ins for its tools. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import type { Test } from 'tap'
import type { CommandLine } from '../../src/drbd/commands.ts'
import { connectTools } from '../../src/drbd/index.ts'
import type { DiskEdge } from '../../src/drbd/index.ts'
import { unitOf, unitWords } from '../../src/drbd/drbdsetup-unit.ts'
import { mountLine, settleLine, umountLine } from '../../src/drbd/mount.ts'
import { monotonicNow } from '../../src/linux/clock.ts'

const waiting = new AbortController().signal
const place = { device: '/dev/drbd7', point: '/data' }
const unit = 'hapair-volume-drbd7.service'

type Room = { readonly edge: DiskEdge; readonly folder: string; readonly has: (name: string) => boolean }

/** What `systemd-run` does: the program lives on when whoever waits for it is killed. One unit of a name. */
const starter = (folder: string): string => `
for word in "$@"; do case $word in --unit=*) unit=\${word#--unit=} ;; esac; done
without=yes
while [ "\${1#--}" != "$1" ]; do if [ "$1" = --property=DefaultDependencies=no ]; then without=; fi; shift; done
if [ -e ${folder}/shutdown ] && [ "$without" ]; then echo "Transaction is destructive" >&2; exit 1; fi
if [ -e ${folder}/$unit ]; then echo "Unit $unit was already loaded or has a fragment file." >&2; exit 1; fi
setsid sh -c 'while [ ! -s "$0" ]; do sleep 0.01; done; exec "$@"' ${folder}/$unit "$@" & pid=$!
echo $pid > ${folder}/$unit
wait $pid; code=$?
rm -f ${folder}/$unit
exit $code`

const serviceAnswers = (folder: string): string => `
echo "$*" >> ${folder}/asked
if [ -e ${folder}/broken ]; then exit 1; fi
pid=$(cat ${folder}/$3 2>/dev/null)
case $1 in
show) if [ -n "$pid" ] && kill -0 $pid 2>/dev/null; then echo LoadState=loaded; else rm -f ${folder}/$3; echo LoadState=not-found; fi ;;
kill) kill -KILL $pid 2>/dev/null ;;
esac`

/** A mount that takes its time, and shows when it was completed. */
const slow = (folder: string): string => `touch ${folder}/begun; sleep 1; touch ${folder}/completed`

function createRoom(t: Test, mount: (folder: string) => string): Room {
  const folder = mkdtempSync(join(tmpdir(), 'hapair-unit-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const programs = {
    'systemd-run': starter(folder),
    systemctl: serviceAnswers(folder),
    mount: mount(folder),
    umount: 'exit 0',
  }
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  const searchPath = `${folder}:/usr/sbin:/usr/bin:/sbin:/bin`
  const edge = connectTools(monotonicNow, { searchPath, mountsOutside: true })
  return { edge, folder, has: (name) => existsSync(join(folder, name)) }
}

const within = (line: CommandLine, deadlineMs: number): CommandLine => ({ ...line, deadlineMs })

void t.test('the unit of a mount is named after its device and ends by itself at the deadline', (t) => {
  t.equal(unitOf('/dev/drbd7'), unit)
  const words = unitWords(within(mountLine(place), 1500), '/sbin/mount')
  t.strictSame(words, [
    ...['--quiet', '--wait', '--pipe', '--collect', `--unit=${unit}`, '--description=hapair: mount of /dev/drbd7'],
    ...['--property=RuntimeMaxSec=2', '--property=TimeoutStopSec=1', '--property=DefaultDependencies=no'],
    ...['/sbin/mount', '--source', '/dev/drbd7', '--target', '/data'],
  ])
  t.equal(unitWords(umountLine(place), 'umount')[4], `--unit=${unit}`, 'an unmount has the same: only one at a time')
  t.end()
})

void t.test('a mount that works or fails gives its own code', async (t) => {
  const room = createRoom(t, () => 'echo mounted; exit 0')
  t.strictSame(await room.edge.run(mountLine(place), waiting).answer, {
    ...{ type: 'exited', code: 0, output: 'mounted', errors: '' },
  })
  const failing = createRoom(t, () => 'echo wrong fs type >&2; exit 32')
  t.match(await failing.edge.run(mountLine(place), waiting).answer, { code: 32, errors: 'wrong fs type' })
})

void t.test('an unmount runs while the machine goes down, as an orderly reboot wants it', async (t) => {
  const room = createRoom(t, () => 'exit 0')
  writeFileSync(join(room.folder, 'shutdown'), '')
  t.match(await room.edge.run(umountLine(place), waiting).answer, { type: 'exited', code: 0 })
})

void t.test('a mount that is given up is killed in its unit, and its promise waits until it has gone', async (t) => {
  const room = createRoom(t, slow)
  const order = new AbortController()
  const { answer, end } = room.edge.run(mountLine(place), order.signal)
  while (!room.has('begun')) await sleep(10)
  order.abort()
  t.strictSame(await answer, { type: 'cancelled' })
  await end
  t.notOk(room.has(unit), 'the unit has gone')
  await sleep(1200)
  t.notOk(room.has('completed'), 'and completes nothing later')
})

void t.test('so is one that is overdue', async (t) => {
  const room = createRoom(t, slow)
  const { answer, end } = room.edge.run(within(mountLine(place), 300), waiting)
  t.strictSame(await answer, { type: 'timed-out', afterMs: 300 })
  await end
  await sleep(1000)
  t.strictSame([room.has(unit), room.has('completed')], [false, false])
})

void t.test('what an agent before this one left under way is ended before the volume is touched', async (t) => {
  const room = createRoom(t, slow)
  const before = new AbortController()
  // As after the death of an agent: the unit is there, and nobody waits for it.
  const { answer } = room.edge.run({ ...mountLine(place), verb: 'left' }, before.signal)
  while (!room.has('begun')) await sleep(10)
  t.match(await room.edge.run(settleLine(place), waiting).answer, { type: 'exited', code: 0 })
  t.strictSame([room.has(unit), room.has('completed')], [false, false])
  await answer
  t.match(await room.edge.run(umountLine(place), waiting).answer, { type: 'exited', code: 0 })
})

void t.test('while nobody can be asked whether it has gone, the order has not ended', async (t) => {
  const room = createRoom(t, slow)
  writeFileSync(join(room.folder, 'broken'), '')
  const { answer, end } = room.edge.run(within(settleLine(place), 100), waiting)
  let ended = false
  void end.then(() => (ended = true))
  const begunAt = monotonicNow()
  t.strictSame(await answer, { type: 'timed-out', afterMs: 100 })
  t.ok(monotonicNow() - begunAt < 7000, 'the caller is told all the same')
  t.notOk(ended, 'but the lane stays taken')
  await sleep(2500)
  const asked = readFileSync(join(room.folder, 'asked'), 'utf8').trim().split('\n').length
  t.ok(asked >= 4 && asked <= 20, `asked more and more rarely, ${asked} times in two seconds and a half`)
  rmSync(join(room.folder, 'broken'))
  await end
  t.match(readFileSync(join(room.folder, 'asked'), 'utf8'), `kill --signal=KILL ${unit}`)
})

void t.test('without a service manager there is nothing to wait for', async (t) => {
  const edge = connectTools(monotonicNow, { mountsOutside: false })
  t.match(await edge.run(settleLine(place), waiting).answer, { type: 'exited', code: 0 })
})
