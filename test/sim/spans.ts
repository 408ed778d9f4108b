/**
 * Which settings can a pair have in the simulator?
 *
 * The spans hang together as the architecture says (D3, D7): the fast class has no isolation rule and leans on the
 * probe of the addresses, the normal class gives the old master time to lose its lease before the dead time ends.
 */
import type { NodeName, Zone } from '../../src/core/types.ts'
import type { PairSettings, PathSettings, Timing, ZoneSettings } from '../../src/core/settings.ts'

/** What a schedule or a play-script chooses; everything else follows. */
export type PairChoice = {
  readonly deadMs: number
  readonly ethernetBeatMs: number
  readonly serialBeatMs: number
  readonly serial: boolean
  readonly ethernets: 0 | 1 | 2
  readonly zones: readonly Zone[]
  readonly addressesPerZone: number
  readonly witnesses: number
  readonly failback: PairSettings['failback']
  readonly onFailure: PairSettings['onFailure']
  readonly soloStart: PairSettings['soloStart']
  readonly onCarrierLossMs: number | 'off'
  readonly takeFromStranger: boolean
  readonly steadyMs: number
}

/** Bounds of the lease, ms, and its share of the dead time (D3). */
const leaseMsMin = 1_000
const leaseMsMax = 10_000
/** From this dead time on the class is normal, ms (D7). */
export const normalDeadMs = 4_000
const hourMs = 3_600_000
const restartMsMax = 10_000

/** Spans of a dead time. */
export function spansOf(choice: PairChoice, node: NodeName): Timing {
  const { deadMs } = choice
  const normal = deadMs >= normalDeadMs
  const beatMs = choice.ethernets > 0 ? choice.ethernetBeatMs : choice.serialBeatMs
  const leaseMs = normal ? clamp(Math.floor(deadMs / 2000) * 1000, leaseMsMin, leaseMsMax) : leaseMsMin
  const stepMs = normal ? deadMs / 4 : Math.max(deadMs / 2, 100)
  return {
    class: normal ? 'normal' : 'fast',
    deadMs,
    lateMs: normal ? deadMs / 4 : Math.min(beatMs + deadMs / 5, deadMs * 0.6),
    warnMs: deadMs * 0.4,
    isolateMs: deadMs * 0.4,
    answerMs: normal ? 200 : Math.max(Math.min(deadMs / 10, 100), 5),
    beatMs,
    leaseMs,
    renewMs: leaseMs / 4,
    steadyMs: choice.steadyMs,
    bootWaitMs: node === 'master' ? deadMs : 2 * deadMs,
    restartMs: Math.min(restartMsMax, Math.max(leaseMs, deadMs / 2)),
    stepMs,
    orderMs: 4 * stepMs + deadMs,
    flapWindowMs: hourMs,
  }
}

/** Settings of one node of a pair. */
export function settingsOf(choice: PairChoice, node: NodeName): PairSettings {
  return {
    node,
    pairId: 7,
    settingsHash: 1,
    timing: spansOf(choice, node),
    paths: pathsOf(choice),
    zones: choice.zones.map((zone, index) => zoneOf(zone, index, choice.addressesPerZone, node)),
    witnesses: choice.witnesses,
    failback: choice.failback,
    onFailure: choice.onFailure,
    soloStart: choice.soloStart,
    onCarrierLossMs: choice.onCarrierLossMs,
    takeFromStranger: choice.takeFromStranger,
    resources: [],
  }
}

/** Release budget, ms: an orderly release, or the end of the lease when the hands are stuck (D3, D7). */
export function releaseBudgetMs(timing: Timing): number {
  return Math.max(timing.deadMs / 2, timing.leaseMs + 1_500)
}

function pathsOf(choice: PairChoice): readonly PathSettings[] {
  const paths: PathSettings[] = []
  if (choice.serial) paths.push({ id: 0, name: 'serial', medium: 'serial', beatMs: choice.serialBeatMs })
  for (let count = 0; count < choice.ethernets; count += 1) {
    const name = count === 0 ? 'cable' : 'lan'
    paths.push({ id: paths.length, name, medium: 'ethernet', beatMs: choice.ethernetBeatMs })
  }
  return paths
}

function zoneOf(zone: Zone, index: number, addresses: number, node: NodeName): ZoneSettings {
  return {
    zone,
    device: `eth${index}`,
    addresses: Array.from({ length: addresses }, (_, count) => `192.0.2.${10 + 16 * index + count}`),
    peerAddress: `192.0.2.${(node === 'master' ? 2 : 1) + 16 * index}`,
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}
