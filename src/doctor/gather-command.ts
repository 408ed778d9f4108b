/**
 * How does `hapair doctor` ask the machine, and never wait for ever?
 *
 * Every question has a deadline. A command is a list of words that no shell sees, with a fixed environment and bounded
 * output, and is killed when its time is over. What fails becomes an answer that says so.
 * Rejected: execa, whose loading keeps the thread busy for longer than a beat takes: the agent asks here too.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { open, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Answer } from './node-facts.ts'

/** Where to look. `root`: folder below which all files lie; `searchPath`: folders of the programs. */
export type Around = { readonly root: string; readonly searchPath: string; readonly deadlineMs: number }

/** The machine itself. */
export const thisMachine: Around = { root: '/', searchPath: '/usr/sbin:/usr/bin:/sbin:/bin', deadlineMs: 5_000 }

/** How a command ended; `code` is `null` when it was killed or could not be started. */
export type CommandEnd = { readonly code: number | null; readonly output: string }

/** Most output that is kept of a command, characters. */
const outputMax = 65_536
/** After its deadline a command that the kernel does not let go is given up, ms. */
const graceMs = 500
/** Largest file that is read as a whole, bytes. */
const fileBytesMax = 1 << 20
/** Longest text of an error that is told, characters. */
const errorMax = 200

/** The answer to a question, or that there was none in time. Never rejects. */
export async function answerOf<T>(around: Around, question: () => Promise<T>): Promise<Answer<T>> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Answer<T>>((resolve) => {
    const text = `no answer within ${Math.round(around.deadlineMs / 1_000)} s`
    timer = setTimeout(() => resolve({ unanswered: text }), around.deadlineMs)
  })
  const answer = question().then(
    (value): Answer<T> => ({ value }),
    (cause: unknown): Answer<T> => ({
      unanswered: cause instanceof Error ? cause.message.slice(0, errorMax) : 'failed without a reason',
    }),
  )
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Runs a command to its end, or until soon after its deadline, whether it has gone or not. Never rejects. */
export function runWords({ searchPath, deadlineMs }: Around, words: readonly string[]): Promise<CommandEnd> {
  const [program, ...rest] = words
  if (program === undefined) return Promise.resolve({ code: null, output: '' })
  return new Promise((resolve) => {
    const limits = { timeout: deadlineMs, killSignal: 'SIGKILL', maxBuffer: outputMax } as const
    const env = { PATH: searchPath, LC_ALL: 'C' }
    const late = setTimeout(() => resolve({ code: null, output: '' }), deadlineMs + graceMs)
    const child = execFile(program, rest, { ...limits, env, cwd: '/' }, (_error, out, errors) => {
      clearTimeout(late)
      // A negative code is the error of a program that could not be started.
      const code = child.exitCode === null || child.exitCode < 0 ? null : child.exitCode
      resolve({ code, output: `${out}${errors}`.trim() })
    })
    child.stdin?.end()
  })
}

/** The text of a file; undefined when there is none. Rejects for any other reason, and for a larger file. */
export async function textIfThere({ root }: Around, path: string): Promise<string | undefined> {
  try {
    const file = await open(join(root, path))
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(fileBytesMax + 1), 0, fileBytesMax + 1, 0)
      if (bytesRead > fileBytesMax) throw new Error(`${path} is larger than ${fileBytesMax} bytes`)
      return buffer.toString('utf8', 0, bytesRead)
    } finally {
      await file.close()
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined
    throw error
  }
}

/** Where a link points to; undefined when it is none. */
export async function linkTarget({ root }: Around, path: string): Promise<string | undefined> {
  try {
    return await readlink(join(root, path))
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined
    throw error
  }
}

/** SHA-256 of a text, in hexadecimal. */
export function fingerprintOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
