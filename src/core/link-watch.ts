/**
 * Do the links of this node call for a handover?
 *
 * Checks may fail without a loss of carrier: a provider is down, a switch forwards nothing. Every watched device of a kind
 * must be down for the whole time of the timer, and the peer's fresh beat must say that its own are up: down alike, the
 * roles stay and an alarm is raised (FO-2..7). The jury says the same of the world behind the links. The role moves as a
 * whole (CON-29), to a node that lacks nothing that this one has, or two half-dead nodes would hand it to and fro, and no
 * recovery alone moves it back (FO-30). Timers count from the instant of the fact; after a stall of this node they wait
 * until its checks had time to look again (C5).
 */
import { elapsed, later, never, plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { peerRefusal } from './guards.ts'
import { linkKinds, linkLimitMs, seconds } from './link-view.ts'
import type { LinkKind } from './link-view.ts'
import { askPeer } from './pair-order.ts'
import { refusalText } from './reasons.ts'
import type { PairState } from './state.ts'
import { maintained } from './state.ts'
import { set, tell } from './turn.ts'
import type { Turn } from './turn.ts'
import type { MoveCause } from './types.ts'
import type { PairSettings } from './settings.ts'

/** A beat is fresh for so many intervals (D19). */
const freshBeats = 2

const causes: Readonly<Record<LinkKind, MoveCause>> = { lan: 'lan-down', internet: 'internet-down' }
const otherKind: Readonly<Record<LinkKind, LinkKind>> = { lan: 'internet', internet: 'lan' }

/** Instant at which the timer of a kind runs out; nothing while it does not run. */
function timerEnd(state: PairState, settings: PairSettings, kind: LinkKind): Instant | undefined {
  const limitMs = linkLimitMs(settings, kind)
  const link = state.links[kind]
  if (limitMs === 'off' || link.state !== 'down') return undefined
  return later(plus(link.since, limitMs), state.judgeFrom)
}

/** Instants at which a timer runs out that was not told yet. */
export function nextLinkAt(state: PairState, settings: PairSettings): readonly Instant[] {
  return linkKinds.flatMap((kind) => {
    const end = timerEnd(state, settings, kind)
    return end === undefined || state.links[kind].told !== 'nothing' ? [] : [end]
  })
}

/** Why the role stays although the links of this kind are down here; nothing when the peer is the better place. */
function keeps(state: PairState, settings: PairSettings, now: Instant, kind: LinkKind): string | undefined {
  const theirs = state.peer.beat?.eyes?.[kind]
  const refusal = peerRefusal(state, settings, now)
  if (refusal !== undefined) return refusalText(refusal)
  if (theirs === 'down') return 'those of the peer are down as well'
  if (theirs !== 'up') return 'the peer does not say that its own are up'
  return lacks(state, [otherKind[kind]])
}

/** What the peer lacks of what this node has: links of these kinds, the carrier of a zone, or unfrozen writes. */
function lacks(state: PairState, kinds: readonly LinkKind[]): string | undefined {
  const { links, zones, disks, peer } = state
  if (disks.some(({ facts }) => facts.suspended)) return 'writes are frozen'
  const kind = kinds.find((one) => links[one].state !== 'down' && peer.beat?.eyes?.[one] === 'down')
  if (kind !== undefined) return `its ${kind} links are down`
  const zone = zones.find((one) => one.carrier && peer.beat?.zonesUp.includes(one.zone) !== true)
  return zone === undefined ? undefined : `it has no carrier in ${zone.zone}`
}

/** Tells of timers that ran out, and once of a role that stays all the same. Called once a turn. */
export function watchLinks(turn: Turn): void {
  for (const kind of linkKinds) watchKind(turn, kind)
}

function watchKind(turn: Turn, kind: LinkKind): void {
  const { state, settings, now } = turn
  const link = state.links[kind]
  const end = timerEnd(state, settings, kind)
  if (end === undefined || now < end || link.told === 'kept') return
  const why = state.phase === 'running-master' && !maintained(state) ? keeps(state, settings, now, kind) : undefined
  if (link.told === 'nothing') tell(turn, 'link-timer-over', kind, `down for ${seconds(elapsed(link.since, now))}`)
  if (why !== undefined) tell(turn, 'link-kept', kind, why)
  const told = why === undefined ? 'over' : 'kept'
  if (told !== link.told) set(turn, { links: { ...turn.state.links, [kind]: { ...link, told } } })
}

/** A running master whose links are down for long, or that reaches less than its peer: hand over. True when begun. */
export function moveForLinks(turn: Turn): boolean {
  const { state, settings, now } = turn
  if (elapsed(state.peer.beatAt, now) > freshBeats * settings.timing.beatMs) return false
  for (const kind of linkKinds) {
    const end = timerEnd(state, settings, kind)
    if (end === undefined || now < end || keeps(state, settings, now, kind) !== undefined) continue
    return handOver(turn, causes[kind], `${kind} down for ${seconds(elapsed(state.links[kind].since, now))}`)
  }
  const { fewerSince, comparedAt, reached, peerReached } = state.targets
  const limitMs = settings.onFewerTargetsMs
  // Only in the turn of a comparison: then the difference is one of this second.
  if (limitMs === 'off' || fewerSince === never || comparedAt !== now) return false
  if (elapsed(fewerSince, now) < limitMs || lacks(state, linkKinds) !== undefined) return false
  if (peerRefusal(state, settings, now) !== undefined) return false
  return handOver(turn, 'fewer-targets', `${reached} targets answer here, ${peerReached} there`)
}

function handOver(turn: Turn, cause: MoveCause, fact: string): boolean {
  tell(turn, 'link-move', fact)
  set(turn, { moveFrom: plus(turn.now, turn.settings.timing.deadMs) })
  askPeer(turn, cause)
  return true
}
