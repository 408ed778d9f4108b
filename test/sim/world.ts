/**
 * How do two nodes, their cables and their networks live through simulated time?
 *
 * One agenda, one clock, one stream of chance: the same seed gives the same life. Checkers compare every step, effect and
 * change of addresses with the truth. Rejected: one event loop per node, whose order of things is not the same twice.
 */
import type { Effect } from '../../src/core/effects.ts'
import type { PairEvent } from '../../src/core/events.ts'
import type { PairState } from '../../src/core/state.ts'
import type { PairSettings } from '../../src/core/settings.ts'
import type { Beat } from '../../src/core/beat-content.ts'
import { Agenda } from './agenda.ts'
import { Chance } from './chance.ts'
import { Checks } from './checks.ts'
import type { Core } from './core-port.ts'
import { absorb, deliver, ring, settle } from './daemon.ts'
import { Disks } from './disks.ts'
import type { KernelAddress } from './kernel.ts'
import { FenceDevices } from './fence-devices.ts'
import { stamp } from './happening.ts'
import type { ArmedCrash, Happening, Violation, WorldChoice } from './happening.ts'
import { answerSeen, Lan } from './lan.ts'
import type { Answered } from './lan.ts'
import { arrive, greet, pathsOf } from './links.ts'
import type { Path } from './links.ts'
import { Machine } from './machine.ts'
import type { Agent } from './machine.ts'
import { killAgent } from './operations.ts'
import { Orders } from './orders.ts'
import { mixed } from './trace-hash.ts'
import { endAddresses, endWrite } from './performers.ts'
import { looks, Sight } from './sight.ts'
import { Services } from './services.ts'
import { Truth } from './truth.ts'

/** Rounding between two clocks, ms; the most happenings of a schedule, beyond which it is an endless loop. */
const expiryMarginMs = 0.001
const happeningsMax = 2_000_000

/** The end of a run over a broken promise; caught by `run` only. */
class Broken extends Error {}
/** Both machines, everything between them, and the truth about all of it. */
export class World {
  readonly core: Core
  readonly agenda = new Agenda<Happening>()
  /** Chance of faults and wires; noise of lifetimes apart, so that a renewal more does not move everything. */
  readonly chance: Chance
  readonly noise: Chance
  readonly machines: readonly [Machine, Machine]
  readonly paths: readonly Path[]
  readonly lan: Lan
  readonly truth: Truth
  readonly checks: Checks
  readonly disks: Disks | undefined
  readonly fence: FenceDevices | undefined
  readonly sight: Sight | undefined
  readonly services: Services | undefined
  readonly orders = new Orders()
  /** How often hands are slow, fail or hang, 0..1. */
  faultiness = { slow: 0, fail: 0, hang: 0 }
  /** Frames of this node are of an unknown version. */
  readonly foreign: [boolean, boolean] = [false, false]
  readonly armed: ArmedCrash[] = []
  readonly watchdog: boolean
  readonly deadMs: number
  /** Delay of the service manager's restart, ms. */
  respawnMs = 500
  /** A record was lost or not written in this run: counts in it start anew. */
  forgetful = false
  /** Faults that began or ended so far. */
  strikes = 0
  /** What ends the faults that are active. */
  readonly undo = new Set<() => void>()
  /** With a value other than 0: a running hash of every step and effect (C9). */
  hash = 0
  /** Lifetimes are ending right now. */
  expiring = false
  now = 0
  lives = 0
  steps = 0
  #happenings = 0
  violation: Violation | undefined
  /** Writes one line of the trace; nothing when no trace is wanted. */
  trace: ((line: string) => void) | undefined

