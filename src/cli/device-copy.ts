/**
 * How is a block device copied into a file, so that the copy can be trusted?
 *
 * A plain read from begin to end. Two traps: the kernel may hold stale pages of a device that DRBD writes to past them, so
 * the caller flushes them first; and a crash must not leave half a copy under the name of a whole one, so it is written
 * under another name, synced, and renamed. Blocks of zeros become holes. The checksum is that of the device's bytes.
 * Source: the form of `sha256sum`, so that it can be checked without this program.
 */
import { createHash } from 'node:crypto'
import { closeSync, constants, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, readSync } from 'node:fs'
import { realpathSync, renameSync, rmSync, statfsSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { OpError } from '../base/op-error.ts'
import { attempt } from './settings.ts'

/** Bytes per read. */
const chunkBytes = 1 << 20

/** Sectors in which the kernel counts: Documentation/ABI/stable/sysfs-block, `size`. */
const sectorBytes = 512

/** Data of an appliance is for its administrator only. */
const fileMode = 0o600

/** A copy under way. */
export type CopyWatch = {
  readonly progress: (doneBytes: number, allBytes: number) => void
  /** Why the copy is worth nothing; asked between two reads, and once more with `last` before it gets its name. */
  readonly spoiled: (last: boolean) => Promise<string | undefined>
}

/** A finished copy. */
export type Copied = { readonly file: string; readonly bytes: number; readonly sha256: string }

/** Size of a block device or file, bytes. Throws OpError. */
export function deviceBytes(device: string): number {
  return attempt('read the size of', device, () => {
    const stat = statSync(device)
    if (!stat.isBlockDevice()) return stat.size
    const sectors = readFileSync(join('/sys/class/block', basename(realpathSync(device)), 'size'), 'utf8')
    return Number(sectors.trim()) * sectorBytes
  })
}

/** Free space in a folder, bytes. Throws OpError. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = attempt('look at the free space of', folder, () => statfsSync(folder))
  return bavail * bsize
}

/** Copies. Throws OpError, also when the target is there already or the copy was spoiled; then nothing is left of it. */
export async function copyDevice(device: string, target: string, watch: CopyWatch): Promise<Copied> {
  if (existsSync(target)) throw new OpError('write', target, { type: 'refused', errno: 'EEXIST' })
  const draft = `${target}.part`
  const source = attempt('read', device, () => openSync(device, constants.O_RDONLY))
  try {
    const file = attempt('write', draft, () => openSync(draft, 'wx', fileMode))
    try {
      const bytes = deviceBytes(device)
      const sha256 = await copyBytes({ source, device, file, draft, bytes }, watch)
      attempt('write', target, () => {
        fsyncSync(file)
        writeFileSync(`${target}.sha256`, `${sha256}  ${basename(target)}\n`, { mode: fileMode, flush: true })
        renameSync(draft, target)
        syncFolder(dirname(target))
      })
      return { file: target, bytes, sha256 }
    } catch (error) {
      rmSync(draft, { force: true })
      throw error
    } finally {
      closeSync(file)
    }
  } finally {
    closeSync(source)
  }
}

type Copying = {
  readonly source: number
  readonly device: string
  readonly file: number
  readonly draft: string
  readonly bytes: number
}

async function copyBytes({ source, device, file, draft, bytes }: Copying, watch: CopyWatch): Promise<string> {
  const hash = createHash('sha256')
  const chunk = Buffer.alloc(chunkBytes)
  const zeros = Buffer.alloc(chunkBytes)
  const refuse = (why: string | undefined): void => {
    if (why !== undefined) throw new OpError('copy', device, { type: 'other', text: why })
  }
  for (let done = 0; done < bytes;) {
    const read = attempt('read', device, () => readSync(source, chunk, 0, Math.min(chunkBytes, bytes - done), done))
    if (read === 0) refuse(`it ended after ${done} bytes`)
    const part = chunk.subarray(0, read)
    hash.update(part)
    if (!part.equals(zeros.subarray(0, read))) attempt('write', draft, () => writeWhole(file, part, done))
    done += read
    watch.progress(done, bytes)
    refuse(await watch.spoiled(false))
  }
  // The hole at the end.
  attempt('write', draft, () => ftruncateSync(file, bytes))
  refuse(await watch.spoiled(true))
  return hash.digest('hex')
}

function writeWhole(file: number, part: Buffer, at: number): void {
  for (let written = 0; written < part.length;) {
    written += writeSync(file, part, written, part.length - written, at + written)
  }
}

function syncFolder(folder: string): void {
  const opened = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}
