/**
 * When was the file system of an unused copy last written?
 *
 * ext2, ext3 and ext4 note it in their superblock; others do not, and nothing is guessed. It is the time of the last write
 * of the superblock, so the data may be a little newer. Only who may read the device is told.
 * Source: Linux kernel, Documentation/filesystems/ext4/super.rst: offset 0x30 `s_wtime`, 0x38 `s_magic`, 0x274
 * `s_wtime_hi`.
 */
import { closeSync, openSync, readSync } from 'node:fs'
import { OpError } from '../base/op-error.ts'
import type { DaemonStatus } from '../control/protocol.ts'
import type { Context } from './call.ts'
import { attempt, loadHere } from './settings.ts'
import type { LastWrites } from './split-brain.ts'

const superblock = { at: 1024, bytes: 1024, magicAt: 0x38, magic: 0xef53, timeAt: 0x30, timeHighAt: 0x274 } as const

/** Seconds in 2^32. */
const era = 2 ** 32

/** The time of every copy that is neither mounted nor primary here, by resource; `null` where it is not known. */
export async function lastWritesHere(context: Context, status: DaemonStatus): Promise<LastWrites> {
  const found: Record<string, string | null> = {}
  for (const { resource, role, mounted } of status.disks) {
    const device = mounted || role !== 'disk-secondary' ? undefined : deviceOf(context, resource)
    found[resource] = device === undefined ? null : await lastWriteOf(context, device)
  }
  return found
}

function deviceOf({ folders }: Context, resource: string): string | undefined {
  return unlessWorldIsWrong(() => {
    const read = loadHere(folders)
    if (!read.ok || read.site.role === 'standalone') return undefined
    return read.site.replication?.volumes.find((volume) => volume.name === resource)?.ownDisk
  })
}

async function lastWriteOf({ terminal }: Context, device: string): Promise<string | null> {
  const head = Buffer.alloc(superblock.bytes)
  const read = (): number | undefined => unlessWorldIsWrong(() => readSuperblock(device, head))
  if (read() !== head.length) return null
  // A probe of the device may have left an older page in memory; what DRBD wrote since went past it.
  await terminal.runProgram('blockdev', ['--flushbufs', device])
  return read() === head.length ? readWriteTime(head) : null
}

function readSuperblock(device: string, head: Buffer): number {
  return attempt('read', device, () => {
    const fd = openSync(device, 'r')
    try {
      return readSync(fd, head, 0, head.length, superblock.at)
    } finally {
      closeSync(fd)
    }
  })
}

/** The time in an ext superblock, ISO 8601 to the second in UTC; `null` when it is none. */
export function readWriteTime(head: Buffer): string | null {
  if (head.readUInt16LE(superblock.magicAt) !== superblock.magic) return null
  const seconds = head.readUInt32LE(superblock.timeAt) + head.readUInt8(superblock.timeHighAt) * era
  return seconds === 0 ? null : new Date(seconds * 1000).toISOString().replace('.000', '')
}

/** Nothing, where the device or the settings cannot be read here. */
function unlessWorldIsWrong<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch (error) {
    if (error instanceof OpError) return undefined
    throw error
  }
}
