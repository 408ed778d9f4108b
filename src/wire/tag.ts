/**
 * What is the tag of these bytes under this key?
 *
 * HMAC-SHA-256: a hash within a hash. The first block of both hashes is made of the key alone, so both states after it are
 * kept, and a beat costs two or three blocks. Each key is tried once against the runtime's own HMAC: a mistake in here
 * would look like a peer with a wrong key, and is told as what it is instead.
 *
 * Rejected: the runtime's HMAC for each frame (a tenth of a quiet node's processor time, see `sha256.ts`).
 * Sources: RFC 2104 section 2; FIPS 180-4 section 5.1.1 (padding).
 */
import { createHmac } from 'node:crypto'
import { assert } from '../base/assert.ts'
import { blockBytes, firstState, mixBlock, stateWords } from './sha256.ts'

/** A key as the tags need it: the states after the block of the inner and of the outer hash. Secret as the key is. */
export type TagKey = { readonly inner: Int32Array; readonly outer: Int32Array }

/** Length of a whole tag, bytes. */
export const wholeTagBytes = 32

/** Longest text that a tag is made for, bytes: more than any frame. */
export const taggedBytesMax = 1024

const innerPad = 0x36
const outerPad = 0x5c
/** The end mark and the length of 8 bytes. */
const endBytes = 9
const endMark = 0x80

const state = new Int32Array(stateWords)
/** The text, or the digest of the inner hash, with its padding. */
const padded = new Uint8Array(taggedBytesMax + 2 * blockBytes)

/** Makes a key of 1 to 64 secret bytes ready. */
export function tagKey(secret: Uint8Array): TagKey {
  assert(secret.length >= 1 && secret.length <= blockBytes, 'a key of 1..64 bytes')
  const key = { inner: padState(secret, innerPad), outer: padState(secret, outerPad) }
  const digest = new Uint8Array(wholeTagBytes)
  writeTag(key, secret, secret.length, digest)
  const expected = createHmac('sha256', secret).update(secret).digest()
  assert(expected.equals(digest), 'the tag is that of the runtime')
  return key
}

function padState(secret: Uint8Array, pad: number): Int32Array {
  const block = Uint8Array.from({ length: blockBytes }, (_none, at) => (secret[at] ?? 0) ^ pad)
  const begun = Int32Array.from(firstState)
  mixBlock(begun, block, 0)
  return begun
}

/** Writes the tag of the first `length` bytes to the start of `tag`, which may be shorter than a whole tag. */
export function writeTag(key: TagKey, bytes: Uint8Array, length: number, tag: Uint8Array): void {
  assert(length >= 0 && length <= taggedBytesMax && length <= bytes.length, 'a text that has a tag')
  for (let at = 0; at < length; at++) padded[at] = bytes[at] ?? 0
  mix(key.inner, length)
  for (let word = 0; word < stateWords; word++) writeWord(padded, 4 * word, state[word] ?? 0)
  mix(key.outer, wholeTagBytes)
  for (let at = 0; at < tag.length && at < wholeTagBytes; at++) tag[at] = digestByte(at)
}

/** True when the bytes from `from` on are the beginning of the tag of all bytes before them. */
export function tagEnds(key: TagKey, bytes: Uint8Array, from: number): boolean {
  writeTag(key, bytes, from, noTag)
  let different = 0
  // No way out before the end: the time must not tell how many bytes are right.
  for (let at = from; at < bytes.length; at++) different |= (bytes[at] ?? 0) ^ digestByte(at - from)
  return different === 0
}

const noTag = new Uint8Array(0)

/** One byte of the digest that `state` holds. */
function digestByte(at: number): number {
  return ((state[at >>> 2] ?? 0) >>> (24 - 8 * (at & 3))) & 0xff
}

/** Goes on from the state of a key with the `length` bytes that stand in `padded`. */
function mix(from: Int32Array, length: number): void {
  for (let word = 0; word < stateWords; word++) state[word] = from[word] ?? 0
  const end = Math.ceil((length + endBytes) / blockBytes) * blockBytes
  padded[length] = endMark
  for (let at = length + 1; at < end - 4; at++) padded[at] = 0
  // The key's block counts. The upper half of the 64-bit length is zero.
  writeWord(padded, end - 4, 8 * (blockBytes + length))
  for (let at = 0; at < end; at += blockBytes) mixBlock(state, padded, at)
}

function writeWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word >>> 24
  bytes[at + 1] = word >>> 16
  bytes[at + 2] = word >>> 8
  bytes[at + 3] = word
}
