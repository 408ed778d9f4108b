/**
 * Is a frame that came in from the peer, authentic and fresh, and how do mine go out?
 *
 * One session serves all paths of the pair. Each frame is looked at from the cheap to the dear: size, magic, pair,
 * sender, then the tag, then path and counter, and at last the body. Nothing is remembered of a frame whose tag does
 * not fit. There is no I/O here, no clock and no randomness: bytes, the instant and the nonce are arguments.
 *
 * What a refused frame proves, which is never life: `garbage` is no frame; `foreign` belongs to another pair;
 * `loopback` is our own; `mis-keyed` names our pair but fits no key or session of ours; `replay` has been heard before;
 * `unexpected` is authentic, but says nothing now.
 */
import { assert, unreachable } from '../base/assert.ts'
import type { Medium, NodeName, PathId, RefusedKind } from '../core/types.ts'
import type { Beat } from '../core/beat-content.ts'
import { beatBytes, beatLayout, decodeBeat, writeBeat } from './beat.ts'
import { decodeEnvelope, pathsMax, tagBytes, versionsSpoken, type Envelope } from './envelope.ts'
import { layoutBytes, readField } from './fields.ts'
import { Handshake, type HandshakeCounters, type LiveSession } from './handshake.ts'
import { decodeHello } from './hello.ts'
import { nonceBytes, secretKey, sealFrame, tagFits } from './seal.ts'

/** A key of the pair: `id` 0..255, 32 secret bytes. Both nodes list the same ones, in any order. */
export type PairKey = { readonly id: number; readonly secret: Uint8Array }

/** What a frame turned out to be. `reply`, where there is one, is to be sent on the same path at once. */
export type Received =
  | { readonly type: 'beat'; readonly beat: Beat }
  /** Authentic and fresh, of a version that this program does not speak. */
  | { readonly type: 'foreign-version'; readonly version: number; readonly reply?: Uint8Array }
  /** The peer proved itself with my fresh nonce: a sign of life. */
  | { readonly type: 'session'; readonly reply?: Uint8Array }
  /** Authentic, but not proven fresh: no sign of life. */
  | { readonly type: 'hello'; readonly reply: Uint8Array }
  /** No life. `why` is a sentence part for journal and status. A reply only when the session in force fell silent. */
  | { readonly type: 'refused'; readonly kind: RefusedKind; readonly why: string; readonly reply?: Uint8Array }

/** Totals since the session was opened. */
export type SessionCounters = HandshakeCounters & {
  beatsSealed: number
  beatsHeard: number
  hellosHeard: number
  foreignVersions: number
  refused: Record<RefusedKind, number>
}

/** What a session needs. `keys`: 1..8, the first one is used for sending. `nonce`: 16 random bytes, new at each start. */
export type SessionOptions = {
  readonly pairId: number
  readonly node: NodeName
  readonly keys: readonly PairKey[]
  readonly nonce: Uint8Array
  readonly paths: readonly { readonly id: PathId; readonly medium: Medium }[]
}

/** The one session of a node with its peer, over all paths. */
export type Session = {
  /** Judges a frame that arrived on `path` at `nowMs` of the own monotonic clock. Never throws because of `bytes`. */
  readonly receive: (path: PathId, bytes: Uint8Array, nowMs: number) => Received
  /** The beat as a frame, or `no-session` while none is in force: then a hello is due. */
  readonly seal: (beat: Beat) => Uint8Array | 'no-session'
  /** A hello for `path`, to be sent each beat interval while there is no session. */
  readonly hello: (path: PathId) => Uint8Array
  readonly counters: () => SessionCounters
}

/** Keys that a pair lists at most: the old one, the new one, and room for a rotation that was left half done. */
export const keysMax = 8

/**
 * A session that has brought nothing for so long may be one that the peer has left: then a frame of a session that is
 * not known is answered by an offer. Shorter, and a forged frame could make the pair change its session all the time.
 */
export const silentSessionMs = 1000

