/**
 * What time is it on this node, and which boot is this?
 *
 * All instants come from CLOCK_MONOTONIC, read absolutely, so that they mean the same before and after a restart of
 * the agent. It stands still while the machine sleeps; a sleep is found like any freeze, by the peer's beats. The wall
 * clock is read only where the kernel stamps packets with it (`udp.ts`, `packet.ts`), and each such age is bounded by the monotonic clock.
 */
import { readFileSync } from 'node:fs'
import { instant } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { OpError } from '../base/op-error.ts'
import { fileError } from './file-error.ts'

/** Now, on CLOCK_MONOTONIC. */
export function monotonicNow(): Instant {
  // By index: taking a list apart by its iterator costs more than reading the clock.
  const reading = process.hrtime()
  return instant(reading[0] * 1000 + reading[1] / 1e6)
}

/** The place where the kernel tells the identity of its boot, random(4). */
const bootIdPath = '/proc/sys/kernel/random/boot_id'

/**
 * Identity of this kernel boot: the first 32 bits of its random UUID.
 * @throws OpError when the file cannot be read or holds no UUID
 */
export function readBootId(path: string = bootIdPath): number {
  let text: string
  try {
    text = readFileSync(path, 'latin1')
  } catch (cause) {
    throw fileError('read', path, cause)
  }
  const digits = /^([0-9a-f]{8})-/.exec(text)?.[1]
  if (digits === undefined) throw new OpError('read', path, { type: 'other', text: 'not a boot id' })
  return Number.parseInt(digits, 16)
}

/** Resolves after everything that is ready now has been seen: timers, sockets, beats. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Resolves after `ms` milliseconds, for what may wait. Nothing of the beat path does. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
