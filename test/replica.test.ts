/**
 * Does the simulator's model of the replication driver do what the real one did?
 *
 * Each case plays a sequence that was measured on DRBD 8.4.11 (reliability research, section 7, E1..E24; two machines, ping
 * interval 2 s) and wants the states that were seen. A model that drifts from the driver proves nothing about the core.
 */
import t from 'tap'
import { relate } from '../src/core/generation.ts'
import { a, b, Lab } from './replica/lab.ts'
import { playOnModel, scripts } from './replica/scripts.ts'
import { breakDisk, connect, demote, disconnect, mendDisk, outdate } from './sim/replica-verbs.ts'
import { write } from './sim/resync.ts'

void t.test('E1: two copies that were never apart connect up to date', (t) => {
  const lab = new Lab()
  t.equal(lab.says(a), 'connected secondary/secondary up-to-date/up-to-date')
  t.equal(lab.says(b), 'connected secondary/secondary up-to-date/up-to-date')
  t.end()
})

void t.test('E3, E4: a second primary is refused while connected; an open device is not demoted', (t) => {
  const lab = new Lab()
  t.equal(lab.primary(a), 0)
  t.equal(lab.primary(b), 11)
  t.equal(lab.says(b), 'connected secondary/primary up-to-date/up-to-date')
  lab.on.of(a).heldOpen = 1
  t.equal(demote(lab.on, a).exit, 11)
  lab.on.of(a).heldOpen = 0
  t.equal(demote(lab.on, a).exit, 0)
  t.end()
})

void t.test('E6, E24: outdate does nothing while connected; a disconnect from a primary outdates', (t) => {
  const lab = new Lab()
  t.equal(outdate(lab.on, b).exit, 0)
  t.equal(lab.on.of(b).disk, 'up-to-date')
  disconnect(lab.on, b, () => undefined)
  t.equal(lab.says(b), 'stand-alone secondary/unknown up-to-date/unknown')
  t.equal(outdate(lab.on, b).exit, 0)
  t.equal(lab.on.of(b).disk, 'outdated')
  t.equal(lab.primary(b), 17)
  connect(lab.on, b)
  lab.run(5_000)
  t.equal(lab.says(b), 'connected secondary/secondary up-to-date/up-to-date')
  lab.primary(a)
  disconnect(lab.on, b, () => undefined)
  t.equal(lab.says(b), 'stand-alone secondary/unknown outdated/unknown')
  t.equal(lab.says(a), 'connecting primary/unknown up-to-date/outdated', 'not frozen: the peer is known to be behind')
  t.end()
})

void t.test('E7: a secondary that lost its peer asks four times and stays', (t) => {
  const lab = new Lab()
  lab.primary(a)
  lab.wire(true)
  t.equal(lab.says(b), 'connecting secondary/unknown up-to-date/unknown')
  t.equal(lab.primary(b), 11)
  t.equal(lab.calls, 4)
  t.end()
})

void t.test('E8, E8b, E8d: exit 6 outdates the asker for good, exit 5 promotes', (t) => {
  const lab = new Lab()
  lab.primary(a)
  lab.kill(a)
  lab.handler = 5
  const other = new Lab()
  other.primary(a)
  other.kill(a)
  other.handler = 6
  t.equal(other.primary(b), 17)
  t.equal(other.calls, 1)
  t.equal(other.says(b), 'connecting secondary/unknown outdated/unknown')
  other.handler = 4
  t.equal(other.primary(b), 17)
  t.equal(other.calls, 0)
  t.equal(lab.primary(b), 0)
  t.equal(lab.says(b), 'connecting primary/unknown up-to-date/outdated')
  t.end()
})

