/**
 * How is the machine reset when nobody feeds it any more?
 *
 * A hardware or software watchdog is a character device: written to, it waits on; left alone, it resets the machine. It
 * is opened for writing only and never created: the mode 'w' of Node would make a plain file of that name on a machine
 * without a watchdog, and feed that. Closing after the letter V disarms it; a crash closes without, which is intended.
 * Sources: Documentation/watchdog/watchdog-api.rst; linux/watchdog.h.
 */
import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs'
import { OpError } from '../base/op-error.ts'
import { fileError } from './file-error.ts'
import { errnoName, ioctl } from './libc.ts'

/** An armed watchdog. */
export type Watchdog = {
  /** What the device grants, seconds: it may round. */
  readonly timeoutSeconds: number
  /** @throws OpError */
  readonly feed: () => void
  /** Disarms and closes. A device built with nowayout stays armed whatever is done. @throws OpError */
  readonly disarm: () => void
}

/** WDIOC_SETTIMEOUT, linux/watchdog.h: reads and writes an int. */
const setTimeoutRequest = 0xc0045706
const timeoutSecondsMax = 3600

/**
 * Opens and thereby arms the watchdog. `timeoutSeconds`: 1..3600.
 * @throws OpError when the device is missing (ENOENT), busy (EBUSY), no device, or refuses the time
 */
export function openWatchdog(path: string, timeoutSeconds: number): Watchdog {
  if (!Number.isInteger(timeoutSeconds) || timeoutSeconds < 1 || timeoutSeconds > timeoutSecondsMax) {
    throw new OpError('arm', path, { type: 'other', text: `a timeout of 1..${timeoutSecondsMax} s is possible` })
  }
  const fd = attempt('open', path, () => openSync(path, constants.O_WRONLY | constants.O_NONBLOCK))
  try {
    if (!fstatSync(fd).isCharacterDevice()) throw new OpError('open', path, { type: 'other', text: 'not a device' })
    const granted = grantedSeconds(fd, path, timeoutSeconds)
    const write = (letter: string): void => attempt('feed', path, () => void writeSync(fd, letter))
    return {
      timeoutSeconds: granted,
      feed: () => write('1'),
      disarm: () => {
        write('V')
        closeSync(fd)
      },
    }
  } catch (cause) {
    closeSync(fd)
    throw cause
  }
}

function grantedSeconds(fd: number, path: string, timeoutSeconds: number): number {
  const value = Int32Array.of(timeoutSeconds)
  const outcome = ioctl(fd, setTimeoutRequest, new Uint8Array(value.buffer))
  if (outcome < 0) throw new OpError('set the timeout of', path, { type: 'refused', errno: errnoName(-outcome) })
  return value[0] ?? timeoutSeconds
}

/** Runs a call of node:fs and turns its error into ours. */
function attempt<Result>(operation: string, path: string, call: () => Result): Result {
  try {
    return call()
  } catch (cause) {
    throw fileError(operation, path, cause)
  }
}
