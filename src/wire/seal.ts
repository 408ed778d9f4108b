/**
 * How is a frame proven authentic and fresh?
 *
 * Authentic: the last 16 bytes are HMAC-SHA-256 over all bytes before them, under a key that only this pair holds.
 * Fresh: session keys come from nonces of both nodes, one key per direction, and within a session a counter per path
 * never passes twice. Rejected: wall-clock time (it can be set), counters kept on disk (a lost disk would look like an
 * attack), encryption (nothing in a beat is secret, and a technician must be able to read the line).
 * Sources: RFC 2104 (HMAC, truncation), RFC 5869 (HKDF), RFC 4303 section 3.4.3 (replay window).
 */
import { createHmac, createSecretKey, hkdfSync, timingSafeEqual, type KeyObject } from 'node:crypto'
import type { Medium, NodeName } from '../core/types.ts'
import { assert } from '../base/assert.ts'
import { tagBytes } from './envelope.ts'

/** Length of a nonce: 128 bit, so that none repeats by chance. */
export const nonceBytes = 16

/** Length of a pair key and of a session key: the output of SHA-256. */
export const keyBytes = 32

/** Writes the tag into the last 16 bytes of `frame`, over all bytes before them. */
export function sealFrame(key: KeyObject, frame: Uint8Array): void {
  const sealedBytes = frame.length - tagBytes
  const tag = createHmac('sha256', key).update(frame.subarray(0, sealedBytes)).digest()
  frame.set(tag.subarray(0, tagBytes), sealedBytes)
}

/** True when the last 16 bytes are the tag of all bytes before them. `frame` is longer than a tag. */
export function tagFits(key: KeyObject, frame: Uint8Array): boolean {
  const sealedBytes = frame.length - tagBytes
  const tag = createHmac('sha256', key).update(frame.subarray(0, sealedBytes)).digest()
  return timingSafeEqual(tag.subarray(0, tagBytes), frame.subarray(sealedBytes))
}

/** A pair key, ready for use. Anything but 32 bytes is a broken assumption: the reader of the key file checks. */
export function secretKey(bytes: Uint8Array): KeyObject {
  assert(bytes.length === keyBytes, `a key has ${keyBytes} bytes, not ${bytes.length}`)
  return createSecretKey(bytes)
}

/** Keys of one session as one node holds them. `id` names the session in frames, 32 bit. */
export type SessionKeys = { readonly id: number; readonly sendKey: KeyObject; readonly receiveKey: KeyObject }

/** Both nonces of a session, by the configured role of the node that made them. */
export type SessionNonces = Readonly<Record<NodeName, Uint8Array>>

const sessionLabel = 'hapair session'
const idBytes = 4

/** Session keys of `node`: HKDF-SHA-256 of the pair key, salted with both nonces. One key per direction. */
export function deriveSession(pairKey: KeyObject, nonces: SessionNonces, node: NodeName, pairId: number): SessionKeys {
  const salt = Buffer.concat([nonces.master, nonces.slave])
  const okm = Buffer.from(hkdfSync('sha256', pairKey, salt, `${sessionLabel} ${pairId}`, 2 * keyBytes + idBytes))
  const ofMaster = createSecretKey(okm.subarray(0, keyBytes))
  const ofSlave = createSecretKey(okm.subarray(keyBytes, 2 * keyBytes))
  const id = okm.readUInt32BE(2 * keyBytes)
  const mine = node === 'master'
  return { id, sendKey: mine ? ofMaster : ofSlave, receiveKey: mine ? ofSlave : ofMaster }
}

/** The nonce that a node offers after `rounds` sessions: unknown to others, and never offered before. */
export function deriveNonce(pairKey: KeyObject, seed: Uint8Array, rounds: number): Uint8Array {
  if (rounds === 0) return seed
  const digest = createHmac('sha256', pairKey).update('hapair nonce').update(seed).update(String(rounds)).digest()
  return digest.subarray(0, nonceBytes)
}

/** Counters that may arrive late: a serial line keeps the order, a network does not (RFC 4303: 64). */
const windowCounters: Readonly<Record<Medium, number>> = { serial: 1, ethernet: 64 }

/**
 * Lets each counter of one path pass once. A slot per counter, reused by the counter one window later: what stands in
 * the slot tells a new counter from a repeated one, without shifting bits of 48-bit numbers.
 */
export class ReplayWindow {
  readonly #slots: Float64Array
  #highest = -1

  constructor(medium: Medium) {
    this.#slots = new Float64Array(windowCounters[medium]).fill(-1)
  }

  /** True when `counter` has not passed and is not older than the window. Changes nothing. */
  fresh(counter: number): boolean {
    const width = this.#slots.length
    return counter > this.#highest - width && (this.#slots[counter % width] ?? -1) < counter
  }

  /** Notes that `counter` has passed; only after its tag was found to fit. */
  note(counter: number): void {
    this.#slots[counter % this.#slots.length] = counter
    this.#highest = Math.max(this.#highest, counter)
  }
}