void t.test('E8c: forced on an outdated copy without asking; the peer that comes back stands alone', (t) => {
  const lab = new Lab()
  lab.primary(a)
  lab.kill(a)
  lab.handler = 6
  lab.primary(b)
  t.equal(lab.primary(b, true), 0)
  t.equal(lab.calls, 0)
  t.equal(lab.says(b), 'connecting primary/unknown up-to-date/outdated')
  lab.boot(a)
  t.equal(lab.on.of(a).disk, 'consistent')
  lab.run(5_000)
  t.equal(lab.on.of(a).connection, 'stand-alone')
  t.end()
})

void t.test('E9, E9b: a node that boots alone is consistent; 5 does not promote it, 4 and 7 do', (t) => {
  const lab = new Lab()
  lab.kill(b)
  lab.kill(a)
  lab.boot(b)
  t.equal(lab.says(b), 'connecting secondary/unknown consistent/unknown')
  lab.handler = 5
  t.equal(lab.primary(b), 17)
  lab.handler = 4
  t.equal(lab.primary(b), 0)
  t.equal(lab.says(b), 'connecting primary/unknown up-to-date/outdated')
  t.end()
})

void t.test('E10, E10b: the driver promotes a target; without its source it has no data', (t) => {
  const lab = new Lab()
  lab.primary(a)
  lab.wire(true)
  lab.handler = 5
  const { bench } = lab.on
  disconnect(lab.on, a, () => undefined)
  lab.run(1_000)
  lab.writes(a, [1, 2, 3])
  bench.rate = 0.0001
  demote(lab.on, a)
  connect(lab.on, a)
  lab.wire(false)
  t.equal(lab.says(b), 'connected secondary/secondary inconsistent/up-to-date')
  t.equal(lab.primary(b), 0)
  lab.wire(true)
  t.equal(lab.says(b), 'connecting primary/unknown inconsistent/unknown')
  t.equal(demote(lab.on, b).exit, 0)
  t.equal(lab.primary(b), 17)
  t.equal(outdate(lab.on, b).exit, 5)
  t.equal(lab.says(a), 'connecting secondary/unknown up-to-date/inconsistent')
  t.end()
})

void t.test('E13, B: a primary that lost its peer is frozen until 3, 4, 5, 7, asked anew by disconnect', (t) => {
  const lab = new Lab()
  lab.primary(a)
  lab.on.of(a).mounted = true
  const before = lab.on.of(a).metadata.current
  lab.calls = 0
  lab.wire(true)
  t.equal(lab.says(a), 'connecting primary/unknown up-to-date/unknown frozen')
  t.equal(lab.calls, 1)
  t.equal(
    write(lab.on, a, 1, () => undefined),
    false,
  )
  t.equal(lab.on.of(a).metadata.current, before, 'no new generation while frozen')
  lab.handler = 6
  disconnect(lab.on, a, () => undefined)
  lab.run(500)
  t.equal(lab.says(a), 'stand-alone primary/unknown up-to-date/unknown frozen', 'A5: exit 6 changes nothing')
  connect(lab.on, a)
  lab.handler = 4
  disconnect(lab.on, a, () => undefined)
  lab.run(500)
  t.equal(lab.says(a), 'stand-alone primary/unknown up-to-date/outdated')
  t.equal(lab.on.of(a).metadata.bitmap, before)
  connect(lab.on, a)
  lab.writes(a, [5])
  lab.wire(false)
  t.equal(lab.says(b), 'connected secondary/primary up-to-date/up-to-date')
  t.ok(lab.on.of(b).content.has(5))
  t.equal(lab.on.of(a).metadata.bitmap, '0000000000000000')
  t.end()
})

void t.test('A2: a frozen primary that nobody holds open becomes secondary; connected again it goes on', (t) => {
  const lab = new Lab()
  lab.primary(a)
  const before = lab.on.of(a).generation
  lab.wire(true)
  t.equal(demote(lab.on, a).exit, 0)
  t.equal(lab.says(a), 'connecting secondary/unknown up-to-date/unknown frozen')
  t.same(lab.on.of(a).generation, before)
  lab.wire(false)
  t.equal(lab.says(a), 'connected secondary/secondary up-to-date/up-to-date')
  t.end()
})