  constructor(core: Core, choice: WorldChoice, seed: number) {
    this.core = core
    this.chance = new Chance(seed)
    this.noise = this.chance.fork()
    const [one, two] = choice.settings
    this.machines = [new Machine(0, one), new Machine(1, two)]
    this.paths = pathsOf(one.paths, one.zones.length, choice.modemLines)
    this.lan = new Lan(one.zones.map((zone) => zone.zone))
    this.watchdog = choice.watchdog && one.timing.class === 'normal'
    this.deadMs = one.timing.deadMs
    this.truth = new Truth(this)
    this.disks = choice.disks === undefined ? undefined : new Disks(this, choice.disks)
    this.services = one.services.length === 0 ? undefined : new Services(this, seed)
    this.fence = one.fencing === 'agent' ? new FenceDevices(this, seed) : undefined
    this.sight = looks(one) ? new Sight(this) : undefined
    this.checks = new Checks(this)
    this.truth.refresh()
  }

  /** Lets time pass up to `until`, or up to the first broken promise. */
  run(until: number): void {
    try {
      for (;;) {
        const what = this.agenda.next(until)
        if (what === undefined) break
        this.now = this.agenda.at
        this.#happenings += 1
        if (this.#happenings > happeningsMax) this.violate('no-busy-loop', 'the schedule does not end')
        this.#happen(what)
      }
      this.now = until
    } catch (error) {
      if (error instanceof Broken) return
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
      this.violation ??= { promise: 'no-broken-assumption', text, at: this.now }
    }
  }

  /** Ends the run: a promise is broken. */
  violate(promise: string, text: string): never {
    this.violation = { promise, text, at: this.now }
    this.trace?.(`${stamp(this.now)} VIOLATION ${promise}: ${text}`)
    throw new Broken(promise)
  }

  note(machine: Machine | undefined, text: string): void {
    this.trace?.(`${stamp(this.now)} ${machine?.name ?? 'world'} ${text}`)
  }

  later(afterMs: number, act: () => void): void {
    this.agenda.enter(this.now + afterMs, { type: 'act', act })
  }

  enterFact(machine: Machine, agent: Agent, at: number, fact: PairEvent): void {
    this.agenda.enter(at, { type: 'fact', node: machine.index, life: agent.life, fact })
  }

  enterFor(machine: Machine, agent: Agent, at: number, type: 'timer' | 'greet'): void {
    this.agenda.enter(at, { type, node: machine.index, life: agent.life })
  }

  /** Sees to it that ended lifetimes are noticed. */
  watchLease(machine: Machine): void {
    const { nextEnd } = machine.kernel
    if (nextEnd === Number.POSITIVE_INFINITY || !machine.powered) return
    // Two clocks and fractions: the look must not come a hair too early again and again.
    const at = Math.max(nextEnd - machine.clockOffset, this.now) + expiryMarginMs
    if (at >= machine.expiryAt && machine.expiryAt > this.now) return
    machine.expiryAt = at
    this.agenda.enter(at, { type: 'expiry', node: machine.index })
  }

  tellMissing(machine: Machine, gone: KernelAddress): void {
    const zone = this.lan.nets[gone.zone]?.zone
    if (machine.agent === undefined || zone === undefined) return
    const at = this.now + this.chance.fraction()
    this.enterFact(machine, machine.agent, at, { type: 'address-missing', zone, address: gone.text })
  }

  /** Is a crash armed for this effect? It is used up. */
  crashAt(machine: Machine, effect: Effect): 'before' | 'after' | undefined {
    if (this.armed.length === 0) return undefined
    const index = this.armed.findIndex(
      (crash) => crash.node === machine.index && (crash.effect === 'any' || crash.effect === effect.type),
    )
    return index < 0 ? undefined : this.armed.splice(index, 1)[0]?.when
  }

  // What checkers are told.

  heard(machine: Machine, beat: Beat, sentAt: number, arrivedAt: number): void {
    this.truth.heard(machine.index, beat, sentAt, arrivedAt)
    this.checks.heard(machine, beat)
  }

  stepped(machine: Machine, agent: Agent, event: PairEvent, before: PairState, effects: readonly Effect[]): void {
    if (this.hash !== 0)
      this.hash = mixed(this.hash, `${machine.name}${this.now}${JSON.stringify(event)}${JSON.stringify(effects)}`)
    this.checks.stepped(machine, agent, event, before, effects)
  }

  performing(machine: Machine, agent: Agent, effect: Effect): void {
    this.checks.performing(machine, agent, effect)
  }

  /** Addresses of a machine, or its ability to serve them, changed. */
  owned(machine: Machine): void {
    this.truth.refresh()
    if (this.trace !== undefined)
      this.note(machine, `holds ${machine.kernel.present} of ${machine.kernel.addresses.length}`)
    this.checks.owned(machine)
  }

  netsChanged(): void {
    this.truth.refresh()
  }

  paused(machine: Machine): void {
    this.truth.nodes[machine.index].runningSince = Number.POSITIVE_INFINITY
  }

  /** The agent of a machine runs from now on. */
  running(machine: Machine): void {
    this.truth.nodes[machine.index].runningSince = this.now
  }

  agentEnded(machine: Machine): void {
    this.checks.agentEnded(machine)
    this.truth.nodes[machine.index].runningSince = Number.POSITIVE_INFINITY
  }

  #happen(what: Happening): void {
    switch (what.type) {
      case 'act':
        what.act()
        return
      case 'arrival':
        arrive(this, this.machines[what.to], what.path, what.what)
        return
      case 'expiry':
        this.#expire(this.machines[what.node])
        return
      default:
        this.#happenTo(what)
    }
  }

