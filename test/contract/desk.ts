/**
 * How is one core played by hand?
 *
 * A desk holds one node's state and the clock, gives it facts one by one, and keeps what it ordered. Its states are
 * frozen through and through, so that a core that changes one instead of making a new one fails at once. There is no
 * peer and no disk here: each test answers for them, which is what makes a wrong order of things visible. Rejected: the
 * simulator's world, which answers by itself and at its own time.
 */
import { instant, plus } from '../../src/base/time.ts'
import type { Instant } from '../../src/base/time.ts'
import { deriveTiming } from '../../src/config/timing.ts'
import type { Beat, BeatFlags } from '../../src/core/beat-content.ts'
import { wakeAt } from '../../src/core/deadlines.ts'
import type { Effect } from '../../src/core/effects.ts'
import type { PairEvent } from '../../src/core/events.ts'
import { emptyMemory } from '../../src/core/first-state.ts'
import type { PairSettings } from '../../src/core/settings.ts'
import { firstState, step } from '../../src/core/step.ts'
import { peerOf } from '../../src/core/types.ts'
import type { Memory, NodeName } from '../../src/core/types.ts'
import { withoutServices } from '../core/without-services.ts'

/** Dead time of the tests, ms: lease 2 s, renewal each 500 ms, late at 1 s. */
export const deadMs = 4000
const beatMs = 500

/** Settings of a pair with one serial and one Ethernet path and one address in the LAN. */
export function pairSettings(node: NodeName, fields: Partial<PairSettings> = {}): PairSettings {
  const paths = [
    { id: 0, name: 'serial', medium: 'serial', beatMs },
    { id: 1, name: 'sync0', medium: 'ethernet', beatMs },
  ] as const
  return {
    node,
    pairId: 7,
    settingsHash: 1,
    timing: deriveTiming({ role: node, deadMs, paths, steadyMs: 60_000, flapWindowMs: 3_600_000 }),
    paths,
    zones: [{ zone: 'lan', device: 'lan0', addresses: ['192.0.2.10'], peerAddress: '192.0.2.2' }],
    witnesses: 0,
    failback: 'manual',
    onFailure: 'promote',
    soloStart: 'auto',
    onCarrierLossMs: 'off',
    takeFromStranger: false,
    resources: [],
    isolation: 'auto',
    fencing: 'none',
    ...withoutServices,
    ...fields,
  }
}

/** Effects of one kind. */
export type Of<T extends Effect['type']> = Extract<Effect, { readonly type: T }>

/** The effects of this kind, in order. */
export function only<T extends Effect['type']>(effects: readonly Effect[], type: T): Of<T>[] {
  return effects.filter((effect): effect is Of<T> => effect.type === type)
}

/** Kinds of the effects that touch the world, in order: without beats, story, answers, questions and the watchdog. */
export function deeds(effects: readonly Effect[]): string[] {
  const quiet = new Set(['send-beat', 'tell', 'answer', 'probe', 'ask-witnesses', 'feed-watchdog', 'remember'])
  return effects.map(({ type }) => type).filter((type) => !quiet.has(type))
}

const plainFlags: BeatFlags = {
  fit: true,
  held: false,
  keepStandby: false,
  leaving: false,
  released: true,
  restarting: false,
  lapsed: false,
  witness: true,
  witnessKnown: true,
  maintenance: false,
  stickyMaster: false,
}

/** What a test says of the peer; the rest is a peer that stands by and is fit. */
export type PeerSays = Partial<Omit<Beat, 'flags'>> & {
  readonly flags?: Partial<BeatFlags>
  /** Whether the peer echoes the latest beat that this node sent. */
  readonly hears?: boolean
  /** How far the peer's clock runs ahead of this node's, ms. */
  readonly aheadMs?: number
}

/** A fact with its instant, as the flight recorder keeps it. */
export type Fed = { readonly event: PairEvent; readonly at: Instant }

/** One node played by hand. */
export class Desk {
  now: Instant = instant(100_000)
  readonly settings: PairSettings
  state: ReturnType<typeof firstState>
  /** Every fact, for a replay. */
  readonly fed: Fed[] = []
  #counter = 0

