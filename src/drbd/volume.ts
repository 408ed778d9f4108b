/**
 * In which steps is a volume mounted and unmounted?
 *
 * Mounting is refused before any tool is called unless the disk is primary and up to date here (DRBD-2). Whatever the
 * tool says, `findmnt` is asked before and after, and only when no order from before still works on the volume. A busy volume is named with those who keep it so; it is never
 * unmounted lazily, which would only hide it.
 */
import { OpError } from '../base/op-error.ts'
import type { CommandLine } from './commands.ts'
import type { Dispatcher } from './dispatcher.ts'
import type { Outcome } from './exit-codes.ts'
import type { ResourceState } from './model.ts'
import { findmntLine, mountLine, parseMounts, renderOpeners, settleLine, umountLine } from './mount.ts'
import type { Mounted, MountPlace, Opener } from './mount.ts'

/** What mounting works with. */
export type VolumeScene = {
  readonly dispatcher: Dispatcher
  readonly readOpeners: (place: MountPlace) => Promise<readonly Opener[]>
}

/**
 * Mounts a volume; idempotent.
 * @throws OpError when the disk is not primary here or frozen, the device is mounted elsewhere, or mount(8) failed
 */
export async function mountVolume(
  scene: VolumeScene,
  place: MountPlace,
  state: ResourceState | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (state?.role !== 'disk-primary' || state.disk !== 'up-to-date') {
    const text = `refused: the disk is ${state?.role ?? 'unknown'} and ${state?.disk ?? 'unknown'} here`
    throw new OpError('mount', place.point, { type: 'other', text })
  }
  refuseFrozen('mount', place, state)
  await settle(scene, 'mount', place, signal)
  const before = await mountsOf(scene, place, signal)
  if (isInPlace(before, place)) return
  const elsewhere = before.find(({ target }) => target !== place.point)
  if (elsewhere !== undefined) {
    throw new OpError('mount', place.point, {
      type: 'other',
      text: `${place.device} is mounted at ${elsewhere.target}`,
    })
  }
  const outcome = await run(scene, mountLine(place), signal)
  const after = await mountsOf(scene, place, signal)
  if (isInPlace(after, place)) return
  throw new OpError('mount', place.point, { type: 'other', text: textOf(outcome) })
}

/**
 * Unmounts a volume from wherever it is mounted; idempotent. The end of a release is `secondary`, not this: a frozen
 * volume leaves the table of mounts while it is still held.
 * @throws OpError when the disk is frozen, when it is still mounted, or umount(8) has not ended; names who keeps it busy
 */
export async function unmountVolume(
  scene: VolumeScene,
  place: MountPlace,
  state: ResourceState | undefined,
  signal: AbortSignal,
): Promise<void> {
  refuseFrozen('unmount', place, state)
  await settle(scene, 'unmount', place, signal)
  for (const { target } of (await mountsOf(scene, place, signal)).toReversed()) {
    const outcome = await run(scene, umountLine({ ...place, point: target }), signal)
    if (outcome.type === 'done') continue
    const openers = await scene.readOpeners({ ...place, point: target })
    const text = `${textOf(outcome)}; open: ${renderOpeners(openers)}`
    throw new OpError('unmount', target, { type: 'other', text })
  }
  const left = await mountsOf(scene, place, signal)
  const [still] = left
  if (still === undefined) return
  throw new OpError('unmount', still.target, { type: 'other', text: 'is still mounted' })
}

/**
 * On frozen I/O both tools hang in the kernel beyond every signal, and an unmount takes the mount out of the table all
 * the same (measured). Nothing is lost by saying so at once; how the disk is let go then is the core's to decide.
 */
function refuseFrozen(operation: string, { point }: MountPlace, state: ResourceState | undefined): void {
  if (state === undefined || state.suspended === 'unknown' || state.suspended.length === 0) return
  const text = `refused: the disk's I/O is frozen (${state.suspended.join(', ')})`
  throw new OpError(operation, point, { type: 'other', text })
}

/** @throws OpError while an order from before still works on the volume: it may be completed at any time */
async function settle(scene: VolumeScene, operation: string, place: MountPlace, signal: AbortSignal): Promise<void> {
  const outcome = await run(scene, settleLine(place), signal)
  if (outcome.type === 'done') return
  const text = `an order from before has not ended: ${textOf(outcome)}`
  throw new OpError(operation, place.point, { type: 'other', text })
}

function isInPlace(mounts: readonly Mounted[], { point }: MountPlace): boolean {
  return mounts.some(({ target }) => target === point)
}

async function mountsOf(scene: VolumeScene, place: MountPlace, signal: AbortSignal): Promise<readonly Mounted[]> {
  const line = findmntLine(place)
  const result = await scene.dispatcher.submitRaw(line, signal)
  const mounts = parseMounts(result)
  if (typeof mounts === 'string') throw new OpError('find mounts of', place.device, { type: 'other', text: mounts })
  return mounts
}

function run(scene: VolumeScene, line: CommandLine, signal: AbortSignal): Promise<Outcome> {
  return scene.dispatcher.submit('volume', line, signal)
}

function textOf(outcome: Outcome): string {
  switch (outcome.type) {
    case 'done':
      return 'the tool said that it was done, but the table of mounts does not'
    case 'cancelled':
      return 'cancelled'
    default:
      return outcome.text
  }
}