  #happenTo(what: Exclude<Happening, { readonly type: 'act' | 'arrival' | 'expiry' }>): void {
    const machine = this.machines[what.node]
    const { agent } = machine
    if (agent?.life !== what.life) return
    if (machine.frozen) {
      if (what.type !== 'timer') machine.thawed.push(() => this.#happenTo(what))
      return
    }
    switch (what.type) {
      case 'timer':
        ring(this, machine, agent)
        return
      case 'greet':
        greet(this, machine, agent)
        return
      case 'fact':
        deliver(this, machine, { at: machine.own(this.now), path: 0, what: what.fact })
        return
      case 'answer':
        this.#answer(machine, agent, what.answered)
        return
      case 'written':
        endWrite(this, machine, agent, what.write)
        return
      case 'addressed':
        endAddresses(this, machine, agent, what.order)
    }
  }

  #answer(machine: Machine, agent: Agent, answered: Answered): void {
    const fact = answerSeen(this, machine, agent, answered)
    if (fact === undefined) return
    if (!agent.stopped) this.checks.answered(machine, answered)
    deliver(this, machine, { at: machine.own(this.now), path: 0, what: fact })
  }

  #expire(machine: Machine): void {
    if (this.now < machine.expiryAt) return
    machine.expiryAt = Number.POSITIVE_INFINITY
    if (!machine.awake) return
    const gone = machine.kernel.expire(machine.own(this.now))
    this.expiring = gone.length > 0
    for (const address of gone) this.tellMissing(machine, address)
    if (gone.length > 0) this.owned(machine)
    this.expiring = false
    this.watchLease(machine)
  }

  /** The service manager ends an agent that does not feed its watchdog. Called once in a while. */
  bite(): void {
    if (!this.watchdog) return
    for (const machine of this.machines) {
      const { agent } = machine
      if (agent?.fed !== true || machine.frozen) continue
      if (machine.own(this.now) - agent.fedAt > this.deadMs / 2) killAgent(this, machine)
    }
  }

  /** New settings for one node, told to its agent. */
  change(machine: Machine, settings: PairSettings): void {
    Object.assign(machine, { settings, settingsAt: this.now })
    const { agent } = machine
    if (agent === undefined || agent.stopped || machine.frozen) return
    if (absorb(this, machine, agent, { type: 'settings', settings, inconsistent: machine.inconsistent })) {
      settle(this, machine, agent)
    }
  }
}
