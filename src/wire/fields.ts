/**
 * How does a number stand in a frame?
 *
 * A layout is a table of rows, each with offset, length and what the field says; the codecs read and write through the
 * rows, the manual page prints them, and a test compares the two. All numbers are unsigned and big-endian. Rejected:
 * DataView, which has no 48-bit numbers, and a schema library, which hides the offsets that the page must show.
 */
import { assert } from '../base/assert.ts'

/** One field of a layout. `offset` counts from the start of the frame, or of the block in a block's layout. */
export type FieldRow = { readonly offset: number; readonly bytes: number; readonly about: string }

/** A frame or block, field by field, in order and without gaps. */
export type Layout = Readonly<Record<string, FieldRow>>

/** Values of one byte. */
const byteValues = 256

/** A double counts whole numbers without a gap up to 53 bits; 6 bytes is the longest field that stays below. */
const numberBytesMax = 6

/** The unsigned number of a row. `base`: where the block begins. The caller has checked the length of `frame`. */
export function readField(frame: Uint8Array, row: FieldRow, base = 0): number {
  const start = base + row.offset
  let value = 0
  for (let at = start; at < start + row.bytes; at++) value = value * byteValues + (frame[at] ?? 0)
  return value
}

/** Writes an unsigned number. A value that is no whole number or does not fit is a broken assumption. */
export function writeField(frame: Uint8Array, row: FieldRow, value: number, base = 0): void {
  assert(row.bytes <= numberBytesMax, `a number of ${row.bytes} bytes is too long for a field`)
  const fits = Number.isInteger(value) && value >= 0 && value < 2 ** (8 * row.bytes)
  assert(fits, `${value} does not fit "${row.about}" (${row.bytes} bytes)`)
  let rest = value
  for (let at = base + row.offset + row.bytes - 1; at >= base + row.offset; at--) {
    frame[at] = rest % byteValues
    rest = Math.floor(rest / byteValues)
  }
}

/** The bytes of a row, not copied. */
export function sliceField(frame: Uint8Array, row: FieldRow, base = 0): Uint8Array {
  return frame.subarray(base + row.offset, base + row.offset + row.bytes)
}

/** First byte after the last row. */
export function layoutBytes(layout: Layout): number {
  return Math.max(...Object.values(layout).map((row) => row.offset + row.bytes))
}
