/**
 * What has arrived on a socket, and how long ago did the kernel see it?
 *
 * The kernel stamps each datagram with the wall clock on arrival (SO_TIMESTAMPNS); its age is the difference to the wall
 * clock now. A step of the wall clock would make it nonsense, so the age is bounded: never negative, and never older
 * than the instant at which the socket was last seen empty, which is known from the monotonic clock. A drain stops after
 * `datagramsPerTurn`, so that a flood cannot keep the loop from deciding; libuv tells again in the next turn.
 * Trap: when no socket of the machine had asked for stamps before, the kernel begins with them some milliseconds after the
 * first one did (net/core/dev.c, netstamp_work), and until then stamps on delivery: those datagrams look fresh.
 */
import { assert } from '../base/assert.ts'
import { elapsed } from '../base/time.ts'
import { monotonicNow } from './clock.ts'
import {
  clockId,
  closeDescriptor,
  controlLength,
  errno,
  errnoName,
  messageBoxes,
  messageLength,
  readClock,
  receiveMessages,
  setOption,
  timespecMs,
} from './libc.ts'
import type { MessageBox } from './libc.ts'
import { watchReadable } from './poll.ts'

/** Most datagrams taken in one turn of the loop: 256 of 2.5 us each stay below a millisecond. */
export const datagramsPerTurn = 256

/** Datagrams taken by one system call: one beat, or a few; a second call to see that there is no more is saved. */
const datagramsPerCall = 4

/** SOL_SOCKET and SO_TIMESTAMPNS, asm-generic/socket.h. The control message has the same two numbers. */
const timestamps = { level: 1, name: 35 }

/** `bytes` and `source` are valid during the call only. */
export type DatagramListener = {
  readonly datagram: (bytes: Uint8Array, ageMs: number, source: Uint8Array) => void
  /** A receive call failed: the name of the errno, `ENETDOWN` say. The socket stays open. */
  readonly failed: (errnoText: string) => void
}

/** An open reader. `stop` closes the socket; nothing is reported after it. */
export type DatagramReader = { readonly stop: () => void }

/**
 * Reads `fd` until it is stopped, and owns it from now on. `bytesMax`: longer datagrams are cut.
 * @throws OpError when the kernel refuses stamps
 */
export function readDatagrams(
  fd: number,
  bytesMax: number,
  target: string,
  listener: DatagramListener,
): DatagramReader {
  setOption(fd, timestamps, 1, target)
  const boxes = messageBoxes(datagramsPerCall, bytesMax)
  let emptyAt = monotonicNow()
  let open = true
  const tell = (box: MessageBox | undefined, bound: { realtimeMs: number; oldestMs: number }): void => {
    assert(box !== undefined, 'a box for each datagram')
    if (!open) return
    listener.datagram(box.bytes.subarray(0, messageLength(box)), stampAgeMs(box, bound), box.source)
  }
  const drain = (): void => {
    const now = monotonicNow()
    const bound = { realtimeMs: readClock(clockId.realtime), oldestMs: Math.max(0, elapsed(emptyAt, now)) }
    for (let total = 0; open && total < datagramsPerTurn; total += datagramsPerCall) {
      const count = receiveMessages(fd, boxes)
      if (count < 0) {
        emptyAt = failedReceive(-count, listener) ? emptyAt : now
        return
      }
      for (let at = 0; at < count; at += 1) tell(boxes.boxes[at], bound)
      // Fewer than there was room for: the socket was empty then.
      if (count < datagramsPerCall) {
        emptyAt = now
        return
      }
    }
  }
  const watch = watchReadable(fd, drain)
  return {
    stop: () => {
      if (!open) return
      open = false
      watch.stop()
      closeDescriptor(fd)
    },
  }
}

/** True when the receive call failed for another reason than that nothing is there. */
function failedReceive(code: number, listener: DatagramListener): boolean {
  if (code === errno.again || code === errno.intr) return false
  listener.failed(errnoName(code))
  return true
}

/** Age of the datagram in the box, ms; 0 when the kernel gave no stamp. */
export function stampAgeMs(box: MessageBox, bound: { realtimeMs: number; oldestMs: number }): number {
  const stampMs = receiveStampMs(box)
  if (stampMs === undefined) return 0
  return Math.min(Math.max(0, bound.realtimeMs - stampMs), bound.oldestMs)
}

/** Length of a `struct cmsghdr`: length (8), level (4), type (4). */
const controlHeaderBytes = 16

/** Looks through the control messages for the stamp. */
function receiveStampMs(box: MessageBox): number | undefined {
  const view = box.controlView
  const end = Math.min(controlLength(box), box.control.byteLength)
  for (let at = 0; at + controlHeaderBytes <= end;) {
    // The upper half of the 64-bit length is zero: the buffer is small.
    const length = view.getUint32(at, true)
    if (length < controlHeaderBytes) return undefined
    const stamp = view.getInt32(at + 8, true) === timestamps.level && view.getInt32(at + 12, true) === timestamps.name
    if (stamp && at + length <= end) return timespecMs(view, at + controlHeaderBytes)
    at += (length + 7) & ~7
  }
  return undefined
}
