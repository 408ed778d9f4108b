/**
 * When does the next instant come at which something is due?
 *
 * A timer of the kernel (timerfd) with an absolute instant of the monotonic clock, watched like any other descriptor. It
 * can be set to another instant at any time for the price of one system call, and it wakes nobody at an instant that is
 * not wanted any more. That is what the timers of Node cannot do: one that was cleared, or set anew for later, still
 * wakes the process at its old instant, which was one wake-up in ten of a quiet node (measured 2026-11-20); and they count
 * in whole milliseconds, rounded up.
 * Rejected: a timer for each deadline of each part (wakes for deadlines that moved on).
 * Source: timerfd_create(2), timerfd_settime(2).
 */
import { endOfTime } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { closeDescriptor, openTimer, setTimer, timerBytes } from './libc.ts'
import { watchReadable } from './poll.ts'

/** One instant that is waited for. */
export type Alarm = {
  /** Waits for this instant instead of any other; one that has passed comes in the next turn. `endOfTime`: for none. */
  readonly set: (at: Instant) => void
  /** Waits for nothing any more; nothing is reported after it. */
  readonly stop: () => void
}

/** Makes an alarm that waits for nothing yet. `ring` is called once for each instant, on the main thread. */
export type AlarmMaker = (ring: () => void) => Alarm

/** Opens an alarm. @throws OpError (EMFILE) */
export const openAlarm: AlarmMaker = (ring) => {
  const fd = openTimer()
  let armedFor: Instant = endOfTime
  let open = true
  const set = (at: Instant): void => {
    if (!open || at === armedFor) return
    armedFor = at
    setTimer(fd, encodeInstant(at))
  }
  const watch = watchReadable(fd, () => {
    // Setting the timer again, to whatever instant, also ends its being readable: it need not be read.
    armedFor = endOfTime
    ring()
    if (open && armedFor === endOfTime) setTimer(fd, encodeInstant(endOfTime))
  })
  return {
    set,
    stop: () => {
      if (!open) return
      open = false
      watch.stop()
      closeDescriptor(fd)
    },
  }
}

const encoded = new Uint8Array(new ArrayBuffer(timerBytes))
const words = new DataView(encoded.buffer)
const nanosecondsPerSecond = 1e9
/** The soonest instant that can be set: zero means never. */
const soonestMs = 0.001

/** `struct itimerspec`: the interval (16 bytes, always zero), then seconds and nanoseconds of the instant, 8 bytes each. */
function encodeInstant(at: Instant): Uint8Array {
  const ms = at === endOfTime ? 0 : Math.max(at, soonestMs)
  const seconds = Math.floor(ms / 1000)
  const nanoseconds = Math.ceil((ms - seconds * 1000) * 1e6)
  // Rounding up may give a whole second, which the kernel refuses as nanoseconds.
  const whole = nanoseconds >= nanosecondsPerSecond ? 1 : 0
  words.setUint32(16, (seconds + whole) % 2 ** 32, true)
  words.setUint32(20, Math.floor((seconds + whole) / 2 ** 32), true)
  words.setUint32(24, whole === 1 ? 0 : nanoseconds, true)
  return encoded
}
