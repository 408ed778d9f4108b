/**
 * How are the tests of the core played?
 *
 * Two states of the core, a clock that the test moves, cables that deliver after a settable delay, hands that work, fail
 * or hang on demand, one flag per node for its kernel's addresses, and a network that answers probes by rule. Nothing is
 * left to chance. Rejected: the simulator of `test/sim`, which is made for chance and many faults at a time; here one
 * test shows one fact.
 */
import { instant } from '../../src/base/time.ts'
import type { Beat } from '../../src/core/beat-content.ts'
import { wakeAt } from '../../src/core/deadlines.ts'
import type { Effect } from '../../src/core/effects.ts'
import type { OperatorOrder, PairEvent } from '../../src/core/events.ts'
import { status } from '../../src/core/status.ts'
import type { StatusDocument } from '../../src/core/status-document.ts'
import { firstState, step } from '../../src/core/step.ts'
import type { Answerer, NodeName, RoleVerb, Zone } from '../../src/core/types.ts'
import { peerOf } from '../../src/core/types.ts'
import { TestNode } from './node.ts'
import { Trace } from './trace.ts'
import { settingsOf } from './settings.ts'
import type { Changes } from './settings.ts'

/** A timer that comes so often without time going on is a loop that never sleeps. */
const timersAtOnceMax = 50

/** Milliseconds from an order to the end of the hands' work, and from a probe to its answer. */
const workMs = 1

/** Both nodes and everything between them. */
export class Pair extends Trace {
  now = 1_000
  delayMs = 1
  readonly master: TestNode
  readonly slave: TestNode
  /** Beats that do not arrive, as `master:0` for those that the master sends on path 0. */
  readonly cuts = new Set<string>()
  /** Sees every fact in the turn that absorbs it. */
  seen: (name: NodeName, event: PairEvent) => void = () => undefined
  /** Performs the orders that this stage has no hands for. */
  performOther: (name: NodeName, effect: Effect) => void = () => undefined
  readonly #agenda: { readonly at: number; readonly act: () => void }[] = []
  #orders = 0

  constructor(master: Changes = {}, slave: Changes = master) {
    super()
    this.master = new TestNode(settingsOf('master', master))
    this.slave = new TestNode(settingsOf('slave', slave))
  }

  node(name: NodeName): TestNode {
    return name === 'master' ? this.master : this.slave
  }

  /** A pair that has booted: the master owns, its failback clock has not run out. */
  static running(master: Changes = {}, slave: Changes = master): Pair {
    const pair = new Pair(master, slave)
    pair.boot('master')
    pair.boot('slave')
    pair.run(5_000)
    return pair
  }

  /** Starts the machine and its agent. */
  boot(name: NodeName, inconsistent = false): void {
    const node = this.node(name)
    node.powered = true
    node.owned = false
    node.bootId += 1
    this.start(name, inconsistent)
  }

  /** Starts the agent; the kernel keeps what it has. */
  start(name: NodeName, inconsistent = false): void {
    const node = this.node(name)
    node.up = true
    node.frozen = false
    node.incarnation += 1
    node.state = firstState(node.settings, instant(this.now))
    const { memory, bootId, incarnation } = node
    const owned = node.owned ? 'all' : 'none'
    this.give(name, { type: 'started', memory, bootId, incarnation, owned, inconsistent })
  }

  /** Ends the agent on the spot; the addresses end with their lease. */
  kill(name: NodeName): void {
    const node = this.node(name)
    node.up = false
    node.wake = Number.POSITIVE_INFINITY
    node.waiting.length = 0
  }

  cutPower(name: NodeName): void {
    this.kill(name)
    this.node(name).powered = false
    this.#hold(this.node(name), false)
  }

  /** Stops the agent for `ms`, then lets it go on as the loop does: stalled, all that waits, caught up. */
  freeze(name: NodeName, ms: number): void {
    const node = this.node(name)
    node.frozen = true
    node.wake = Number.POSITIVE_INFINITY
    this.run(ms)
    node.frozen = false
    this.give(name, { type: 'stalled', forMs: ms })
    for (const { at, event } of node.waiting.splice(0)) {
      this.give(name, event.type === 'beat' ? { ...event, ageMs: this.now - at } : event)
    }
    this.give(name, { type: 'caught-up' })
  }

  /** Cuts paths in both directions, or in one. */
  cut(paths: readonly number[], from: readonly NodeName[] = ['master', 'slave']): void {
    for (const path of paths) for (const name of from) this.cuts.add(`${name}:${path}`)
  }

  /** Orders, and returns the id of the order. */
  order(name: NodeName, verb: Exclude<OperatorOrder['verb'], 'repair'>, force = false): string {
    const order: OperatorOrder = isRoleVerb(verb) ? { verb, force } : { verb }
    return this.orderAs(name, order)
  }

  orderAs(name: NodeName, order: OperatorOrder): string {
    this.#orders += 1
    const orderId = `order-${this.#orders}`
    this.give(name, { type: 'order', orderId, order })
    return orderId
  }

  /** Gives a node a fact now, or lets it wait while the agent is stopped. */
  give(name: NodeName, event: PairEvent): readonly Effect[] {
    const node = this.node(name)
    if (!node.up) return []
    if (node.frozen) {
      node.waiting.push({ at: this.now, event })
      return []
    }
    this.seen(name, event)
    const outcome = step(node.state, event, node.settings, instant(this.now))
    node.state = outcome.state
    for (const effect of outcome.effects) {
      this.story.push({ at: this.now, node: name, effect })
      this.#perform(node, effect)
    }
    node.wake = this.node(name).up ? wakeAt(node.state, node.settings) : Number.POSITIVE_INFINITY
    return outcome.effects
  }

