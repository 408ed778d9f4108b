/**
 * Is it really on the disk?
 *
 * A durable file is written under another name, synchronised, renamed over the old one, and its folder is synchronised:
 * after a power cut there is the old content or the new one, never a part. An error of any of these steps is an error
 * of the whole, because after a failed fsync the kernel may forget what it could not write. Everything waits in the
 * thread pool, never on the main thread.
 * Sources: open(2), fsync(2), rename(2); "Files are hard", 2015, for the order of the steps.
 */
import { constants } from 'node:fs'
import { open, rename, unlink } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { OpError } from '../base/op-error.ts'
import { fileError } from './file-error.ts'

/** Only root may read what the agent remembers. */
const fileMode = 0o600

/**
 * Replaces the content of `path`; resolves when it is on the disk. One writer for each path at a time: a second one
 * is refused (EEXIST) or takes the first one's file away. What a crash or a failed
 * attempt left over is removed first.
 * @throws OpError naming the step that failed; the old content then counts as lost too if the step was `sync folder of`
 */
export async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.new`
  await step('remove', temporary, () => unlinkIfThere(temporary))
  await writeNew(temporary, bytes)
  await step('rename', path, () => rename(temporary, path))
  await syncFolder(dirname(path))
}

async function writeNew(path: string, bytes: Uint8Array): Promise<void> {
  // O_EXCL: a link that someone else put there is not followed.
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL
  const file = await step('create', path, () => open(path, flags, fileMode))
  await closing(file, path, async () => {
    await step('write', path, () => file.writeFile(bytes))
    await step('sync', path, () => file.sync())
  })
}

async function syncFolder(path: string): Promise<void> {
  const folder = await step('open folder', path, () => open(path, constants.O_RDONLY | constants.O_DIRECTORY))
  await closing(folder, path, () => step('sync folder of', path, () => folder.sync()))
}

/**
 * The content of `path`; nothing when there is no such file. `bytesMax`: a longer file is refused, unread.
 * @throws OpError
 */
export async function readLimited(path: string, bytesMax: number): Promise<Uint8Array | undefined> {
  const file = await step('open', path, () => openIfThere(path))
  if (file === undefined) return undefined
  return closing(file, path, async () => {
    const buffer = new Uint8Array(bytesMax + 1)
    let length = 0
    while (length <= bytesMax) {
      const { bytesRead } = await step('read', path, () => file.read(buffer, length, buffer.byteLength - length))
      if (bytesRead === 0) return buffer.slice(0, length)
      length += bytesRead
    }
    throw new OpError('read', path, { type: 'other', text: `longer than ${bytesMax} bytes` })
  })
}

/** Removes a file for good; content with it that was never there. @throws OpError */
export async function removeDurably(path: string): Promise<void> {
  await step('remove', path, () => unlinkIfThere(path))
  await syncFolder(dirname(path))
}

/** Runs `work` and closes the file in any case; the error of the work goes before that of the closing. */
async function closing<Result>(file: FileHandle, path: string, work: () => Promise<Result>): Promise<Result> {
  let result: Result
  try {
    result = await work()
  } catch (error) {
    await file.close()
    throw error
  }
  await step('close', path, () => file.close())
  return result
}

async function step<Result>(operation: string, path: string, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call()
  } catch (cause) {
    throw fileError(operation, path, cause)
  }
}

async function unlinkIfThere(path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (cause) {
    if (!isMissing(cause)) throw cause
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, constants.O_RDONLY)
  } catch (cause) {
    if (isMissing(cause)) return undefined
    throw cause
  }
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
}
