/**
 * Which session is in force, and when does a new one take its place?
 *
 * Each node offers a nonce that it has never used for a session. The configured master decides: it takes a new session
 * into force when a hello echoes the nonce that it offers, and says so with the decided bit. The configured slave
 * follows: on a decided hello that echoes its own offered nonce, or on the first valid frame under a session that it
 * has prepared. Taking a session into force uses up the offered nonce, so no recorded hello can prove anything twice.
 * Until then the session in force stays as it is: a replayed hello costs a reply, nothing else.
 *
 * Rejected: both nodes decide (two keys in rotation, or messages that cross, can leave them in different sessions); one
 * nonce per start of the program (after a restart of the peer its recorded hello would bring the old session back with
 * an empty replay window); a list of retired nonces (it has no bound).
 */
import type { KeyObject } from 'node:crypto'
import { assert } from '../base/assert.ts'
import type { Medium, NodeName, PathId } from '../core/types.ts'

import { encodeHello, noEcho, type Hello } from './hello.ts'
import { deriveNonce, deriveSession, ReplayWindow, type SessionKeys } from './seal.ts'

/** A session with the counters of its paths. `confirmed`: the peer was heard under it. */
export type LiveSession = SessionKeys & {
  readonly keyId: number
  readonly ownNonce: Uint8Array
  readonly peerNonce: Uint8Array
  readonly windows: ReadonlyMap<PathId, ReplayWindow>
  confirmed: boolean
}

/** What an authentic hello led to. `proven`: a session came into force. `unheeded`: it asks for nothing, proves nothing. */
export type HelloOutcome =
  | { readonly type: 'proven'; readonly reply?: Uint8Array }
  | { readonly type: 'answered'; readonly reply: Uint8Array }
  | { readonly type: 'unheeded'; readonly why: string }

/** What the handshake knows from the start. `keys`: pair keys by id; the first one is used for sending. */
export type HandshakeSettings = {
  readonly pairId: number
  readonly node: NodeName
  readonly keys: ReadonlyMap<number, KeyObject>
  readonly sendKeyId: number
  readonly nonce: Uint8Array
  readonly paths: ReadonlyMap<PathId, Medium>
}

/** Totals of the handshake. */
export type HandshakeCounters = { sessions: number; candidatesDropped: number; repliesHeldBack: number }

/** Sessions that the slave keeps prepared at most. */
export const candidatesMax = 2

/** At most one reply in this time per path, and one more to hellos that echo the nonce on offer. */
export const replyGapMs = 20

/** State of the handshake of one node. All of it is in memory: a restart begins anew with a fresh nonce. */
export class Handshake {
  readonly counters: HandshakeCounters = { sessions: 0, candidatesDropped: 0, repliesHeldBack: 0 }
  readonly #settings: HandshakeSettings
  readonly #repliedAtMs = new Map<string, number>()
  #current: LiveSession | undefined
  #retiredId: number | undefined
  #candidates: readonly LiveSession[] = []
  #offered: Uint8Array

  constructor(settings: HandshakeSettings) {
    this.#settings = settings
    this.#offered = settings.nonce
  }

  /** The session in force. */
  get current(): LiveSession | undefined {
    return this.#current
  }

  /** True for the session that was in force before the current one. */
  retired(sessionId: number): boolean {
    return sessionId === this.#retiredId
  }

  /** The session in force and the prepared ones that have this id; more than one only by chance. */
  sessions(sessionId: number): readonly LiveSession[] {
    const known = this.#current === undefined ? this.#candidates : [this.#current, ...this.#candidates]
    return known.filter((session) => session.id === sessionId)
  }

  /** Takes a session into force. The nonce on offer is used up, and so is everything that was prepared with it. */
  adopt(session: LiveSession): void {
    this.#retiredId = this.#current?.id
    this.#current = session
    this.#candidates = []
    this.counters.sessions += 1
    this.#offered = deriveNonce(this.#key(this.#settings.sendKeyId), this.#settings.nonce, this.counters.sessions)
  }

  /** A hello that answers nobody: it offers a nonce, or tells of the session in force. */
  hello(path: PathId): Uint8Array {
    const session = this.#current
    if (session !== undefined) return this.#tell(session, path)
    return this.offer(path)
  }

