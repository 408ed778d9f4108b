/**
 * Which settings can a pair have in the simulator?
 *
 * The spans hang together as the architecture says (D3, D7): the fast class has no isolation rule and leans on the
 * probe of the addresses, the normal class gives the old master time to lose its lease before the dead time ends.
 */
import type { NodeName, Zone } from '../../src/core/types.ts'
import { deriveTiming } from '../../src/config/timing.ts'
import type { PairSettings, PathSettings, Timing, ZoneSettings } from '../../src/core/settings.ts'
import { withoutServices } from '../core/without-services.ts'

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
  /** Time limit of one step, ms; nothing: that of the product. */
  readonly stepMs: number | undefined
  /** Left out: no disks, and the isolation rule of class A. */
  readonly resources?: readonly string[]
  readonly isolation?: PairSettings['isolation']
  readonly fencing?: PairSettings['fencing']
  /** Left out: neither links nor targets are looked at. */
  readonly onLanDownMs?: number | 'off'
  readonly onInternetDownMs?: number | 'off'
  readonly onFewerTargetsMs?: number | 'off'
  /** Left out: nothing is placed. */
  readonly services?: PairSettings['services']
  readonly servicePolicy?: PairSettings['servicePolicy']
}

/** A takeover this soon after a failback counts as flapping, ms. */
const hourMs = 3_600_000
/** A short limit of steps gives the disks this much more, ms: tries of a demotion take 4 s. */
const diskStepMsMore = 6_000
/** Time limit of one call of a fencing device, ms. */
const fenceTimeoutMs = 4_000
/** Steps of a move that touch the disks. */
const diskStepsOfMove = 4

/** Spans of a dead time: those of the product, with the drawn limits of steps and orders. */
export function spansOf(choice: PairChoice, node: NodeName): Timing {
  const { deadMs, steadyMs, stepMs } = choice
  const fencing = { timeoutMs: fenceTimeoutMs }
  const common = { role: node, deadMs, paths: pathsOf(choice), steadyMs, flapWindowMs: hourMs, fencing }
  const placed = {
    services: choice.services ?? [],
    width: (choice.servicePolicy ?? withoutServices.servicePolicy).width,
  }
  const timing = deriveTiming({ ...common, placed })
  if (stepMs === undefined) return timing
  const diskStepMs = choice.resources === undefined ? timing.diskStepMs : stepMs + diskStepMsMore
  const disks = choice.resources === undefined ? 0 : diskStepsOfMove * diskStepMs
  const services = timing.unitsStopMs > 0 ? stepMs + timing.unitsStopMs : 0
  return { ...timing, stepMs, diskStepMs, orderMs: 4 * stepMs + deadMs + disks + services }
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
    resources: choice.resources ?? [],
    isolation: choice.isolation ?? 'auto',
    fencing: choice.fencing ?? 'none',
    ...withoutServices,
    onLanDownMs: choice.onLanDownMs ?? 'off',
    onInternetDownMs: choice.onInternetDownMs ?? 'off',
    onFewerTargetsMs: choice.onFewerTargetsMs ?? 'off',
    ...(choice.services === undefined ? {} : { services: choice.services }),
    ...(choice.servicePolicy === undefined ? {} : { servicePolicy: choice.servicePolicy }),
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
    const throughSwitch = count > 0
    paths.push({ id: paths.length, name, medium: 'ethernet', beatMs: choice.ethernetBeatMs, throughSwitch })
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
