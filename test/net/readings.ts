/**
 * What can a case read of the lab?
 *
 * Serial ends, carriers, and whether something has come true yet.
 */
import { constants, openSync, readSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { monotonicMs } from '../../lab/netns/kernel.ts'
import type { Lab } from '../../lab/netns/lab.ts'

/** Waits until `condition` holds, 5 s at most. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<boolean> {
  const limitMs = monotonicMs() + 5000
  while (monotonicMs() < limitMs) {
    if (await condition()) return true
    await pause(5)
  }
  return false
}

/** Everything that can be read from a serial end now. */
export function readAll(fd: number): Buffer {
  const parts: Buffer[] = []
  for (;;) {
    const part = Buffer.alloc(4096)
    try {
      const bytes = readSync(fd, part)
      if (bytes === 0) return Buffer.concat(parts)
      parts.push(part.subarray(0, bytes))
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return Buffer.concat(parts)
      throw error
    }
  }
}

/** Opens both ends of the serial cable; the caller closes them. Throws when the lab has none. */
export function openSerial(lab: Lab): { m: number; s: number } {
  if (lab.relay === undefined) throw new Error('this lab has no serial cable')
  const flags = constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK
  return { m: openSync(lab.relay.paths.m, flags), s: openSync(lab.relay.paths.s, flags) }
}

/** What the kernel of a node says of the carrier of a device: `1` or `0`. */
export function carrier(lab: Lab, node: 'm' | 's', device: string): string {
  return lab.machines[node].run(['cat', `/sys/class/net/${device}/carrier`]).trim()
}