  /** A hello that offers a nonce for a new session. */
  offer(path: PathId): Uint8Array {
    return this.#encode({ path, keyId: this.#settings.sendKeyId, nonce: this.#offered, echo: noEcho, decided: false })
  }

  /** Takes in a hello whose tag, pair and path were found right. */
  absorb(hello: Hello, nowMs: number): HelloOutcome {
    const session = this.#current
    if (session !== undefined && same(hello.nonce, session.peerNonce)) return this.#repeat(session, hello, nowMs)
    const echoed = same(hello.echo, this.#offered)
    const decides = this.#settings.node === 'master' || hello.decided
    if (echoed && decides) return this.#prove(hello, nowMs)
    if (!echoed && !same(hello.echo, noEcho) && session !== undefined) {
      return { type: 'unheeded', why: 'a hello that answers a nonce which is not on offer' }
    }
    if (!this.mayReply(hello.path, echoed ? 'echoed' : 'other', nowMs)) return heldBack
    if (this.#settings.node === 'slave') this.#prepare(hello)
    const { path, keyId, nonce } = hello
    return { type: 'answered', reply: this.#encode({ path, keyId, nonce: this.#offered, echo: nonce, decided: false }) }
  }

  /** True at most once per gap for each path and kind of hello; counts what it holds back. */
  mayReply(path: PathId, kind: 'echoed' | 'other', nowMs: number): boolean {
    const budget = `${path} ${kind}`
    const free = nowMs - (this.#repliedAtMs.get(budget) ?? Number.NEGATIVE_INFINITY) >= replyGapMs
    if (free) this.#repliedAtMs.set(budget, nowMs)
    else this.counters.repliesHeldBack += 1
    return free
  }

  /** A hello of the session in force: only a slave that may have missed the decision needs an answer. */
  #repeat(session: LiveSession, hello: Hello, nowMs: number): HelloOutcome {
    if (this.#settings.node === 'slave' || session.confirmed) {
      return { type: 'unheeded', why: 'a hello of the session in force' }
    }
    if (!this.mayReply(hello.path, 'echoed', nowMs)) return heldBack
    return { type: 'answered', reply: this.#tell(session, hello.path) }
  }

  /** The master tells its decision; the slave has nothing to tell that the master does not know. */
  #prove(hello: Hello, nowMs: number): HelloOutcome {
    const session = this.#derive(hello)
    this.adopt(session)
    if (this.#settings.node === 'slave' || !this.mayReply(hello.path, 'echoed', nowMs)) return { type: 'proven' }
    return { type: 'proven', reply: this.#tell(session, hello.path) }
  }

  #prepare(hello: Hello): void {
    const prepared = this.#candidates.some(
      (candidate) => same(candidate.peerNonce, hello.nonce) && candidate.keyId === hello.keyId,
    )
    if (prepared) return
    const kept = this.#candidates.slice(-(candidatesMax - 1))
    this.counters.candidatesDropped += this.#candidates.length - kept.length
    this.#candidates = [...kept, this.#derive(hello)]
  }

  #derive(hello: Hello): LiveSession {
    const { node, pairId, paths } = this.#settings
    const own = this.#offered
    const nonces = node === 'master' ? { master: own, slave: hello.nonce } : { master: hello.nonce, slave: own }
    const keys = deriveSession(this.#key(hello.keyId), nonces, node, pairId)
    const windows = new Map([...paths].map(([path, medium]) => [path, new ReplayWindow(medium)]))
    return { ...keys, keyId: hello.keyId, ownNonce: own, peerNonce: hello.nonce, windows, confirmed: false }
  }

  #tell(session: LiveSession, path: PathId): Uint8Array {
    const { keyId, ownNonce, peerNonce } = session
    const decided = this.#settings.node === 'master'
    return this.#encode({ path, keyId, nonce: ownNonce, echo: peerNonce, decided })
  }

  #encode(words: Omit<Hello, 'pairId' | 'from'>): Uint8Array {
    const { pairId, node } = this.#settings
    return encodeHello({ ...words, pairId, from: node }, this.#key(words.keyId))
  }

  #key(keyId: number): KeyObject {
    const key = this.#settings.keys.get(keyId)
    assert(key !== undefined, `key ${keyId} is not listed`)
    return key
  }
}

const heldBack: HelloOutcome = { type: 'unheeded', why: 'answered a moment ago' }

function same(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0
}
