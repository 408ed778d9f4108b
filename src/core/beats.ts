/**
 * What does this node say of itself, and when?
 *
 * A beat goes out on each path at its interval, and on every path at once when something changed that the peer should
 * know now. A term is advertised only when it is on the disk (C1). Nothing is sent while facts of a stall are absorbed.
 */
import { elapsed, never, plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { witnessFresh, witnessValid } from './evidence.ts'
import { ownRefusal } from './guards.ts'
import { diskBlocks } from './outdating.ts'
import { holdsSingle, mayRun } from './service-view.ts'
import { claims, greaterTerm, lapsed } from './state.ts'
import type { PairState } from './state.ts'
import { order, set } from './turn.ts'
import type { Turn } from './turn.ts'
import type { PathView } from './views.ts'
import type { Term } from './types.ts'
import type { PairSettings } from './settings.ts'
import type { Beat, BeatFlags } from './beat-content.ts'

const claimAgeMsMax = 2 ** 32 - 1
/** A beat that answers may be early by this share of its interval, so that it never comes more than twice as often. */
const answerShare = 0.5

/** Sends every beat that is due. */
export function sendBeats(turn: Turn): void {
  const { state, settings, now, urgent } = turn
  if (state.absorbing || state.incarnation === 0) return
  const due = (path: PathView, beatMs: number): boolean =>
    urgent || now >= plus(path.beatAt, answers(turn) ? -beatMs * answerShare : 0)
  if (!state.paths.some((path, index) => due(path, settings.paths[index]?.beatMs ?? 0))) return
  const common = content(state, settings, now)
  const before = turn.effects.length
  const paths = state.paths.map((path, index) => {
    const pathSettings = settings.paths[index]
    if (pathSettings === undefined || !due(path, pathSettings.beatMs)) return path
    const counter = path.counter + 1
    if (path.usable) order(turn, { type: 'send-beat', beat: { ...common, path: index, counter } })
    return { ...path, counter, beatAt: nextBeatAt(path.beatAt, pathSettings.beatMs, now) }
  })
  // A beat that no device could send told nothing (D1).
  set(turn, { paths, toldWitness: turn.effects.length > before ? common.flags.witness : state.toldWitness })
}

/**
 * The configured slave beats when it hears a beat: the echo is young, and both nodes work in one burst per interval. Its own
 * cadence goes on when the peer falls silent.
 */
function answers(turn: Turn): boolean {
  return turn.heardBeat && turn.settings.node === 'slave'
}

/** Keeps the cadence; after a pause, or an early beat, it begins anew. */
function nextBeatAt(due: Instant, beatMs: number, now: Instant): Instant {
  const next = plus(due, beatMs)
  return elapsed(now, next) > 0 && now >= due ? next : plus(now, beatMs)
}

/** The term that may be told: the claim's, or the highest that is on the disk. */
export function toldTerm(state: PairState): Term {
  const known = greaterTerm(state.durable.term, state.durable.heard)
  if (state.claim === undefined || state.claim.term.number > state.durable.reserved) return known
  return state.claim.term
}

function content(state: PairState, settings: PairSettings, now: Instant): Omit<Beat, 'path' | 'counter'> {
  const claim = claims(state.phase) ? state.claim : undefined
  return {
    from: settings.node,
    sentAtMs: Math.floor(now),
    bootId: state.bootId,
    incarnation: state.incarnation,
    term: toldTerm(state),
    phase: state.phase,
    claimAgeMs: claim === undefined ? 0 : Math.min(Math.max(Math.floor(elapsed(claim.since, now)), 1), claimAgeMsMax),
    flags: flags(state, settings, now),
    echoes: state.paths.map((path) => path.heardSentMs),
    zonesUp: state.zones.filter((zone) => zone.carrier).map((zone) => zone.zone),
    settingsHash: settings.settingsHash,
    restartTtlMs: state.leaving === 'restarting' ? settings.timing.restartMs : 0,
    ...(state.order === undefined ? {} : { order: state.order.order }),
    ...eyes(state, settings),
    resources: diskBlocks(state, settings),
  }
}

/** Services and links, where there are any to speak of. */
function eyes({ services, links, targets }: PairState, settings: PairSettings): Pick<Beat, 'eyes'> {
  const watched = links.lan.state !== 'unwatched' || links.internet.state !== 'unwatched' || targets.at !== never
  if (settings.services.length === 0 && !watched) return {}
  const runs = services.reduce((bits, view, index) => bits + (mayRun(view) ? 2 ** index : 0), 0)
  const { round, reached } = targets
  return { eyes: { runs, lan: links.lan.state, internet: links.internet.state, round, reached } }
}

/**
 * No claim, nothing under way, and no disk that leads or is mounted, whatever became of a release. Whoever leaves runs no
 * service any more that the other node will start.
 */
function holdsNothing(state: PairState, settings: PairSettings): boolean {
  if (state.leaving === 'stopping' && holdsSingle(state.services, settings.services)) return false
  const idle = state.claim === undefined && state.plan === undefined && state.phase !== 'starting'
  return idle && state.disks.every(({ held }) => !held)
}

function flags(state: PairState, settings: PairSettings, now: Instant): BeatFlags {
  return {
    fit: ownRefusal(state, settings, now) === undefined,
    held: state.wanted.held || state.soloHold || state.inconsistent,
    keepStandby: settings.onFailure === 'keep-standby' || settings.isolation === 'manual',
    leaving: state.leaving === 'stopping',
    released: holdsNothing(state, settings),
    restarting: state.leaving === 'restarting',
    lapsed: state.claim !== undefined && lapsed(state.claim),
    witness: witnessFresh(state, settings, now),
    witnessKnown: witnessValid(state),
    maintenance: state.wanted.maintenance,
    stickyMaster: state.wanted.sticky === settings.node,
  }
}