  /** The latest beat that a node sent, as if it were sent now, with changes, heard by the other node at once. */
  hear(
    by: NodeName,
    changes: Partial<Omit<Beat, 'flags'>> & { readonly flags?: Partial<Beat['flags']> } = {},
  ): readonly Effect[] {
    const last = this.effects('send-beat').findLast((entry) => entry.node === peerOf(by))?.effect.beat
    if (last === undefined) throw new Error(`${peerOf(by)} has sent no beat`)
    const { flags, ...rest } = changes
    const beat = { ...last, sentAtMs: this.now, ...rest, flags: { ...last.flags, ...flags } }
    return this.give(by, { type: 'beat', beat, ageMs: 0 })
  }

  /** Lets time pass. */
  run(ms: number): void {
    const until = this.now + ms
    let timers = 0
    for (;;) {
      const next = this.#next()
      if (next.at > until) break
      timers = next.at > this.now ? 0 : timers + 1
      if (timers > timersAtOnceMax * 10) throw new Error(`the core never sleeps at ${this.now} ms`)
      this.now = Math.max(this.now, next.at)
      next.act()
    }
    this.now = until
  }

  #next(): { readonly at: number; readonly act: () => void } {
    const due: { readonly at: number; readonly act: () => void }[] = []
    for (const node of [this.master, this.slave]) {
      due.push({ at: node.wake, act: () => this.give(node.name, { type: 'timer' }) })
      if (node.owned) due.push({ at: node.leaseEndsAt, act: () => this.#expire(node) })
    }
    const [first] = this.#agenda
    if (first !== undefined) {
      due.push({ at: first.at, act: () => this.#agenda.shift()?.act() })
    }
    return due.reduce((one, other) => (other.at < one.at ? other : one))
  }

  later(ms: number, act: () => void): void {
    const at = this.now + ms
    const behind = this.#agenda.findIndex((entry) => entry.at > at)
    this.#agenda.splice(behind < 0 ? this.#agenda.length : behind, 0, { at, act })
  }

  #expire(node: TestNode): void {
    this.#hold(node, false)
    this.give(node.name, { type: 'address-missing', zone: 'lan', address: '192.0.2.10' })
  }

  #hold(node: TestNode, owned: boolean, leaseMs = Number.POSITIVE_INFINITY): void {
    node.owned = owned
    node.leaseEndsAt = this.now + leaseMs
  }

  #perform(node: TestNode, effect: Effect): void {
    switch (effect.type) {
      case 'send-beat':
        this.#send(node, effect.beat)
        return
      case 'vip-renew':
        this.#hold(node, true, effect.leaseMs)
        return
      case 'vip-add':
        this.#work(node, effect, () => {
          this.#hold(node, true, effect.leaseMs)
        })
        return
      case 'vip-remove':
        this.#work(node, effect, () => {
          this.#hold(node, false)
        })
        return
      case 'remember':
        this.#work(node, effect, () => (node.memory = effect.memory))
        return
      case 'probe':
        for (const zone of effect.zones) this.#answerProbe(node, zone)
        return
      case 'ask-witnesses':
        if (node.network.witness) this.later(workMs, () => this.give(node.name, { type: 'witness-answer', witness: 0 }))
        return
      case 'exit':
        this.kill(node.name)
        return
      default:
        this.performOther(node.name, effect)
    }
  }

  #work(node: TestNode, effect: Extract<Effect, { type: keyof TestNode['hands'] }>, act: () => void): void {
    const hands = node.hands[effect.type]
    if (hands === 'hang') return
    const { incarnation } = node
    this.later(workMs, () => {
      if (node.incarnation !== incarnation || !node.powered) return
      if (hands === 'work') act()
      const { id } = effect
      this.give(node.name, hands === 'work' ? { type: 'effect-done', id } : { type: 'effect-failed', id, text: 'EIO' })
    })
  }

  #send(node: TestNode, beat: Beat): void {
    if (this.cuts.has(`${node.name}:${beat.path}`)) return
    const to = peerOf(node.name)
    this.later(this.delayMs, () => this.give(to, { type: 'beat', beat, ageMs: 0 }))
  }

  #answerProbe(node: TestNode, zone: Zone): void {
    const { network } = node
    const peer = this.node(peerOf(node.name))
    const said = (subject: 'vip' | 'peer-address' | 'neighbour', answerer: Answerer): void => {
      this.later(workMs, () =>
        this.give(node.name, { type: 'probe-answer', zone, subject, answerer, at: instant(this.now) }),
      )
    }
    const vip = network.vip === 'truth' ? (peer.owned ? 'peer' : 'silent') : network.vip
    if (vip !== 'silent') said('vip', vip)
    if (network.peerAddress === 'truth' && peer.powered) said('peer-address', 'peer')
    if (network.neighbour) said('neighbour', 'third')
  }

  // What the tests ask.

  phases(): readonly [string, string] {
    return [this.master.state.phase, this.slave.state.phase]
  }

  owners(): readonly NodeName[] {
    return [this.master, this.slave].filter((node) => node.owned).map((node) => node.name)
  }

  status(name: NodeName): StatusDocument {
    const node = this.node(name)
    return status(node.state, node.settings, instant(this.now))
  }
}

function isRoleVerb(verb: OperatorOrder['verb']): verb is RoleVerb {
  return verb === 'make-master' || verb === 'make-slave' || verb === 'failover' || verb === 'failback'
}
