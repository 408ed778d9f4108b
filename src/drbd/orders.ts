/**
 * In which steps are all disks of the pair promoted, demoted, or one of them outdated?
 *
 * All or nothing: what this order has promoted is demoted again when one refuses. Nothing is believed from an exit code
 * alone: after the steps the whole state is asked for once, and the order has succeeded when that says so. DRBD would
 * promote a copy that is not up to date while it is connected (measured); here that counts as a failure and is undone.
 */
import { OpError } from '../base/op-error.ts'
import { commandLine, snapshotLine } from './commands.ts'
import type { DiskResource, Grammar, PlainVerb } from './commands.ts'
import type { Dispatcher } from './dispatcher.ts'
import { parseEventLine } from './events2.ts'
import { isWorthRepeating } from './exit-codes.ts'
import type { Outcome } from './exit-codes.ts'
import { absorbEvent, emptyModel } from './model.ts'
import type { DiskModel, ResourceState } from './model.ts'
import { isRateInForce, parseRateSettings, rateLine } from './rate.ts'
import type { DiskClock } from './watch.ts'

/** What the orders work with. */
export type OrderScene = {
  readonly resources: readonly DiskResource[]
  readonly grammar: Grammar
  readonly dispatcher: Dispatcher
  readonly clock: DiskClock
  /** State of a resource as the stream told it; nothing while it is not known. */
  readonly stateOf: (name: string) => ResourceState | undefined
  /** Something that the order's promise does not answer for. */
  readonly onTrouble: (error: OpError) => void
  /** Names who keeps a device busy, for the message. */
  readonly openersOf: (resource: DiskResource) => Promise<string>
}

/** Tries of an order that something passing prevents: a scanner that has the device open for a moment. */
const triesMax = 8

/** What an order leaves behind is put right within this time, ms, also behind a process that does not end. */
const undoMs = 10_000

/** Between two tries, ms. */
const againMs = 500

/** Gives one order and repeats it while that may help, and while it is wanted. Returns its last outcome. */
export async function giveOrder(
  scene: OrderScene,
  verb: PlainVerb,
  resource: DiskResource,
  signal: AbortSignal,
  wanted?: () => boolean,
): Promise<Outcome> {
  for (let tries = 1; ; tries += 1) {
    const outcome = await scene.dispatcher.submit(verb, commandLine(verb, resource, scene.grammar), signal, wanted)
    const repeats = outcome.type === 'refused' && isWorthRepeating(outcome) && tries < triesMax
    if (!repeats) return outcome
    await waitFor(scene.clock, againMs, signal)
    // The reason is worth more than "cancelled".
    if (signal.aborted) return outcome
  }
}

/** Gives one order. @throws OpError unless it was done, or was so before */
export async function carryOut(
  scene: OrderScene,
  verb: PlainVerb,
  resource: DiskResource,
  signal: AbortSignal,
): Promise<void> {
  throwUnlessDone(verb, resource.name, await giveOrder(scene, verb, resource, signal))
}

/**
 * Makes every disk primary. `superseded` is aborted when another order comes, which knows better than the undoing of this
 * one what shall be: a demotion that is late by some seconds would end the promotion after it.
 * @throws OpError when a disk could not be promoted, or is not up to date; what this call promoted has been demoted again
 */
export async function promoteAll(scene: OrderScene, signal: AbortSignal, superseded: AbortSignal): Promise<void> {
  const before = new Set(scene.resources.filter(({ name }) => scene.stateOf(name)?.role === 'disk-primary'))
  const promoted: DiskResource[] = []
  try {
    for (const resource of scene.resources) {
      // Whether it took effect is not known when it fails: it is demoted with the others.
      if (!before.has(resource)) promoted.unshift(resource)
      await carryOut(scene, 'primary', resource, signal)
    }
    const model = await snapshot(scene, signal)
    for (const resource of scene.resources) {
      checkPromoted(resource.name, model.resources.get(resource.name), before.has(resource))
    }
  } catch (cause) {
    // Undone even when the order was aborted: a primary that nobody wants must not stay.
    await within(scene.clock, undoMs, async (limit) => {
      const undo = AbortSignal.any([limit, superseded])
      for (const resource of promoted) await giveOrder(scene, 'secondary', resource, undo)
    })
    throw cause
  }
}