  constructor(settings: PairSettings) {
    this.settings = settings
    this.state = frozen(firstState(settings, this.now))
  }

  /** Gives one fact after `afterMs`, and returns what the core ordered. */
  feed(event: PairEvent, afterMs = 0): readonly Effect[] {
    this.now = plus(this.now, afterMs)
    this.fed.push({ event, at: this.now })
    const { state, effects } = step(this.state, frozen(event), this.settings, this.now)
    this.state = frozen(state)
    return effects
  }

  /** First fact of all: a node that comes up. */
  start(fields: Partial<Extract<PairEvent, { type: 'started' }>> = {}): readonly Effect[] {
    return this.feed({
      type: 'started',
      memory: 'empty',
      bootId: 11,
      incarnation: 1,
      owned: 'none',
      inconsistent: false,
      ...fields,
    })
  }

  /** Answers every effect that wants an answer: done, until nothing more is asked. */
  confirm(effects: readonly Effect[]): readonly Effect[] {
    const all: Effect[] = []
    const open = [...effects]
    for (let effect = open.shift(); effect !== undefined; effect = open.shift()) {
      if (!('id' in effect)) continue
      const next = this.feed({ type: 'effect-done', id: effect.id }, 1)
      all.push(...next)
      open.push(...next)
    }
    return all
  }

  /** Lets time pass: the timer fires whenever the core asked for it. Nothing is answered. */
  wait(ms: number): readonly Effect[] {
    const end = plus(this.now, ms)
    const effects: Effect[] = []
    for (let turn = 0; turn < turnsMax; turn += 1) {
      const at = wakeAt(this.state, this.settings)
      if (at > end) break
      effects.push(...this.feed({ type: 'timer' }, Math.max(at - this.now, 1)))
    }
    this.now = this.now > end ? this.now : end
    return effects
  }

  /** As `wait`, but the peer beats on every path each interval and writes are answered. */
  waitWithPeer(ms: number, says: PeerSays = {}): readonly Effect[] {
    const effects: Effect[] = []
    for (let passed = 0; passed < ms; passed += beatMs) {
      const waited = [...this.wait(beatMs), ...this.hear(says)]
      effects.push(...waited, ...this.confirm(waited))
    }
    return effects
  }

  /** The peer's beat on the first path arrives now. */
  hear(says: PeerSays = {}): readonly Effect[] {
    return this.feed({ type: 'beat', beat: this.beat(says), ageMs: 0 })
  }

  /** A beat of the peer. */
  beat({ flags, hears = true, aheadMs = 0, ...fields }: PeerSays): Beat {
    this.#counter += 1
    const echo = hears && this.#told > 0 ? this.#told : undefined
    return {
      from: peerOf(this.settings.node),
      path: 0,
      counter: this.#counter,
      sentAtMs: Math.floor(this.now) + aheadMs,
      bootId: 22,
      incarnation: 1,
      term: { number: 0, node: peerOf(this.settings.node) },
      phase: 'running-slave',
      claimAgeMs: 0,
      flags: { ...plainFlags, ...flags },
      echoes: [echo, echo],
      zonesUp: ['lan'],
      settingsHash: this.settings.settingsHash,
      restartTtlMs: 0,
      resources: [],
      ...fields,
    }
  }

  /** Instant of the latest turn: a beat sent then is echoed. */
  get #told(): number {
    return Math.floor(this.state.steppedAt)
  }

  /** Brings the node to running master, the peer standing by but unfit, everything durable. */
  become(term = 1): this {
    this.confirm(this.start({ memory: this.memory({ term: { number: term - 1, node: this.settings.node } }) }))
    this.feed({ type: 'probe-answer', zone: 'lan', subject: 'neighbour', answerer: 'unknown', at: this.now })
    this.waitWithPeer(deadMs * 2, { flags: { fit: false } })
    return this
  }

  /** A record of an earlier run. */
  memory(fields: Partial<Memory> = {}): Memory {
    return { ...emptyMemory(this.settings), incarnation: 1, bootId: 1, ...fields }
  }
}

/** Turns of one wait: a core that asks for the timer without end fails here and not by hanging. */
const turnsMax = 10_000

function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const part of Object.values(value)) frozen(part)
  return value
}
