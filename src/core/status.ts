/**
 * What does a user of one node see?
 *
 * One document, from which command line, page, console, mail and metrics are drawn, so that no two of them can differ.
 * Its form is published as a JSON schema; a field is never renamed, only added.
 */
import { elapsed, later, never } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { witnessFresh, witnessValid } from './evidence.ts'
import { ownRefusal } from './guards.ts'
import { heldBack } from './held-back.ts'
import { commands } from './availability.ts'
import { condition } from './condition.ts'
import { heldBackText, sentenceOf } from './reasons.ts'
import { heardHere, twoWay } from './silence.ts'
import { lapsed, maintained } from './state.ts'
import { diskStatus } from './status-disks.ts'
import { fencingStatus, fencingWarnings } from './status-fencing.ts'
import { monitorStatus, monitorWarnings } from './status-links.ts'
import { serviceStatus, servicesUp } from './status-services.ts'
import type { PairState } from './state.ts'
import type { PathStatus, StatusDocument, ZoneStatus } from './status-document.ts'
import { judge } from './verdict.ts'
import { peerOf } from './types.ts'
import type { PairSettings } from './settings.ts'

/** The one projection of the state. */
export function status(state: PairState, settings: PairSettings, now: Instant): StatusDocument {
  const { claim, order } = state
  const refusal = ownRefusal(state, settings, now)
  const holder = holderOf(state, settings)
  return {
    version: 1,
    node: settings.node,
    phase: state.phase,
    phaseForMs: ms(elapsed(state.phaseAt, now)),
    pair: condition(state, settings, now),
    mapping: holder === 'master' ? 'normal' : holder === 'slave' ? 'inverted' : 'none',
    promoted: settings.node === 'slave' && state.phase === 'running-master',
    holder,
    term: claim?.term ?? state.wanted.term,
    claim:
      claim === undefined
        ? null
        : { ageMs: ms(elapsed(claim.since, now)), lapsed: lapsed(claim), announcedRounds: claim.announceRound },
    fit: refusal === undefined,
    unfitReason: refusal ?? null,
    heldBack: heldBack(state, settings, now) ?? null,
    held: state.wanted.held || state.soloHold || state.inconsistent,
    sticky: state.wanted.sticky,
    peer: peerStatus(state, settings, now),
    paths: pathStatus(state, settings, now),
    zones: zoneStatus(state, settings),
    disks: diskStatus(state, settings, now),
    services: serviceStatus(state, settings, now),
    servicesUp: servicesUp(state, settings, now),
    divergedForMs: age(state.divergedAt, now),
    maintenance: maintained(state),
    fencing: fencingStatus(state, settings, now),
    witness: !witnessValid(state) ? 'no witness' : witnessFresh(state, settings, now) ? 'answers' : 'silent',
    monitors: monitorStatus(state, settings, now),
    move: moveStatus(state, now),
    order: order === undefined ? null : { cause: order.order.cause, step: order.order.step, taker: order.order.taker },
    warnings: warnings(state, settings, now),
    commands: commands(state, settings, now),
  }
}

function ms(value: number): number {
  return Math.round(value)
}

function age(at: Instant, now: Instant): number | null {
  return at === never ? null : ms(elapsed(at, now))
}

/** Who holds the addresses, as far as this node knows. */
function holderOf(state: PairState, settings: PairSettings): StatusDocument['holder'] {
  const mine = state.claim?.held === true
  const beat = state.peer.beat
  const heard = heardHere(state) && beat !== undefined && !state.peer.departed
  const theirs = heard && state.peer.verdict === 'alive' && beat.phase === 'running-master'
  if (mine && theirs) return 'both'
  if (mine) return settings.node
  if (theirs) return peerOf(settings.node)
  return heard && state.peer.verdict === 'alive' ? 'none' : state.peer.departed ? 'none' : 'unknown'
}

