/**
 * What can be read of a frame whatever its protocol version?
 *
 * The first eight bytes say what kind of frame it is, who sent it on which path, in which version and for which pair;
 * the last sixteen are the tag. No later version may move them. So a frame of a version that this program does not know
 * can still be proven authentic and fresh, and its sender is alive, never dead.
 */
import { assert } from '../base/assert.ts'
import type { NodeName, PathId } from '../core/types.ts'
import { readField, writeField } from './fields.ts'
import { nodeWords } from './words.ts'

/** First two bytes of each frame. The first one is no ASCII, so that console text is never taken for a frame. */
export const magic = 0xd148

/** The version that this program sends. */
export const protocolVersion = 1

/** The versions that this program understands: N and, as soon as it exists, N-1. */
export const versionsSpoken: readonly number[] = [protocolVersion]

/** Truncated HMAC-SHA-256, RFC 2104 section 5: not less than half of the hash. */
export const tagBytes = 16

/** Longest frame that is looked at: 8 resource blocks of 40 bytes, and 192 bytes for all the rest in any version. */
export const frameBytesMax = 512

/** Paths of a pair at most; the index has three bits. */
export const pathsMax = 8

/** Start of each frame, of every kind and version. */
export const envelopeLayout = {
  magic: { offset: 0, bytes: 2, about: 'd1 48' },
  head: { offset: 2, bytes: 1, about: 'kind, decided bit, sender, path' },
  version: { offset: 3, bytes: 1, about: 'protocol version' },
  pairId: { offset: 4, bytes: 4, about: 'pair id' },
} as const

/** Kind of a frame: 1 and 2 in the two highest bits of `head`. */
export type FrameKind = 'hello' | 'beat'

/** What the envelope says. `decided`: the configured master holds this session (hello only). */
export type Envelope = {
  readonly kind: FrameKind
  readonly from: NodeName
  readonly path: PathId
  readonly decided: boolean
  readonly version: number
  readonly pairId: number
}

const kindShift = 6
const helloKind = 1
const beatKind = 2
const decidedBit = 0x20
const spareHeadBit = 0x10
const fromShift = 3
const pathBits = 0x07

/** Writes the first eight bytes. A path outside 0..7 or a pair id outside 32 bit is a broken assumption. */
export function encodeEnvelope(frame: Uint8Array, envelope: Envelope): void {
  assert(Number.isInteger(envelope.path) && (envelope.path & pathBits) === envelope.path, 'a path index is 0..7')
  const kind = envelope.kind === 'hello' ? helloKind : beatKind
  const decided = envelope.decided ? decidedBit : 0
  const head = (kind << kindShift) | decided | (nodeWords.codes[envelope.from] << fromShift)
  writeField(frame, envelopeLayout.magic, magic)
  writeField(frame, envelopeLayout.head, head | envelope.path)
  writeField(frame, envelopeLayout.version, envelope.version)
  writeField(frame, envelopeLayout.pairId, envelope.pairId)
}

/** Reads the first eight bytes, or says why these bytes are no frame. The tag is not checked here. */
export function decodeEnvelope(frame: Uint8Array): Envelope | string {
  if (frame.length < leastFrameBytes) return `${frame.length} bytes are too few for a frame`
  if (frame.length > frameBytesMax) return `${frame.length} bytes are too many for a frame`
  if (readField(frame, envelopeLayout.magic) !== magic) return 'no frame of hapair'
  const head = readField(frame, envelopeLayout.head)
  const kind = kindOf(head >> kindShift)
  if (kind === undefined || (head & spareHeadBit) !== 0) return `unknown kind of frame (0x${head.toString(16)})`
  const decided = (head & decidedBit) !== 0
  const from = ((head >> fromShift) & 1) === nodeWords.codes.master ? 'master' : 'slave'
  if (decided && (kind === 'beat' || from === 'slave')) return 'only a hello of the configured master decides'
  const version = readField(frame, envelopeLayout.version)
  if (version === 0) return 'there is no protocol version 0'
  return { kind, from, path: head & pathBits, decided, version, pairId: readField(frame, envelopeLayout.pairId) }
}

const leastFrameBytes = 8 + tagBytes

function kindOf(code: number): FrameKind | undefined {
  if (code === helloKind) return 'hello'
  return code === beatKind ? 'beat' : undefined
}
