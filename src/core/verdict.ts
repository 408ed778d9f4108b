/**
 * Is the peer alive, and how is that known?
 *
 * "No beat" is not "peer dead": a death verdict needs silence on every path for the dead time and, when there are
 * virtual addresses, proof that nobody answers for them (D2). The verdict is computed from facts whenever it is asked
 * for; only its changes are told. Rejected: a majority of signs, because one living sign outweighs any silence.
 */
import { elapsed, never, plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { blind, hearsPrimary } from './disk-view.ts'
import { askMs, hostAnswered, provenSince, vipAnswers, vipSilent, witnessFresh, witnessValid } from './evidence.ts'
import { checksFailed } from './link-view.ts'
import { deadAt, foreignAlive, heardHere, lateAt, patienceMs, silentSince } from './silence.ts'
import { lapsed } from './state.ts'
import type { PairState } from './state.ts'
import type { ZoneView } from './views.ts'
import type { Verdict } from './types.ts'
import type { PairSettings } from './settings.ts'

/** A verdict with the facts that led to it, in words. */
export type Judgement = { readonly verdict: Verdict; readonly evidence: readonly string[] }

const alive: Judgement = { verdict: 'alive', evidence: [] }
const departed: Judgement = { verdict: 'departed', evidence: ['the peer said that it left and holds nothing'] }

/** A direct cable whose carrier fell this close to the last beat says that the power went, ms (D2). */
const powerOffMs = 1_000

/** Unanswered rounds of quiet questions after which a neighbour counts as gone. */
const goneAsks = 3

/** Verdicts on which a standing-by node may take over. */
export function isDead(verdict: Verdict): boolean {
  return verdict === 'agent-dead' || verdict === 'powered-off' || verdict === 'silent-dead' || verdict === 'departed'
}

/** Judges the peer at `now`. */
export function judge(state: PairState, settings: PairSettings, now: Instant): Judgement {
  if (state.peer.departed) return departed
  const silent = now >= lateAt(state, settings)
  if (!silent && heardHere(state)) return alive
  const silentMs = Math.round(elapsed(silentSince(state, settings), now))
  const silence = `no beat on any path for ${silentMs} ms`
  if (!silent) return { verdict: 'never-heard', evidence: [silence] }
  if (foreignAlive(state, settings, now)) return { verdict: 'alive-foreign', evidence: [silence] }
  if (now < deadAt(state, settings)) return beforeDeath(state, settings, silence)
  if (state.absorbing || now < state.judgeFrom) {
    return { verdict: 'cannot-judge', evidence: [silence, 'this node was stalled itself'] }
  }
  return judgeSilence(state, settings, now, silence)
}

function beforeDeath(state: PairState, settings: PairSettings, silence: string): Judgement {
  if (!heardHere(state)) return { verdict: 'never-heard', evidence: [silence] }
  if (patienceMs(state, settings) > settings.timing.deadMs) return { verdict: 'restarting', evidence: [silence] }
  return { verdict: 'late', evidence: [silence] }
}

function judgeSilence(state: PairState, settings: PairSettings, now: Instant, silence: string): Judgement {
  if (hearsPrimary(state)) {
    return { verdict: 'links-cut', evidence: [silence, 'the disk replication hears a primary'] }
  }
  if (blind(state)) return { verdict: 'gathering', evidence: [silence, 'the state of the disks is not known just now'] }
  const withAddresses = settings.zones.some((zone) => zone.addresses.length > 0)
  if (!withAddresses) return judgeWithoutZones(state, settings, now, silence)
  const answering = state.zones.filter((zone) => vipAnswers(zone, state, settings) && !ownAnswers(state))
  if (answering.length > 0) {
    return { verdict: 'links-cut', evidence: [silence, ...answering.map((zone) => vipEvidence(zone))] }
  }
  if (state.zones.every((zone) => !zone.carrier)) {
    return { verdict: 'i-am-isolated', evidence: [silence, 'no device with virtual addresses has carrier'] }
  }
  const known = witnessValid(state)
  const silent = state.zones.filter((zone) =>
    ownAnswers(state) ? zone.carrier : vipSilent(zone, state, settings, now),
  )
  const proven = silent.filter(
    (zone) => !known || hostAnswered(zone, state, settings, now) || answeredElsewhere(state, settings, now, zone),
  )
  if (proven.length > 0) return deathKind(state, settings, now, proven, silence)
  if (silent.length > 0 && known) {
    return { verdict: 'i-am-isolated', evidence: [silence, 'no witness and no neighbour answers'] }
  }
  return { verdict: 'gathering', evidence: [silence, 'probes are not yet answered or closed'] }
}

/** An unbroken claim answers for the addresses itself; one that lapsed must ask like anybody else (C5). */
function ownAnswers(state: PairState): boolean {
  return state.claim?.held === true && !lapsed(state.claim)
}

function judgeWithoutZones(state: PairState, settings: PairSettings, now: Instant, silence: string): Judgement {
  const { decisive, failuresMax } = settings.peerCheck
  const evidence = [silence, ...checkEvidence(state, settings)]
  if (decisive && state.peerCheck.failures < failuresMax) return { verdict: 'gathering', evidence }
  // Where the checks decide, `late` is minutes ago: what answered then says nothing of this node's network now (FO-12).
  const answered = decisive ? witnessFresh(state, settings, now) : state.witnessAt >= lateAt(state, settings)
  if (!witnessValid(state) || answered) {
    return { verdict: poweredOff(state, settings) ? 'powered-off' : 'silent-dead', evidence }
  }
  return { verdict: 'i-am-isolated', evidence: [...evidence, 'no witness answers'] }
}

/** What the second detector adds: where beats decide, it only confirms or reports (CON-15). */
function checkEvidence({ peerCheck }: PairState, settings: PairSettings): readonly string[] {
  return peerCheck.at === never ? [] : [checksFailed(peerCheck.failures, settings.peerCheck.failuresMax)]
}

/**
 * A ping target answered, in a zone without a neighbour: none was ever heard there, or the one that was had been gone
 * for some rounds of questions before the peer fell silent. A host that was switched off must not bar a takeover (FO-12).
 */
function answeredElsewhere(state: PairState, settings: PairSettings, now: Instant, zone: ZoneView): boolean {
  const gone = plus(silentSince(state, settings), -goneAsks * askMs(settings))
  return zone.neighbourHeardAt < gone && state.witnessAt >= provenSince(zone, state, settings, now)
}

function deathKind(
  state: PairState,
  settings: PairSettings,
  now: Instant,
  proven: readonly ZoneView[],
  silence: string,
): Judgement {
  const zones = proven.map((zone) => zone.zone).join(', ')
  const silentZones = `the virtual addresses are silent in ${zones}`
  const evidence = [silence, silentZones, ...checkEvidence(state, settings)]
  const answering = state.zones.filter((zone) => zone.peerHeardAt >= lateAt(state, settings))
  if (answering.length > 0 && misKeyed(state, settings, now)) {
    return { verdict: 'links-cut', evidence: [...evidence, 'frames under another key arrive and the peer answers'] }
  }
  if (answering.length > 0) {
    const where = answering.map((zone) => zone.zone).join(', ')
    return { verdict: 'agent-dead', evidence: [...evidence, `the peer's own address answers in ${where}`] }
  }
  if (poweredOff(state, settings)) {
    return { verdict: 'powered-off', evidence: [...evidence, 'the direct cable lost its carrier with the last beat'] }
  }
  return { verdict: 'silent-dead', evidence: [...evidence, "the peer's own addresses are silent"] }
}

/** Frames under another key hold a takeover while the peer's kernel answers: somebody may have changed one key only. */
function misKeyed(state: PairState, settings: PairSettings, now: Instant): boolean {
  return state.paths.some((path) => elapsed(path.misKeyedAt, now) <= settings.timing.deadMs)
}

/** The peer's end of a direct cable or of the modem lines went dark with the last beat, and it was heard there in this run. */
function poweredOff(state: PairState, settings: PairSettings): boolean {
  const contact = state.peer.contactAt
  return state.paths.some(
    (path, index) =>
      !path.carrier &&
      settings.paths[index]?.throughSwitch !== true &&
      path.heardAt >= state.startedAt &&
      path.carrierLostAt <= plus(contact, powerOffMs) &&
      path.carrierLostAt >= plus(contact, -powerOffMs),
  )
}

function vipEvidence(zone: ZoneView): string {
  const who = zone.vipAnswerer === 'third' ? 'a third host' : zone.vipAnswerer === 'peer' ? 'the peer' : 'somebody'
  return `${who} answers for the virtual address in ${zone.zone}`
}
