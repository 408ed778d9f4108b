/**
 * Is there an effect at which a crash breaks a promise?
 *
 * Every kind of plan is played once, and its effects are counted: those that write, send a new word, or touch addresses
 * and disks. Then it is played again for each of them, and there the acting node or the other one loses its agent or its
 * power, before or after the effect. It starts again, everything is mended, and every promise is watched to the end.
 * Chance alone reaches the same points, but nobody could say that it reached all of them.
 */
import type { Effect } from '../../src/core/effects.ts'
import type { Core } from './core-port.ts'
import { diskChoice } from './crash-plans.ts'
import type { CrashPlan } from './crash-plans.ts'
import { orderRepair } from './disk-repair.ts'
import type { Violation } from './happening.ts'
import { other } from './machine.ts'
import type { Machine } from './machine.ts'
import { killAgent, powerOff, powerOn } from './operations.ts'
import { liftHolds } from './schedule.ts'
import { settingsOf } from './spans.ts'
import { World } from './world.ts'

/** A crash. `at`: which of the effects of the plan, from 0, of both nodes together. */
export type CrashPoint = {
  readonly at: number
  readonly when: 'before' | 'after'
  readonly victim: 'acting' | 'other'
  readonly kind: 'agent' | 'power'
}

/** What came of all crashes of one plan. */
export type CrashSum = {
  readonly plan: string
  readonly effects: number
  readonly crashes: number
  readonly broken: readonly { readonly point: CrashPoint; readonly violation: Violation }[]
}

/** The agent is started again after, the power comes back after, ms: the one within the lease, the other after a takeover. */
const respawnMs = 300
const powerMs = 6_000
/** From the mending to the judgement, in dead times: a release, a boot wait, a takeover, a resynchronisation. */
const settleDeads = 8
const diskSettleDeads = 16
/** When the operator looks after the pair, as shares of that. */
const tendShares = [0.2, 0.5] as const
const sweepMs = 1_000
const worldSeed = 1

/** Effects that nobody but the journal sees, or that come in quiet times too. */
const idle: ReadonlySet<Effect['type']> = new Set([
  'tell',
  'feed-watchdog',
  'probe',
  'ask-witnesses',
  'announce',
  'vip-renew',
])

/** A world that counts the effects of a plan and crashes at one of them. */
class CrashWorld extends World {
  effects = 0
  readonly #plan: CrashPlan
  readonly #point: CrashPoint | undefined
  readonly #said: [string, string] = ['', '']
  /** An effect after which the power goes was just performed. */
  #pending = false

  constructor(core: Core, plan: CrashPlan, point: CrashPoint | undefined) {
    const { pair } = plan
    const settings = [settingsOf(pair, 'master'), settingsOf(pair, 'slave')] as const
    super(core, { settings, modemLines: true, watchdog: false, disks: plan.disks ? diskChoice : undefined }, worldSeed)
    this.respawnMs = respawnMs
    this.#plan = plan
    this.#point = point
  }

  /** Asked before each effect. */
  override crashAt(machine: Machine, effect: Effect): 'before' | 'after' | undefined {
    if (this.#pending) return this.#crash(machine)
    if (this.now < this.#plan.from || this.now > this.#plan.until || !this.#counts(machine, effect)) return undefined
    const number = this.effects
    this.effects += 1
    if (number !== this.#point?.at) return undefined
    if (this.#point.when === 'before') return this.#crash(machine)
    this.#pending = true
    this.later(0, () => {
      if (this.#pending) this.#crash(machine)
    })
    return undefined
  }

  #counts(machine: Machine, effect: Effect): boolean {
    if (idle.has(effect.type)) return false
    if (effect.type !== 'send-beat') return true
    const { phase, term, flags, order, resources } = effect.beat
    const word = JSON.stringify([phase, term, flags, order, resources])
    const news = this.#said[machine.index] !== word
    this.#said[machine.index] = word
    return news
  }

  #crash(acting: Machine): 'before' | undefined {
    this.#pending = false
    const self = this.#point?.victim === 'acting'
    const victim = self ? acting : this.machines[other(acting.index)]
    this.note(victim, `CRASH of the ${this.#point?.kind ?? ''}`)
    if (this.#point?.kind === 'agent') killAgent(this, victim)
    else {
      powerOff(this, victim)
      this.later(powerMs, () => {
        powerOn(this, victim, respawnMs)
      })
    }
    return self ? 'before' : undefined
  }
}

/** Plays one plan with a crash, or with none to count its effects. */
export function playCrash(
  core: Core,
  plan: CrashPlan,
  point: CrashPoint | undefined,
  trace?: (line: string) => void,
): { readonly effects: number; readonly violation: Violation | undefined } {
  const world = new CrashWorld(core, plan, point)
  world.trace = trace
  sweep(world)
  plan.before(world)
  world.run(plan.from)
  world.later(0, () => {
    plan.begin(world)
  })
  world.run(Math.max(plan.until, plan.mendAt) + powerMs)
  const settleMs = (plan.disks ? diskSettleDeads : settleDeads) * world.deadMs
  for (const share of tendShares) {
    world.later(settleMs * share, () => {
      tend(world)
    })
  }
  world.run(world.now + settleMs)
  world.later(0, () => {
    world.checks.ended({ machines: world.machines })
  })
  if (world.violation === undefined) world.run(world.now)
  return { effects: world.effects, violation: world.violation }
}

/** The operator lifts holds and starts what stopped; an order to repair does not outlive its agent, so it is given again. */
function tend(world: World): void {
  world.truth.disturb()
  liftHolds(world)
  orderRepair(world)
}

function sweep(world: World): void {
  world.checks.swept()
  world.later(sweepMs, () => {
    sweep(world)
  })
}

/** A crash in the words that `parsePoint` understands. */
export function pointText({ at, when, victim, kind }: CrashPoint): string {
  return `${at} ${when} ${victim} ${kind}`
}

/** The crash that the words of `pointText` name; words that it does not know mean the first choice. */
export function parsePoint(text: string): CrashPoint {
  const [at, when, victim, kind] = text.split(' ')
  return {
    at: Number(at),
    when: when === 'after' ? 'after' : 'before',
    victim: victim === 'other' ? 'other' : 'acting',
    kind: kind === 'power' ? 'power' : 'agent',
  }
}

/** Every crash of a plan with so many effects. */
export function pointsOf(effects: number): readonly CrashPoint[] {
  const points: CrashPoint[] = []
  for (let at = 0; at < effects; at += 1)
    for (const when of ['before', 'after'] as const)
      for (const victim of ['acting', 'other'] as const)
        for (const kind of ['agent', 'power'] as const) points.push({ at, when, victim, kind })
  return points
}

/** Plays every crash of one plan. */
export function crashEverywhere(core: Core, plan: CrashPlan): CrashSum {
  const whole = playCrash(core, plan, undefined)
  const points = pointsOf(whole.effects)
  const broken = points.flatMap((point) => {
    const { violation } = playCrash(core, plan, point)
    return violation === undefined ? [] : [{ point, violation }]
  })
  return { plan: plan.name, effects: whole.effects, crashes: points.length, broken }
}
