/**
 * Does the link of one device work, although its carrier may say so anyway?
 *
 * A look every two seconds, from the cheapest proof to the dearest: without carrier it fails; with a target it is the
 * target that decides, asked through this device alone (a provider that is down still sends broadcasts); without one, a
 * counter of received packets that moved proves it; one that stands still has the neighbours asked, whose answers move
 * it, and only when it stands still all the same the look fails. Where nobody is known to be asked, silence proves nothing.
 * Failures and successes must last before they count, each its own time.
 *
 * Rejected: the target beside the counter (one broadcast a minute would keep a dead provider up); a look at each link
 * event (a flapping port would make a second, faster clock of it).
 * Sources: requirements FO-2..7, PAR-20; ocf:heartbeat:ethmonitor (counter, then arping); Cisco ASA's test chain.
 */
import { elapsed, type Instant } from '../base/time.ts'
import type { LinkState } from '../core/eyes.ts'
import type { LinkKind } from '../core/link-view.ts'

/** Time between two looks, ms; what was asked in one is answered before the next. */
export const lookMs = 2_000

/** What is seen in one look. */
export type Look = {
  readonly carrier: boolean
  /** Packets received since the device came; nothing when the kernel does not say. */
  readonly received: number | undefined
  /** Questions that left in the look before: to the target, or to neighbours. */
  readonly asked: number
  /** The target answered since; without a target nothing is known. */
  readonly answered: boolean | undefined
}

/** How long a change must last, ms. */
export type Debounce = { readonly downAfterMs: number; readonly upAfterMs: number }

/** What is known of a device. `unknown`: no look has proven anything yet. */
export type DeviceView = {
  readonly state: 'unknown' | 'up' | 'down'
  readonly received: number | undefined
  /** First of the looks in a row that contradict the state; nothing while they agree with it. */
  readonly turningSince: Instant | undefined
  /** What the latest look that proved something went by, in words. */
  readonly why: string
}

/** Before the first look. */
export const firstDevice: DeviceView = {
  state: 'unknown',
  received: undefined,
  turningSince: undefined,
  why: 'not yet looked at',
}

/** What a device without a target says after one look; `ask`: its neighbours should be asked now. */
export type Judged = { readonly view: DeviceView; readonly ask: boolean }

/** Judges one look. */
export function judgeLook(view: DeviceView, look: Look, debounce: Debounce, now: Instant): Judged {
  const moved = look.received !== undefined && view.received !== undefined && look.received !== view.received
  const proof = proofOf(look, moved)
  const seen = { ...view, received: look.received }
  const ask = look.carrier && (look.answered !== undefined || !moved)
  return { view: proof === undefined ? seen : turned(seen, proof, debounce, now), ask }
}

type Proof = { readonly up: boolean; readonly why: string }

function proofOf({ carrier, asked, answered }: Look, moved: boolean): Proof | undefined {
  if (!carrier) return { up: false, why: 'no carrier' }
  if (answered === true) return { up: true, why: 'the target answers' }
  if (answered === false) return asked === 0 ? undefined : { up: false, why: 'the target is silent' }
  if (moved) return { up: true, why: 'packets are received' }
  return asked === 0 ? undefined : { up: false, why: 'nothing is received, and no neighbour answers' }
}

function turned(view: DeviceView, { up, why }: Proof, debounce: Debounce, now: Instant): DeviceView {
  const state = up ? 'up' : 'down'
  if (view.state === state) return { ...view, turningSince: undefined, why }
  const turningSince = view.turningSince ?? now
  // The first proof of a working link needs no patience: it contradicts nothing.
  const patienceMs = up ? (view.state === 'unknown' ? 0 : debounce.upAfterMs) : debounce.downAfterMs
  if (elapsed(turningSince, now) < patienceMs) return { ...view, turningSince, why }
  return { ...view, state, turningSince: undefined, why }
}

/** A device with its kind. `state`: left out when it is not watched. */
export type KindOfDevice = { readonly kind: LinkKind; readonly state?: DeviceView['state'] }

/**
 * All devices of a kind together. `down` only when every one of them is watched and down (FO-2, FO-4); `up` only when one
 * of them is proven to work; else nothing is known, which is neither.
 */
export function stateOfKind(devices: readonly KindOfDevice[], kind: LinkKind): LinkState {
  const states = devices.filter((device) => device.kind === kind).map((device) => device.state)
  if (states.some((state) => state === 'up')) return 'up'
  return states.length > 0 && states.every((state) => state === 'down') ? 'down' : 'unwatched'
}