/** Is it primary with good data? A role that was here before may go on with the peer's data when the own disk failed. */
function checkPromoted(name: string, state: ResourceState | undefined, wasPrimary: boolean): void {
  const good = state?.disk === 'up-to-date' || (wasPrimary && servesFromPeer(state))
  if (state?.role === 'disk-primary' && good && !state.surplus) return
  const text = `is ${state?.role ?? 'unknown'} with disk ${state?.disk ?? 'unknown'} after the promotion`
  throw new OpError('promote', name, { type: 'other', text })
}

/** The own disk failed, and every read and write goes to the peer's, which is up to date (FO-8). */
function servesFromPeer(state: ResourceState | undefined): boolean {
  if (state?.connection !== 'connected' || state.peerDisk !== 'up-to-date') return false
  return state.disk === 'failed' || state.disk === 'diskless'
}

/** Demotes every disk, whatever becomes of the others. @throws OpError when one is not known to be secondary now */
export async function demoteAll(scene: OrderScene, signal: AbortSignal): Promise<void> {
  const outcomes = await Promise.all(scene.resources.map((resource) => demote(scene, resource, signal)))
  const roles = await rolesOf(scene, signal)
  for (const [at, resource] of scene.resources.entries()) {
    const role = roles(resource.name)
    if (role === 'disk-secondary') continue
    const outcome = outcomes[at] ?? { type: 'cancelled' }
    const isOpen = outcome.type === 'refused' && outcome.refusal === 'held-open'
    const openers = isOpen ? `; open: ${await scene.openersOf(resource)}` : ''
    const state = role === 'disk-primary' ? 'still disk-primary' : `not known to be secondary (${role})`
    throw new OpError('demote', resource.name, { type: 'other', text: `${state}: ${textOf(outcome)}${openers}` })
  }
}

/** Roles after the orders, asked for once; where that fails, why. A resource that the kernel does not know has none. */
async function rolesOf(scene: OrderScene, signal: AbortSignal): Promise<(name: string) => string> {
  try {
    const model = await snapshot(scene, signal)
    return (name) => model.resources.get(name)?.role ?? 'disk-secondary'
  } catch (error) {
    if (!(error instanceof OpError)) throw error
    return () => error.message
  }
}

/** A broken resource file must not keep a disk primary. */
async function demote(scene: OrderScene, resource: DiskResource, signal: AbortSignal): Promise<Outcome> {
  const outcome = await giveOrder(scene, 'secondary', resource, signal)
  if (outcome.type !== 'bad-configuration' && outcome.type !== 'failed') return outcome
  return giveOrder(scene, 'emergency-secondary', resource, signal)
}

/**
 * Outdates this node's copy, so that it cannot be promoted until it has been brought up to date again.
 * While DRBD still says connected, `outdate` answers 0 and does nothing (measured): the connection is closed first, by
 * force, because asking a peer whose frames are lost takes seconds, and opened again at the end, so that a link that
 * heals brings the copy up to date. A primary beside it freezes and calls its fence-peer program.
 * @throws OpError when the copy is not known to be outdated now, or this node is primary
 */
export async function outdateSelf(scene: OrderScene, resource: DiskResource, signal: AbortSignal): Promise<void> {
  const before = scene.stateOf(resource.name) ?? (await snapshot(scene, signal)).resources.get(resource.name)
  if (before?.role === 'disk-primary') {
    throw new OpError('outdate', resource.name, { type: 'other', text: 'this node is primary' })
  }
  if (isBehind(before)) return
  const wasConnected = before?.connection === 'connected'
  if (wasConnected) await carryOut(scene, 'disconnect-now', resource, signal)
  try {
    throwUnlessDone('outdate', resource.name, await giveOrder(scene, 'outdate', resource, signal))
    await checkBehind(scene, resource.name, signal)
  } finally {
    // Also when the order was aborted: replication must not stay down for it. The answer does not wait for this.
    if (wasConnected) void connectAgain(scene, resource)
  }
}

/**
 * Makes the kernel call the fence-peer program again for frozen I/O: it does so when a connection is closed, and only
 * then (measured). The connection is opened again whatever comes. One that was opened while this order waited for its
 * turn is left alone: nothing is frozen any more, and a copy of differences may run over it.
 * @throws OpError when the connection could not be closed or opened
 */
