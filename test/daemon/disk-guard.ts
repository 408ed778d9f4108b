/** Cases for the guard of a release: is it armed exactly while a forced release may hang? */
import t from 'tap'
import { Stage } from './disk-stage.ts'

/** Limit of a step with a disk, in the core and in the hands, ms. */
const stepMs = 60_000

/** What becomes of an order. */
function outcomeOf(work: Promise<void>): { text: string } {
  const outcome = { text: 'open' }
  work.then(
    () => (outcome.text = 'done'),
    (cause: unknown) => (outcome.text = String(cause)),
  )
  return outcome
}

void t.test('the guard of a release outlives the step that this release replaced', async (t) => {
  const { master, ...stage } = await guarded(t)
  const first = outcomeOf(master.disks.hands.unmount(true))
  await stage.pass(100)
  master.armed.length = 0
  const second = outcomeOf(master.disks.hands.unmount(true))
  await stage.pass(100)
  t.match(first.text, /cancel/)
  t.equal(second.text, 'open')
  t.strictSame(master.armed, ['arm'])
})

void t.test('a release that is not forced arms nothing, not even when it replaces one that is', async (t) => {
  const { master, ...stage } = await guarded(t)
  outcomeOf(master.disks.hands.unmount(false))
  await stage.pass(100)
  t.strictSame(master.armed, [])
  outcomeOf(master.disks.hands.unmount(true))
  await stage.pass(100)
  outcomeOf(master.disks.hands.unmount(false))
  await stage.pass(100)
  t.strictSame(master.armed, ['arm', 'disarm'])
})

void t.test('a take, too, ends the guard of the release that it replaces', async (t) => {
  const { master, ...stage } = await guarded(t)
  outcomeOf(master.disks.hands.unmount(true))
  await stage.pass(100)
  outcomeOf(master.disks.hands.primary(false))
  await stage.pass(100)
  t.strictSame(master.armed, ['arm', 'disarm'])
})

void t.test('a forced release that is done ends the guard; one that failed does not', async (t) => {
  const { master, ...stage } = await guarded(t)
  master.drbd.answer('umount /srv/data', 'as-usual')
  const done = outcomeOf(master.disks.hands.unmount(true))
  await stage.pass(100)
  t.equal(done.text, 'done')
  t.strictSame(master.armed.splice(0), ['arm', 'disarm'])
  // What the core orders when somebody else has unmounted it.
  await stage.pass(1_000)
  master.armed.length = 0
  master.drbd.resource().openers = 1
  const failed = outcomeOf(master.disks.hands.secondary(true))
  await stage.pass(10_000)
  t.match(failed.text, /not known to be secondary|held open/)
  t.strictSame(master.armed, ['arm'], 'the core resets the node; the guard sees that somebody does')
})

void t.test('what is not done when the core gives a step up is ended by the hands', async (t) => {
  const { master, ...stage } = await guarded(t)
  const outcome = outcomeOf(master.disks.hands.unmount(false))
  await stage.pass(stepMs - 100)
  t.equal(outcome.text, 'open')
  await stage.pass(200)
  t.match(outcome.text, /cancel/)
})

void t.test('a step that still waits for the first look at the driver is ended like any other', async (t) => {
  const stage = new Stage(t)
  const { master } = stage
  master.drbd.answer('drbdsetup events2 --now --statistics', 'stuck')
  master.start()
  const first = outcomeOf(master.disks.hands.unmount(false))
  await stage.pass(100)
  const second = outcomeOf(master.disks.hands.unmount(false))
  await stage.pass(100)
  t.match(first.text, /cancel/)
  t.equal(second.text, 'open')
  await stage.pass(stepMs)
  t.match(second.text, /cancel/)
})

void t.test('after another boot leftovers that stay lead to no reset: the node is held', async (t) => {
  const stage = new Stage(t)
  const { master } = stage
  master.drbd.resource().role = 'Primary'
  master.drbd.mounts.set('/srv/data', '/dev/drbd0')
  master.drbd.answer('umount /srv/data', 'hangs')
  master.start()
  t.ok(await stage.until(() => master.state.wanted.held, stepMs + 5_000))
  await stage.pass(10_000)
  t.strictSame([master.armed, master.resets], [[], []])
})

/** A pair that runs, whose master cannot unmount. */
async function guarded(
  t: Parameters<typeof Stage.running>[0],
): Promise<Pick<Stage, 'master'> & { pass: Stage['pass'] }> {
  const stage = await Stage.running(t)
  const { master } = stage
  master.drbd.answer('umount /srv/data', 'hangs')
  master.armed.length = 0
  return { master, pass: (ms) => stage.pass(ms) }
}
