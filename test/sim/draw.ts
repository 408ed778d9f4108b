/**
 * What does a seed choose?
 *
 * Swarm testing: every seed draws which classes of faults are on and how often, and the settings of the pair, so that
 * rare combinations get their turn undisturbed by the common ones. Source: Groce et al., "Swarm testing", ISSTA 2012.
 */
import type { Zone } from '../../src/core/types.ts'
import { Chance } from './chance.ts'
import { withDisks } from './draw-disks.ts'
import { withFence } from './draw-fence.ts'
import { withLinks } from './draw-links.ts'
import { withServices } from './draw-services.ts'
import { withStory } from './draw-story.ts'
import type { DiskChoice } from './disks.ts'
import { faults } from './faults.ts'
import type { NodeIndex } from './machine.ts'
import type { PairChoice } from './spans.ts'

/** Everything that a seed chose before the world began. */
export type Draw = {
  readonly seed: number
  readonly pair: PairChoice
  readonly modemLines: boolean
  readonly watchdog: boolean
  readonly respawnMs: number
  /** When each machine gets power first, global ms; infinity: not before the end of the faults. */
  readonly powerAt: readonly [number, number]
  readonly faults: readonly DrawnFault[]
  readonly faultMs: number
  readonly healMs: number
  /** A node that stays without power when all else is healed. */
  readonly leftOff: NodeIndex | undefined
  /** Nothing: a pair without disks. */
  readonly disks: DiskChoice | undefined
  /** Stream of chance for the world. */
  readonly worldSeed: number
}

/** A fault and when it begins and ends, global ms. */
export type DrawnFault = { readonly name: string; readonly at: number; readonly lastsMs: number; readonly seed: number }

/** Phase of faults and phase of healing of the normal class, ms. */
const faultMs = 90_000
const healMsMin = 30_000
/** The fast class does a hundred times as much in a second: its phases are in dead times. */
const fastFaultDeads = 60
const fastFaultMsMin = 6_000
const faultsMax = 30
const flapsMax = 10
/** Margin of the phase of healing beside boot waits and releases, ms. */
const marginMs = 10_000
const fastMarginMs = 4_000
/** An order of the product under way when healing begins may take this long, ms. */
const limitsMs = 30_000
/** Share of seeds in which a class of faults is on; the most telling ones are on more often. */
const onShare = 0.2
const oftenShare = 0.45
/** Share of seeds in which nothing happens but that the owner loses its power again and again (D4). */
const flapShare = 0.02
const often: ReadonlySet<string> = new Set(['order', 'agent-killed-at-effect', 'owner-power-cut', 'owner-stopped'])

/** Share of the pairs without a disk that have `isolation = manual`, and what makes its stream differ. */
const manualShare = 0.08
const manualSalt = 0x3a9d1e57
/** The least dead time of the normal class, ms (D7). */
const normalDeadMsMin = 4_000

/** Chooses for a seed. */
export function draw(seed: number, disks: boolean, fence = false, services = false): Draw {
  const chance = new Chance(seed)
  const fast = chance.hit(0.15)
  const deadMs = fast ? Math.round(chance.spread(60, 3_000)) : 4_000 + 500 * Math.floor(chance.spread(1, 33) - 1)
  const flapping = chance.hit(flapShare)
  const drawnPair = drawPair(chance, deadMs)
  const pair = flapping ? { ...drawnPair, failback: 'auto' as const, steadyMs: deadMs / 2 } : drawnPair
  const until = fast ? Math.min(faultMs, Math.max(fastFaultMsMin, deadMs * fastFaultDeads)) : faultMs
  const release = Math.max(deadMs / 2, fast ? 2_500 : 11_500)
  const drawn = withStory({
    seed,
    pair,
    modemLines: chance.hit(0.5),
    watchdog: chance.hit(0.5),
    respawnMs: Math.round(chance.spread(50, Math.max(100, deadMs))),
    powerAt: drawPower(chance, deadMs),
    faults: drawFaults(chance, until, deadMs, flapping),
    faultMs: until,
    healMs: Math.max(
      fast ? 0 : healMsMin,
      4 * deadMs + release + (fast ? fastMarginMs : marginMs) + (pair.stepMs === undefined ? limitsMs : 0),
    ),
    leftOff: chance.hit(0.15) ? chance.node() : undefined,
    disks: undefined,
    worldSeed: chance.word(),
  })
  const whole = withManual(disks ? withDisks(drawn) : drawn)
  const fenced = withLinks(fence ? withFence(whole) : whole)
  return services ? withServices(fenced) : fenced
}

