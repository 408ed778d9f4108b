/**
 * What does a node know before the first fact?
 *
 * Nothing: every instant is `never`, nobody was heard, nothing is claimed.
 */
import { never, plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { firstDisk } from './disk-view.ts'
import { emptyDiskMemory } from './disk-facts.ts'
import { firstFence } from './fence-device.ts'
import { firstTargets } from './jury.ts'
import { firstLink, firstPeerCheck } from './link-view.ts'
import { firstService, firstServing } from './service-view.ts'
import type { PairSettings } from './settings.ts'
import type { PairState } from './state.ts'
import type { Memory, Term, Zone } from './types.ts'
import type { PathView, PeerView, ZoneView } from './views.ts'

/** Before the fact `started`. */
export function firstState(settings: PairSettings, now: Instant): PairState {
  const memory = emptyMemory(settings)
  return {
    startedAt: now,
    steppedAt: now,
    bootId: 0,
    incarnation: 0,
    phase: 'starting',
    phaseAt: now,
    durable: memory,
    wanted: memory,
    writing: undefined,
    writeRetryAt: never,
    writeFailed: false,
    claim: undefined,
    peer: firstPeer(now),
    paths: settings.paths.map(() => firstPath(now)),
    zones: settings.zones.map((zone) => firstZone(zone.zone, now)),
    disks: settings.resources.map(() => firstDisk),
    services: settings.services.map(({ name }) => firstService(name)),
    serving: firstServing,
    links: { lan: firstLink, internet: firstLink },
    targets: firstTargets,
    peerCheck: firstPeerCheck,
    divergedAt: never,
    repair: undefined,
    fence: firstFence,
    witnessAt: never,
    askAt: now,
    probeAt: never,
    authorityAt: never,
    absorbing: false,
    stalledSince: never,
    judgeFrom: never,
    plan: undefined,
    order: undefined,
    waiting: undefined,
    conflictSince: never,
    retryAt: never,
    failedTakes: 0,
    moveFrom: never,
    vacantSince: never,
    leaving: 'no',
    leaveAt: never,
    inconsistent: false,
    soloHold: false,
    rivalAt: never,
    fedAt: never,
    nextId: 1,
    nextOrder: 1,
    lastCause: 'none',
    witnessTold: false,
    toldWitness: false,
  }
}

function firstPeer(now: Instant): PeerView {
  return {
    beat: undefined,
    beatAt: never,
    contactAt: never,
    clock: undefined,
    departed: false,
    settingsDiffer: false,
    witnessAtContact: false,
    readySince: never,
    readyFrom: never,
    verdict: 'never-heard',
    verdictAt: now,
  }
}

/** The record of a node that has never run. */
export function emptyMemory(settings: PairSettings): Memory {
  const none: Term = { number: 0, node: settings.node }
  return {
    node: settings.node,
    pairId: settings.pairId,
    incarnation: 0,
    bootId: 0,
    term: none,
    reserved: 0,
    heard: none,
    phase: 'starting',
    intent: 'none',
    cleanDeparture: false,
    peerWasMaster: false,
    sticky: 'none',
    held: false,
    maintenance: false,
    flapCount: 0,
    failbackStopped: false,
    failbackAtMs: 0,
    linkMove: false,
    joinedTerm: 0,
    witnessed: false,
    disks: settings.resources.map(emptyDiskMemory),
    settingsHash: settings.settingsHash,
  }
}

/** A path of which nothing is known; its first beat is due at `now`. */
export function firstPath(now: Instant): PathView {
  return {
    usable: true,
    carrier: true,
    carrierLostAt: never,
    heardAt: never,
    heardSentMs: undefined,
    echoedAt: never,
    refusedAt: never,
    misKeyedAt: never,
    foreignAt: never,
    counter: 0,
    beatAt: plus(now, 0),
    up: false,
    upAt: never,
    oneWay: false,
  }
}

/** A zone of which nothing is known; carrier counts as present until a fact says otherwise. */
export function firstZone(zone: Zone, now: Instant): ZoneView {
  return {
    zone,
    carrier: true,
    carrierSince: now,
    unanswered: [],
    vipHeardAt: never,
    vipAnswerer: 'unknown',
    peerHeardAt: never,
    neighbourHeardAt: never,
  }
}
