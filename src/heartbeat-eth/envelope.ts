/**
 * Is this datagram worth looking at?
 *
 * One datagram is one frame; nothing is put around it, since UDP already says where it ends and whether it is whole.
 * What is left is the size, checked before anything else, and a bound on how many frames a second are passed on: a
 * flood costs a comparison for each datagram and no more.
 *
 * Rejected: a token bucket (smoother, and one more state to explain); fragmentation (a beat fits any link).
 * Sources: fault list F21, F22; RFC 8200 section 5 (1280 bytes pass every IPv6 link unfragmented).
 */
import { elapsed, type Instant } from '../base/time.ts'

/** Longest frame, bytes: with IPv6 and UDP headers (48 bytes) it stays below 1280, so it is never cut in pieces. */
export const datagramBytesMax = 1200

/** Frames passed on in one second at most: a hundred times the fastest beat of a pair and its handshakes. */
export const framesPerSecondMax = 2000

const windowMs = 1000

/** True when a datagram of this size can be a frame. */
export function frameSized(bytes: number): boolean {
  return bytes >= 1 && bytes <= datagramBytesMax
}

/** Frames passed on in the second that began at `since`. */
export type FloodWindow = { readonly since: Instant; readonly passed: number }

/** A window that begins at `now` with nothing passed on. */
export function openWindow(now: Instant): FloodWindow {
  return { since: now, passed: 0 }
}

/** Counts one frame at `now`. `pass` is false when this second already had its 2000. */
export function admit(window: FloodWindow, now: Instant): { readonly pass: boolean; readonly window: FloodWindow } {
  const current = elapsed(window.since, now) >= windowMs ? openWindow(now) : window
  if (current.passed >= framesPerSecondMax) return { pass: false, window: current }
  return { pass: true, window: { ...current, passed: current.passed + 1 } }
}