void t.test('E16b: a promotion right after a cut notices the loss and succeeds with exit 5', (t) => {
  const lab = new Lab()
  lab.handler = 5
  lab.cut = true
  lab.on.review()
  t.equal(lab.primary(b), 0)
  t.equal(lab.says(b), 'connecting primary/unknown up-to-date/outdated')
  t.end()
})

void t.test('E17: both lose their power while one writes; they meet, compare, and lose nothing', (t) => {
  const lab = new Lab()
  lab.primary(a)
  lab.writes(a, [1, 2, 3, 4])
  lab.power[b] = false
  lab.on.of(b).crash()
  lab.kill(a)
  lab.boots[b] += 1
  lab.boot(a)
  lab.boot(b)
  lab.run(20_000)
  t.equal(lab.says(a), 'connected secondary/secondary up-to-date/up-to-date')
  for (const id of lab.acknowledged) t.ok(lab.on.of(b).content.has(id))
  t.end()
})

void t.test(
  'E21: up to date without its peer proves nothing: promoted with old data; outdated, refused after a boot too',
  (t) => {
    const lab = new Lab()
    lab.primary(a)
    lab.writes(a, [1])
    lab.handler = 5
    lab.wire(true)
    lab.writes(a, [2])
    t.equal(relate(lab.on.of(b).generation, lab.on.of(a).generation), 'mine-behind')
    t.equal(lab.on.of(b).disk, 'up-to-date')
    lab.kill(a)
    const other = new Lab()
    other.primary(a)
    other.wire(true)
    outdate(other.on, b)
    t.equal(other.primary(b), 17)
    other.kill(b)
    other.boot(b)
    t.equal(other.says(b), 'connecting secondary/unknown outdated/unknown')
    t.equal(lab.primary(b), 0)
    t.notOk(lab.on.of(b).content.has(2))
    lab.boot(a)
    lab.cut = false
    lab.on.review()
    lab.run(10_000)
    t.match([lab.on.of(a).connection, lab.on.of(b).connection], ['stand-alone', 'stand-alone'], 'E11: split brain')
    t.equal(relate(lab.on.of(a).generation, lab.on.of(b).generation), 'diverged')
    t.end()
  },
)

void t.test('E22: the last primary with an outdated peer boots alone and leads without asking', (t) => {
  const lab = new Lab()
  lab.primary(a)
  lab.handler = 4
  lab.wire(true)
  lab.kill(a)
  lab.boot(a)
  t.equal(lab.says(a), 'connecting secondary/unknown up-to-date/outdated')
  t.equal(lab.primary(a), 0)
  t.equal(lab.calls, 0)
  t.end()
})

void t.test('a disk that fails is left; a new one is filled from the other', (t) => {
  const lab = new Lab()
  lab.primary(a)
  lab.writes(a, [1])
  breakDisk(lab.on, a)
  t.equal(lab.says(a), 'connected primary/secondary diskless/up-to-date')
  lab.writes(a, [2])
  t.ok(lab.on.of(b).content.has(2))
  t.ok(lab.acknowledged.includes(2))
  t.equal(mendDisk(lab.on, a, true), true)
  lab.run(10_000)
  t.equal(lab.says(a), 'connected primary/secondary up-to-date/up-to-date')
  t.ok(lab.on.of(a).content.has(1))
  t.end()
})

for (const script of scripts) {
  void t.test(`the model's half of the metal comparison ends whole: ${script.name}`, (t) => {
    const whole = 'connected secondary/secondary up-to-date/up-to-date'
    const sights = playOnModel(script)
    t.equal(sights.length, script.steps.length)
    t.match(sights.at(-1), { copies: { m: whole, s: whole }, relation: 'equal' })
    t.end()
  })
}