function peerStatus(state: PairState, settings: PairSettings, now: Instant): StatusDocument['peer'] {
  const beat = state.peer.beat
  const { verdict, evidence } = judge(state, settings, now)
  const heard = heardHere(state)
  return {
    node: peerOf(settings.node),
    verdict,
    evidence,
    phase:
      !heard || beat === undefined
        ? 'never-heard'
        : verdict === 'alive' || verdict === 'late'
          ? beat.phase
          : 'not-available',
    contactAgeMs: heard ? age(state.peer.contactAt, now) : null,
    twoWay: twoWay(state, settings, now),
    fit: beat?.flags.fit ?? false,
    held: beat?.flags.held ?? false,
    settingsMatch: beat === undefined ? null : beat.settingsHash === settings.settingsHash,
    clock: peerClock(state),
  }
}

/** By the newest beat, which may have been sent a moment before it arrived. */
function peerClock(state: PairState): StatusDocument['peer']['clock'] {
  const { beat } = state.peer
  const arrived = state.paths.reduce((newest, { heardAt }) => later(newest, heardAt), never)
  if (beat === undefined || arrived === never) return null
  return { bootId: beat.bootId, aheadMs: ms(beat.sentAtMs - arrived) }
}

function pathStatus(state: PairState, settings: PairSettings, now: Instant): PathStatus[] {
  return settings.paths.flatMap((path, index) => {
    const view = state.paths[index]
    if (view === undefined) return []
    const { up, oneWay, usable, carrier } = view
    const ages = { beatAgeMs: age(view.heardAt, now), refusedAgeMs: age(view.refusedAt, now) }
    return [{ name: path.name, medium: path.medium, up, oneWay, usable, carrier, ...ages }]
  })
}

function zoneStatus(state: PairState, settings: PairSettings): ZoneStatus[] {
  const held = state.claim?.held === true
  return settings.zones.map(({ zone, device, addresses }) => {
    const carrier = state.zones.find((view) => view.zone === zone)?.carrier ?? false
    return { zone, device, carrier, addresses, held }
  })
}

function moveStatus(state: PairState, now: Instant): StatusDocument['move'] {
  const plan = state.plan
  if (plan === undefined) return null
  const step = plan.steps[plan.index] ?? 'last'
  return { kind: plan.kind, cause: plan.cause, step, elapsedMs: ms(elapsed(plan.begunAt, now)) }
}

/** What an operator should act on, in words. */
function warnings(state: PairState, settings: PairSettings, now: Instant): string[] {
  const found: string[] = [...fencingWarnings(state, settings), ...monitorWarnings(state, settings, now)]
  const why = heldBack(state, settings, now)
  if (why !== undefined) found.unshift(`${sentenceOf('held-back')}: ${heldBackText(why)}`)
  const beat = state.peer.beat
  for (const [index, path] of settings.paths.entries()) {
    const view = state.paths[index]
    if (view?.up === false) found.push(`${path.name}: no beat within the dead time; check the link`)
    if (view?.oneWay === true) found.push(`${path.name}: works in one direction only; check the cable`)
  }
  if (!settings.paths.some((path) => path.medium === 'serial')) {
    found.push('no serial heartbeat: congestion or loss of the LAN can look like a dead peer')
  }
  if (beat !== undefined && beat.settingsHash !== settings.settingsHash) found.push(sentenceOf('settings-differ'))
  if (state.writeFailed) found.push(sentenceOf('memory-failed'))
  if (state.inconsistent) found.push(sentenceOf('settings-inconsistent'))
  if (state.soloHold) found.push(sentenceOf('solo-hold'))
  if (state.wanted.failbackStopped) found.push(sentenceOf('failback-stopped'))
  if (!witnessValid(state) && settings.zones.length > 0)
    found.push('no witness: isolation cannot be told from a dead peer')
  const silent = witnessValid(state) && !witnessFresh(state, settings, now)
  if (silent) found.push(sentenceOf('witness-lost'))
  return found
}