export async function askAgain(scene: OrderScene, resource: DiskResource, signal: AbortSignal): Promise<void> {
  const isApart = (): boolean => scene.stateOf(resource.name)?.connection !== 'connected'
  const outcome = await giveOrder(scene, 'disconnect', resource, signal, isApart)
  if (outcome.type === 'cancelled' && !isApart()) return
  try {
    throwUnlessDone('disconnect', resource.name, outcome)
  } finally {
    await carryOut(scene, 'connect', resource, signal)
  }
}

/** The stream has often told it before the tool has ended; otherwise DRBD is asked. */
async function checkBehind(scene: OrderScene, name: string, signal: AbortSignal): Promise<void> {
  if (isBehind(scene.stateOf(name))) return
  const after = (await snapshot(scene, signal)).resources.get(name)
  if (isBehind(after)) return
  throw new OpError('outdate', name, { type: 'other', text: `disk is ${after?.disk ?? 'unknown'} afterwards` })
}

async function connectAgain(scene: OrderScene, resource: DiskResource): Promise<void> {
  try {
    await within(scene.clock, undoMs, (undo) => carryOut(scene, 'connect', resource, undo))
  } catch (error) {
    if (!(error instanceof OpError)) throw error
    scene.onTrouble(error)
  }
}

/** Sets the rate of copies, KiB/s, and reads it back. @throws OpError when DRBD has another one afterwards */
export async function setRate(
  scene: OrderScene,
  resource: DiskResource,
  rateKib: number,
  signal: AbortSignal,
): Promise<void> {
  const { dispatcher, grammar } = scene
  const outcome = await dispatcher.submit('rate', rateLine(resource, rateKib, grammar), signal)
  throwUnlessDone('set the rate of', resource.name, outcome)
  const shown = await dispatcher.submit('settings', commandLine('settings', resource, grammar), signal)
  throwUnlessDone('read the rate of', resource.name, shown)
  const settings = parseRateSettings(shown.type === 'done' ? shown.output : '')
  if (isRateInForce(settings, rateKib)) return
  const text = `DRBD has ${JSON.stringify(settings)} instead of ${rateKib} KiB/s`
  throw new OpError('set the rate of', resource.name, { type: 'other', text })
}

/** Behind by its own account: outdated, or not even consistent. Not connected, or the next moment may change it. */
function isBehind(state: ResourceState | undefined): boolean {
  return state?.connection !== 'connected' && (state?.disk === 'outdated' || state?.disk === 'inconsistent')
}

/** The whole state, asked for once. @throws OpError when it cannot be had */
export async function snapshot(scene: OrderScene, signal: AbortSignal): Promise<DiskModel> {
  const outcome = await scene.dispatcher.submit('disk-state', snapshotLine, signal)
  throwUnlessDone('read the state of', 'DRBD', outcome)
  const lines = outcome.type === 'done' ? outcome.output.split('\n') : []
  let model = emptyModel
  for (const line of lines) {
    const { event } = line.trim() === '' ? {} : parseEventLine(line)
    if (event !== undefined) model = absorbEvent(model, event).model
  }
  if (!model.complete) throw new OpError('read the state of', 'DRBD', { type: 'other', text: 'the dump has no end' })
  return model
}

/** @throws OpError unless the outcome is `done` or `already` */
export function throwUnlessDone(operation: string, target: string, outcome: Outcome): void {
  if (outcome.type === 'done' || outcome.type === 'already') return
  if (outcome.type === 'cancelled') throw new OpError(operation, target, { type: 'cancelled' })
  throw new OpError(operation, target, { type: 'other', text: outcome.text })
}

function textOf(outcome: Outcome): string {
  if (outcome.type === 'cancelled') return 'cancelled'
  return outcome.type === 'done' ? 'the tool said that it was done' : outcome.text
}

function waitFor(clock: DiskClock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, done)
    signal.addEventListener('abort', done, { once: true })
    function done(): void {
      cancel()
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}

async function within(clock: DiskClock, ms: number, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const limit = new AbortController()
  const cancel = clock.after(ms, () => limit.abort())
  try {
    await work(limit.signal)
  } finally {
    cancel()
  }
}
