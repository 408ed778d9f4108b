/**
 * What does a beat teach about its path, the peer and this node itself?
 *
 * Beats of several paths may overtake each other, so the newest by the sender's clock speaks for the peer, while every
 * one of them is life. The echoes inside say which of this node's own beats arrived: that is the authority of a running
 * master (D16). A peer whose clock ran on between two beats while this one's did not tells of a freeze that no clock
 * here shows (C5).
 */
import { elapsed, instant, later, never, plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { noteStall } from './claim.ts'
import { witnessFresh, witnessMissed } from './evidence.ts'
import { twoWay } from './silence.ts'
import type { PairState } from './state.ts'
import type { PathView, PeerClock, PeerView } from './views.ts'
import { set, setPeer, tell, want } from './turn.ts'
import type { Turn } from './turn.ts'
import type { PathId } from './types.ts'
import type { Beat } from './beat-content.ts'
import { greaterTerm } from './state.ts'

/** The peer's clock may run ahead of arrivals by this share of the dead time before it tells of a freeze (C5). */
const freezeShare = 0.25

/** Replaces fields of one path. A path that the settings do not have is left alone. */
export function setPath(turn: Turn, id: PathId, fields: Partial<PathView>): void {
  set(turn, { paths: turn.state.paths.map((path, index) => (index === id ? { ...path, ...fields } : path)) })
}

/** Notes an authentic beat. `ageMs` is how long it waited in the kernel. */
export function absorbBeat(turn: Turn, beat: Beat, ageMs: number): void {
  const heardAt = plus(turn.now, -Math.max(ageMs, 0))
  if (turn.state.paths[beat.path] === undefined) return
  const restarted = newRun(turn.state, beat)
  noteFreeze(turn, beat, heardAt, restarted)
  if (restarted && turn.state.peer.beat?.flags.leaving === true) want(turn, { sticky: 'none', linkMove: false })
  const peer = heardPeer(turn, beat, heardAt, restarted)
  const paths = heardPaths(turn, beat, heardAt, restarted)
  const { authorityAt } = turn.state
  const latest = paths.reduce((at, path) => later(at, path.echoedAt), authorityAt)
  set(turn, { paths, peer, authorityAt: latest })
  noteTerm(turn, beat)
}

/** Is this beat from another run of the peer's agent than the last one? */
function newRun(state: PairState, beat: Beat): boolean {
  const last = state.peer.beat
  return last !== undefined && (last.bootId !== beat.bootId || last.incarnation !== beat.incarnation)
}

function heardPeer(turn: Turn, beat: Beat, heardAt: Instant, restarted: boolean): PeerView {
  const { peer } = turn.state
  const last = peer.beat
  const newest = last === undefined || restarted || saidAfter(turn, beat, last, heardAt)
  return {
    ...peer,
    contactAt: later(peer.contactAt, heardAt),
    beatAt: restarted ? heardAt : later(peer.beatAt, heardAt),
    witnessAtContact: witnessFresh(turn.state, turn.settings, turn.now),
    beat: newest ? beat : last,
    // Another run of its agent: the pair is steady from now on only (D4).
    readySince: restarted ? never : peer.readySince,
    departed: newest ? beat.flags.leaving && beat.flags.released && !beat.flags.restarting : peer.departed,
  }
}

/**
 * Two turns of the sender may fall into one millisecond: then only beats of one path are in order (D8). Where nothing was
 * heard in between, the sender's clock stood still and the beat is new all the same.
 */
function saidAfter(turn: Turn, beat: Beat, last: Beat, heardAt: Instant): boolean {
  if (beat.sentAtMs !== last.sentAtMs) return beat.sentAtMs > last.sentAtMs
  return beat.path === last.path || elapsed(turn.state.peer.beatAt, heardAt) >= turn.settings.timing.lateMs
}

function noteTerm(turn: Turn, beat: Beat): void {
  const { wanted } = turn.state
  if (beat.term.number === 0) return
  const heard = greaterTerm(wanted.heard, beat.term)
  if (heard !== wanted.heard) want(turn, { heard })
}

/** Its path was heard, every path may be echoed, and what was heard of an earlier run is not echoed to this one. */
function heardPaths(turn: Turn, beat: Beat, heardAt: Instant, restarted: boolean): readonly PathView[] {
  const { state, now } = turn
  return state.paths.map((path, index) => {
    const echoedAt = echoed(path, beat.echoes[index], state.startedAt, now)
    if (index === beat.path)
      return { ...path, heardAt: later(path.heardAt, heardAt), heardSentMs: beat.sentAtMs, echoedAt }
    if (restarted) return { ...path, heardSentMs: undefined, echoedAt }
    return echoedAt === path.echoedAt ? path : { ...path, echoedAt }
  })
}

/** An echo of an earlier run of this agent, or of the future, proves nothing about this one. */
function echoed(path: PathView, echo: number | undefined, startedAt: Instant, now: Instant): Instant {
  if (echo === undefined || echo < Math.floor(startedAt) || echo > now) return path.echoedAt
  return later(path.echoedAt, instant(echo))
}

/**
 * A machine that stood still finds the peer's clock ahead of where it was. Beats that waited in the kernel all arrive at
 * once and each is only a little ahead, so the comparison is with the least of a whole window, not with the last beat.
 */
function noteFreeze(turn: Turn, beat: Beat, heardAt: Instant, restarted: boolean): void {
  const { state, settings, now } = turn
  const offsetMs = heardAt - beat.sentAtMs
  const clock = restarted ? undefined : state.peer.clock
  if (clock === undefined) {
    setPeer(turn, { clock: clockFrom(offsetMs, now, false) })
    return
  }
  const behindMs = clock.leastMs - offsetMs
  if (clock.settled && behindMs > settings.timing.deadMs * freezeShare) {
    setPeer(turn, { clock: clockFrom(offsetMs, now, true) })
    noteStall(turn, behindMs)
    return
  }
  const windowLeastMs = Math.min(clock.windowLeastMs, offsetMs)
  if (elapsed(clock.windowSince, now) >= settings.timing.deadMs) {
    setPeer(turn, { clock: { leastMs: windowLeastMs, windowLeastMs: offsetMs, windowSince: now, settled: true } })
  } else if (windowLeastMs < clock.windowLeastMs) {
    setPeer(turn, { clock: { ...clock, windowLeastMs, leastMs: clock.settled ? clock.leastMs : windowLeastMs } })
  }
}

function clockFrom(offsetMs: number, now: Instant, settled: boolean): PeerClock {
  return { leastMs: offsetMs, windowLeastMs: offsetMs, windowSince: now, settled }
}

/** Tells of paths that fell silent or came back while the peer lives on another (HB-9). */
export function judgePaths(turn: Turn): void {
  const { settings, now } = turn
  const { deadMs } = settings.timing
  const before = turn.state.paths
  if (before.every((path) => stands(path, deadMs, now))) return
  const paths = before.map((path, index) => {
    const up = elapsed(path.heardAt, now) <= deadMs
    const upAt = up && !path.up ? now : path.upAt
    const oneWay = up && unheard(path, upAt, deadMs)
    if (up === path.up && oneWay === path.oneWay) return path
    const name = settings.paths[index]?.name ?? String(index)
    if (up !== path.up && (path.heardAt > never || up)) tell(turn, up ? 'path-back' : 'path-lost', name)
    if (oneWay && !path.oneWay) tell(turn, 'one-way', name)
    return { ...path, up, upAt, oneWay }
  })
  set(turn, { paths })
}

/** Is the path as it was told last? */
function stands(path: PathView, deadMs: number, now: Instant): boolean {
  const up = elapsed(path.heardAt, now) <= deadMs
  return up === path.up && path.oneWay === (up && unheard(path, path.upAt, deadMs))
}

/** Did the peer echo nothing of this path for a dead time, though it is heard on it? */
function unheard(path: PathView, upAt: Instant, deadMs: number): boolean {
  return elapsed(path.echoedAt, path.heardAt) > deadMs && elapsed(upAt, path.heardAt) > deadMs
}

/** Tells of settings that differ and of witnesses that fell silent, once each. */
export function judgeSurroundings(turn: Turn): void {
  const { state, settings, now } = turn
  const hash = state.peer.beat?.settingsHash
  const settingsDiffer = hash !== undefined && hash !== settings.settingsHash
  if (settingsDiffer !== state.peer.settingsDiffer) {
    setPeer(turn, { settingsDiffer })
    if (settingsDiffer) tell(turn, 'settings-differ')
  }
  if (state.witnessAt >= state.startedAt) want(turn, { witnessed: true })
  if (!state.witnessTold && witnessMissed(state, settings, now)) {
    set(turn, { witnessTold: true })
    tell(turn, 'witness-lost')
  }
}

/** Since when has the peer stood by, fit and hearing us? Failback and steadiness are counted from there (D4). */
export function judgeReadiness(turn: Turn): void {
  const { state, settings, now } = turn
  const beat = state.peer.beat
  const ready =
    beat !== undefined &&
    elapsed(state.peer.contactAt, now) < settings.timing.lateMs &&
    beat.phase === 'running-slave' &&
    beat.flags.fit &&
    !beat.flags.held &&
    !beat.flags.leaving &&
    state.authorityAt >= Math.floor(state.peer.readyFrom) &&
    twoWay(state, settings, now)
  if (ready === state.peer.readySince > never) return
  setPeer(turn, { readySince: ready ? now : never })
}