/** Opens the session of a node. Options out of range are a broken assumption: the settings were checked before. */
export function openSession(options: SessionOptions): Session {
  const session = new PairSession(options)
  return {
    receive: (path, bytes, nowMs) => session.receive(path, bytes, nowMs),
    seal: (beat) => session.seal(beat),
    hello: (path) => session.hello(path),
    counters: () => session.counters(),
  }
}

type Refused = Extract<Received, { type: 'refused' }>

class PairSession {
  readonly #options: SessionOptions
  readonly #handshake: Handshake
  readonly #keys
  readonly #paths: ReadonlyMap<PathId, Medium>
  readonly #refused: Record<RefusedKind, number> = {
    garbage: 0,
    'mis-keyed': 0,
    foreign: 0,
    replay: 0,
    loopback: 0,
    unexpected: 0,
  }
  readonly #heard = { beatsSealed: 0, beatsHeard: 0, hellosHeard: 0, foreignVersions: 0 }
  #lastLifeMs = Number.NEGATIVE_INFINITY
  #echoes: Beat['echoes'] = []

  constructor(options: SessionOptions) {
    const [first] = options.keys
    assert(first !== undefined && options.keys.length <= keysMax, `a pair has 1..${keysMax} keys`)
    assert(options.nonce.length === nonceBytes, `a nonce has ${nonceBytes} bytes`)
    this.#options = options
    this.#keys = new Map(options.keys.map((key) => [key.id, secretKey(key.secret)]))
    assert(this.#keys.size === options.keys.length, 'each key has an id of its own')
    this.#paths = new Map(options.paths.map((path) => [path.id, path.medium]))
    assert(this.#paths.size === options.paths.length && this.#paths.size <= pathsMax, 'each path has an id of its own')
    const { pairId, node, nonce } = options
    this.#handshake = new Handshake({
      pairId,
      node,
      nonce,
      keys: this.#keys,
      sendKeyId: first.id,
      paths: this.#paths,
    })
  }

  hello(path: PathId): Uint8Array {
    return this.#handshake.hello(path)
  }

  counters(): SessionCounters {
    return { ...this.#heard, ...this.#handshake.counters, refused: { ...this.#refused } }
  }

  seal(beat: Beat): Uint8Array | 'no-session' {
    const session = this.#handshake.current
    assert(beat.from === this.#options.node, 'a node seals its own beats')
    assert(this.#paths.has(beat.path), `path ${beat.path} is not configured`)
    if (session === undefined) return 'no-session'
    const frame = new Uint8Array(beatBytes(beat) + tagBytes)
    writeBeat(frame, beat, { pairId: this.#options.pairId, sessionId: session.id })
    sealFrame(session.sendKey, frame)
    this.#heard.beatsSealed += 1
    return frame
  }

  receive(path: PathId, bytes: Uint8Array, nowMs: number): Received {
    assert(this.#paths.has(path), `path ${path} is not configured`)
    const received = this.#judge(path, bytes, nowMs)
    switch (received.type) {
      case 'refused':
        this.#refused[received.kind] += 1
        break
      case 'beat':
        this.#heard.beatsHeard += 1
        break
      case 'foreign-version':
        this.#heard.foreignVersions += 1
        break
      case 'session':
      case 'hello':
        this.#heard.hellosHeard += 1
        break
      default:
        unreachable(received)
    }
    return received
  }

  #judge(path: PathId, bytes: Uint8Array, nowMs: number): Received {
    const envelope = decodeEnvelope(bytes)
    if (typeof envelope === 'string') return refuse('garbage', envelope)
    if (envelope.pairId !== this.#options.pairId) return refuse('foreign', `a frame of pair ${envelope.pairId}`)
    if (envelope.from === this.#options.node) return refuse('loopback', 'a frame of this node itself')
    if (envelope.kind === 'hello') return this.#judgeHello(path, bytes, envelope, nowMs)
    return this.#judgeBeat(path, bytes, envelope, nowMs)
  }

  #judgeHello(path: PathId, bytes: Uint8Array, envelope: Envelope, nowMs: number): Received {
    const hello = decodeHello(bytes, envelope)
    if (typeof hello === 'string') return refuse('garbage', hello)
    const key = this.#keys.get(hello.keyId)
    if (key === undefined) return refuse('mis-keyed', `key ${hello.keyId} is not listed`)
    if (!tagFits(key, bytes)) return refuse('mis-keyed', `a hello does not fit key ${hello.keyId}`)
    if (hello.path !== path) return refuse('unexpected', `a hello of path ${hello.path} came on path ${path}`)
    const outcome = this.#handshake.absorb(hello, nowMs)
    switch (outcome.type) {
      case 'unheeded':
        return refuse('unexpected', outcome.why)
      case 'answered':
        return { type: 'hello', reply: outcome.reply }
      case 'proven': {
        this.#lastLifeMs = nowMs
        const reply = outcome.reply === undefined ? {} : { reply: outcome.reply }
        if (versionsSpoken.includes(envelope.version)) return { type: 'session', ...reply }
        return { type: 'foreign-version', version: envelope.version, ...reply }
      }
    }
  }

  #judgeBeat(path: PathId, bytes: Uint8Array, envelope: Envelope, nowMs: number): Received {
    const sessionId = readField(bytes, beatLayout.sessionId)
    if (bytes.length < leastBeatBytes) return refuse('garbage', `a beat of ${bytes.length} bytes`)
    const known = this.#handshake.sessions(sessionId)
    if (known.length === 0) return this.#strangeSession(path, sessionId, nowMs)
    const session = known.find((candidate) => tagFits(candidate.receiveKey, bytes))
    if (session === undefined) return refuse('mis-keyed', 'a beat does not fit the key of its session')
    if (envelope.path !== path) return refuse('unexpected', `a beat of path ${envelope.path} came on path ${path}`)
    const counter = readField(bytes, beatLayout.counter)
    const window = session.windows.get(path)
    if (window?.fresh(counter) !== true) return refuse('replay', `counter ${counter} has passed`)
    window.note(counter)
    this.#confirm(session, nowMs)
    return this.#readBeat(bytes, envelope.version, nowMs)
  }

  /** The first valid frame of a prepared session takes it into force. */
  #confirm(session: LiveSession, nowMs: number): void {
    if (session !== this.#handshake.current) this.#handshake.adopt(session)
    session.confirmed = true
    this.#lastLifeMs = nowMs
  }

  #strangeSession(path: PathId, sessionId: number, nowMs: number): Refused {
    if (this.#handshake.retired(sessionId)) return refuse('replay', 'a beat of the session before this one')
    const refused = refuse('mis-keyed', 'a beat of a session that is not known')
    const silent = this.#handshake.current !== undefined && nowMs - this.#lastLifeMs >= silentSessionMs
    if (!silent || !this.#handshake.mayReply(path, 'other', nowMs)) return refused
    return { ...refused, reply: this.#handshake.offer(path) }
  }

  #readBeat(bytes: Uint8Array, version: number, nowMs: number): Received {
    if (!versionsSpoken.includes(version)) return { type: 'foreign-version', version }
    const decoded = decodeBeat(bytes.subarray(0, bytes.length - tagBytes), nowMs)
    if (!decoded.ok) return refuse('garbage', decoded.problem)
    const echoes = steadyEchoes(decoded.beat.echoes, this.#echoes)
    this.#echoes = echoes
    return { type: 'beat', beat: { ...decoded.beat, echoes } }
  }
}

const leastBeatBytes = layoutBytes({ counter: beatLayout.counter }) + tagBytes

function refuse(kind: RefusedKind, why: string): Refused {
  return { type: 'refused', kind, why }
}

/** After 2^32 ms, 49.7 days, an echo has the same low 32 bits again. */
const echoSpan = 2 ** 32

/**
 * Keeps an echo that stands still from coming back to life: on a path that has been silent for 49.7 days the low bits
 * of the last echo would suddenly read as an instant of just now. The same low bits again mean the same instant.
 */
function steadyEchoes(echoes: Beat['echoes'], before: Beat['echoes']): Beat['echoes'] {
  return echoes.map((echo, path) => {
    const old = before[path]
    if (echo === undefined || old === undefined) return echo
    return (echo - old) % echoSpan === 0 ? old : echo
  })
}
