/**
 * Where does a frame begin and end on a line that loses, adds and flips bytes?
 *
 * Consistent Overhead Byte Stuffing: the frame and its CRC are rewritten without any zero byte, and a zero stands
 * before and after. So whatever was on the line before, the next zero is a border again: one frame after the noise
 * ends, frames are whole. The zero in front costs one byte and saves the first frame after noise. The deframer takes
 * bytes in pieces of any size, keeps at most one frame and counts all that it throws away.
 *
 * Rejected: SLIP (doubles the length of an unlucky frame, so the time on the line depends on the content), a length
 * field in front (one flipped bit there costs many frames), start-of-frame words (occur in the data as well).
 * Sources: S. Cheshire, M. Baker, "Consistent Overhead Byte Stuffing", IEEE/ACM Transactions on Networking 7 (1999),
 * section 3; fault list F05, F06, F07 of the project's reliability notes.
 */
import { assert } from '../base/assert.ts'
import { crc16 } from './crc16.ts'

/** Longest frame, bytes before CRC and stuffing: a beat of 96 bytes with eight resource blocks of 40 fits (D8). */
export const frameBytesMax = 512

const delimiter = 0
const crcBytes = 2
/** A stuffed block is one length byte and up to 254 bytes of data (Cheshire and Baker, table 1). */
const blockDataMax = 254
const blockCodeMax = 255
const stuffedBytesMax = stuffedBytes(frameBytesMax)
/** One delimiter closes a frame and one opens the next: more in a row come from a break or a wrong baud rate. */
const delimitersInRowMax = 2

/** Bytes on the line for a frame of `bytes` bytes, at worst: CRC, stuffing and both delimiters counted. */
export function lineBytes(bytes: number): number {
  return stuffedBytes(bytes) + 2
}

/** The frame as it goes on the line. `frame`: 1..512 bytes, which the caller guarantees. */
export function encodeFrame(frame: Uint8Array): Uint8Array {
  assert(frame.length >= 1 && frame.length <= frameBytesMax, 'a serial frame has 1..512 bytes')
  const crc = crc16(frame)
  const { body } = scratch
  body.set(frame)
  body[frame.length] = crc >> 8
  body[frame.length + 1] = crc & 0xff
  return stuff(frame.length + crcBytes)
}

/** What is filled anew for each frame: making it anew would cost a quiet node more than filling it. */
const scratch = { body: new Uint8Array(stuffedBytesMax), stuffed: new Uint8Array(lineBytes(frameBytesMax)) }

/** What a deframer reports. */
export type DeframerListener = {
  /** `bytes` are the listener's. `lineBytes`: all that was taken since the frame before this one, delimiters and noise too. */
  readonly frame: (bytes: Uint8Array, lineBytes: number) => void
  /** Bytes that belong to no frame, delimiters in excess included; reported when it is known that they are none. */
  readonly garbage: (bytes: number) => void
}

/** Takes the bytes of the line in pieces of any size. */
export type Deframer = {
  readonly absorb: (chunk: Uint8Array) => void
  /** Forgets a half frame, as after a reopening. */
  readonly reset: () => void
  /** Bytes taken since the end of the last frame. */
  readonly unfinished: () => number
}

/** A deframer that starts in the middle of anything: what comes before the first delimiter may be half a frame. */
export function createDeframer(listener: DeframerListener): Deframer {
  const held = new Uint8Array(stuffedBytesMax)
  let length = 0
  let overflow = 0
  let delimiters = 0
  let taken = 0
  const close = () => {
    const frame = overflow > 0 ? undefined : decodeBody(held, length)
    if (frame === undefined) listener.garbage(length + overflow)
    else listener.frame(frame, taken)
    if (frame !== undefined) taken = 0
    length = 0
    overflow = 0
  }
  const absorbDelimiter = () => {
    delimiters++
    if (length > 0) close()
    else if (delimiters > delimitersInRowMax) listener.garbage(1)
  }
  const absorb = (chunk: Uint8Array) => {
    // By index, here and below: an iterator makes an object for each byte.
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? delimiter
      taken++
      if (byte === delimiter) {
        absorbDelimiter()
        continue
      }
      delimiters = 0
      if (length < stuffedBytesMax) held[length++] = byte
      else overflow = countOverflow(overflow, listener)
    }
  }
  const reset = () => {
    if (length + overflow > 0) listener.garbage(length + overflow)
    length = 0
    overflow = 0
    delimiters = 0
    taken = 0
  }
  return { absorb, reset, unfinished: () => taken }
}

/** Noise without any zero would never be reported: it is told in portions, and what is told is not told again. */
const overflowPortion = 4096

function countOverflow(overflow: number, listener: DeframerListener): number {
  if (overflow < overflowPortion) return overflow + 1
  listener.garbage(overflowPortion)
  return 1
}

function stuffedBytes(bytes: number): number {
  return bytes + crcBytes + Math.floor((bytes + crcBytes) / blockDataMax) + 1
}

/** Stuffs the first `length` bytes of `scratch.body`. */
function stuff(length: number): Uint8Array {
  const { body, stuffed: out } = scratch
  // The opening delimiter.
  out[0] = delimiter
  let code = 1
  let at = 2
  for (let from = 0; from < length; from++) {
    const byte = body[from] ?? delimiter
    if (byte !== delimiter) out[at++] = byte
    if (byte === delimiter || at - code === blockCodeMax) {
      out[code] = at - code
      code = at++
    }
  }
  out[code] = at - code
  out[at] = delimiter
  return out.slice(0, at + 1)
}

/** The frame inside the first `length` bytes of a stuffed body, or undefined when they are none. */
function decodeBody(stuffed: Uint8Array, length: number): Uint8Array | undefined {
  const bytes = unstuff(stuffed, length) - crcBytes
  if (bytes < 1 || bytes > frameBytesMax) return undefined
  const { body } = scratch
  const sent = ((body[bytes] ?? 0) << 8) | (body[bytes + 1] ?? 0)
  return crc16(body, bytes) === sent ? body.slice(0, bytes) : undefined
}

/** Fills `scratch.body`. Returns how many bytes came out; 0 when the bytes are no stuffed body. */
function unstuff(stuffed: Uint8Array, end: number): number {
  const { body } = scratch
  let length = 0
  let at = 0
  while (at < end) {
    const code = stuffed[at] ?? 0
    if (at + code > end) return 0
    for (let from = at + 1; from < at + code; from++) body[length++] = stuffed[from] ?? 0
    at += code
    // A block of full length stands for no zero, and the last zero is only the end of the data.
    if (code < blockCodeMax && at < end) body[length++] = 0
  }
  return length
}
