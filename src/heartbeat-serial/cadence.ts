/**
 * When is it worth waking up for the serial line?
 *
 * A line delivers a frame in many small pieces, and to be woken for each piece costs a quiet node more than all its beats
 * (40 of 97 wake-ups a second, measured 2026-11-20). The beats of a quiet peer all have one length: once some frames in a
 * row had it, and nothing stands between them, the kernel is asked to wake only when so many bytes are there. Whatever
 * does not fit the pattern (a longer frame, a lost byte, noise, silence) ends it at once: the rest is heard piece by piece.
 * A frame that is shorter than those before it would wait for the next one, so there is an instant at which the line is
 * looked at in any case; and since nobody knows how long such a frame has waited, it counts as old as it can be.
 *
 * Rejected: a pause after the first piece (delays each frame, and wakes twice); a length in front of the frame (see
 * `framing.ts`). Source: termios(3), VMIN; n_tty_poll of Linux 6.1: with VTIME 0 a terminal is readable from VMIN bytes on.
 */
import { never, plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'

/** Lengths of the frames so far, as far as they matter. */
export type Cadence = {
  /** Bytes from the end of the frame before to the end of the last one. */
  readonly lineBytes: number
  /** How many frames in a row had that. */
  readonly alike: number
}

/** Nothing heard yet, or nothing that can be relied on. */
export const noCadence: Cadence = { lineBytes: 0, alike: 0 }

/** So many alike frames make a pattern. */
const alikeMin = 3
/** VMIN is one byte. */
const wakeBytesMax = 255

/** The cadence after a frame that ended `lineBytes` bytes after the one before it. */
export function afterFrame(cadence: Cadence, lineBytes: number): Cadence {
  return { lineBytes, alike: lineBytes === cadence.lineBytes ? cadence.alike + 1 : 1 }
}

/** How many bytes must be there before it is worth waking up. `unfinished`: bytes that came after the last frame. */
export function wakeBytes(cadence: Cadence, unfinished: number): number {
  const steady = unfinished === 0 && cadence.alike >= alikeMin && cadence.lineBytes <= wakeBytesMax
  return steady ? cadence.lineBytes : 1
}

/** What the kernel was asked for when the line was looked at last, and until when. */
export type Expectation = { readonly bytes: number; readonly since: Instant; readonly by: Instant }

/** Nothing waits: the next byte wakes. */
export const nothingExpected: Expectation = { bytes: 1, since: never, by: never }

/** From the alarm to the reading at most, ms; a process that stalls for longer knows of it (C5). Own choice. */
const readMs = 100

/**
 * The earliest instant at which a frame may have come that was read at `at`. One of another length than was waited for
 * may have waited itself, from right after the last look until the alarm, or until the next frame filled up the number.
 */
export function cameAt(expected: Expectation, lineBytes: number, at: Instant): Instant {
  const mayHaveWaited = expected.bytes > 1 && lineBytes !== expected.bytes && at < plus(expected.by, readMs)
  return mayHaveWaited ? expected.since : at
}
