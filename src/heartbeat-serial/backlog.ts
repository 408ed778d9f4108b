/**
 * May another frame go out now, or would it be a lie by the time it arrives?
 *
 * A beat says "I am well now". A beat that waits in the kernel behind others says it too late, so at most one frame
 * may wait behind the one on the wire, and none that would wait longer than its own interval. A line that does not
 * drain at all (a virtual port that nobody reads) is told apart, so that what waits there is thrown away and a reader
 * who comes back hears the present and not the past. All is reckoned from the kernel's own count of unsent bytes.
 *
 * Rejected: counting what we wrote against the clock; it says "sent" although the line stands still.
 * Sources: decision D9 (nothing is written while bytes are pending); fault list F04; tty_ioctl(4), TIOCOUTQ.
 */
import { elapsed, type Instant } from '../base/time.ts'

/** One byte on the line: start bit, eight data bits, stop bit. */
const bitsPerByte = 10

/** The frames of one open port that the kernel has not sent yet, as far as they matter. */
export type Backlog = {
  /** Length of the last frame written, bytes. */
  readonly lastBytes: number
  /** Since when bytes are pending without the count going down, and how many. */
  readonly stuckSince: Instant
  readonly pendingBytes: number
}

/** What to do with the next frame. `discard`: drop it, and what the kernel still holds as well. */
export type BacklogVerdict = 'write' | 'drop' | 'discard'

/** The backlog of a port that was opened at `now`. */
export function emptyBacklog(now: Instant): Backlog {
  return { lastBytes: 0, stuckSince: now, pendingBytes: 0 }
}

/** The backlog after `bytes` more bytes were handed to the kernel, which held `pendingBytes` before. */
export function afterWrite(backlog: Backlog, bytes: number): Backlog {
  return { ...backlog, lastBytes: bytes, pendingBytes: backlog.pendingBytes + bytes }
}

/**
 * Judges the next frame. `pendingBytes`: unsent bytes in the kernel now, 0 where the device cannot tell. `waitMsMax`:
 * how long the frame may wait, ms. Returns the verdict and the backlog to go on with.
 */
export function judgeBacklog(
  backlog: Backlog,
  line: { readonly pendingBytes: number; readonly baudRate: number; readonly waitMsMax: number },
  now: Instant,
): { readonly verdict: BacklogVerdict; readonly backlog: Backlog } {
  const drains = line.pendingBytes === 0 || line.pendingBytes < backlog.pendingBytes
  const next = { ...backlog, pendingBytes: line.pendingBytes, stuckSince: drains ? now : backlog.stuckSince }
  const stuckMs = elapsed(next.stuckSince, now)
  if (stuckMs > Math.max(line.waitMsMax, lineMs(line.pendingBytes, line.baudRate)))
    return { verdict: 'discard', backlog: next }
  const waits = line.pendingBytes > backlog.lastBytes || lineMs(line.pendingBytes, line.baudRate) > line.waitMsMax
  return { verdict: waits ? 'drop' : 'write', backlog: next }
}

/** Time that `bytes` bytes take on a line of `baudRate` baud, ms. */
export function lineMs(bytes: number, baudRate: number): number {
  return (bytes * bitsPerByte * 1000) / baudRate
}