/** Some pairs without a disk leave silence to the operator; from a stream of its own, so that the others stay as they were. */
function withManual(drawn: Draw): Draw {
  if (drawn.disks !== undefined || !new Chance(drawn.seed ^ manualSalt).hit(manualShare)) return drawn
  return { ...drawn, pair: { ...drawn.pair, isolation: 'manual' } }
}

function drawPair(chance: Chance, deadMs: number): PairChoice {
  const zones: Zone[] = ['lan', 'wan', 'dmz']
  const serial = chance.hit(0.8)
  const drawn = chance.pick([1, 2, 2, 2] as const)
  const ethernetBeatMs = chance.hit(0.5) ? deadMs / 8 : Math.min(500, deadMs / 8)
  const serialBeatMs = chance.hit(0.5) ? deadMs / 3 : Math.min(1_000, deadMs / 4)
  const ethernets = serial && chance.hit(0.1) ? 0 : drawn
  return {
    deadMs,
    ethernetBeatMs,
    // The settings refuse a pair of the normal class whose fastest medium beats less than eight times in the dead time (D7).
    serialBeatMs: ethernets === 0 && deadMs >= normalDeadMsMin ? Math.min(serialBeatMs, deadMs / 8) : serialBeatMs,
    serial,
    ethernets,
    zones: zones.slice(0, chance.pick([1, 1, 2, 3])),
    addressesPerZone: chance.pick([1, 1, 2]),
    witnesses: chance.pick([0, 0, 1, 2]),
    failback: chance.hit(0.6) ? 'auto' : 'manual',
    onFailure: chance.hit(0.85) ? 'promote' : 'keep-standby',
    soloStart: chance.pick(['auto', 'auto', 'auto', 'hold', 'promote']),
    onCarrierLossMs: chance.pick(['off', 'off', 0, 2_000]),
    takeFromStranger: chance.hit(0.3),
    steadyMs: chance.spread(deadMs / 2, deadMs * 6),
    stepMs: chance.hit(0.8) ? Math.max(deadMs / 4, 100) : undefined,
  }
}

function drawPower(chance: Chance, deadMs: number): readonly [number, number] {
  const delays = [0, chance.spread(deadMs * 0.05, deadMs * 5)] as const
  if (chance.hit(0.05)) return chance.hit(0.5) ? [0, Number.POSITIVE_INFINITY] : [Number.POSITIVE_INFINITY, 0]
  return chance.hit(0.5) ? [delays[0], delays[1]] : [delays[1], delays[0]]
}

function drawFaults(chance: Chance, until: number, deadMs: number, flapping: boolean): readonly DrawnFault[] {
  const names = Object.keys(faults)
  const on = flapping ? ['owner-power-cut'] : names.filter((name) => chance.hit(often.has(name) ? oftenShare : onShare))
  if (on.length === 0) on.push(chance.pick(names))
  const count = flapping ? flapsMax : Math.round(chance.spread(1, faultsMax))
  const from = chance.hit(0.6) ? Math.min(until * 0.4, deadMs * 4) : 0
  return Array.from({ length: count }, () => ({
    name: chance.pick(on),
    at: chance.between(from, until * 0.98),
    lastsMs: chance.spread(deadMs * 0.05, deadMs * 6),
    seed: chance.word(),
  })).sort((one, two) => one.at - two.at)
}
