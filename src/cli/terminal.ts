/**
 * What does a command see of the world that called it?
 *
 * Two streams, whether somebody sits there, questions, a clock, and other programs of the machine. Commands get it as
 * an argument, so that tests can sit there instead.
 */
import { createInterface } from 'node:readline'
import { setTimeout as sleepFor } from 'node:timers/promises'
import { styleText } from 'node:util'

/** Ways to stress a word on a terminal with colours. */
export type Paint = (style: 'good' | 'bad' | 'warn' | 'dim' | 'bold', text: string) => string

/** How another program ended; `code` is `null` when it was killed or could not be started. */
export type ProgramEnd = { readonly code: number | null; readonly text: string }

/** The caller. */
export type Terminal = {
  /** One line for the result. */
  readonly out: (line: string) => void
  /** One line for the person who waits. */
  readonly error: (line: string) => void
  /** Somebody can be asked. */
  readonly interactive: boolean
  /** Standard output is a terminal that is redrawn by `clear`. */
  readonly redraws: boolean
  readonly clear: () => void
  readonly paint: Paint
  /** True only for the answer yes. */
  readonly confirm: (question: string) => Promise<boolean>
  /** What is typed in answer, without the line feed; empty at the end of the input. */
  readonly ask: (question: string) => Promise<string>
  /** The whole standard input, cut a little after 1 MiB. */
  readonly input: () => Promise<string>
  /** Runs a program without a shell, and waits for its end. Never rejects. */
  readonly runProgram: (program: string, words: readonly string[]) => Promise<ProgramEnd>
  /** Leaves an alarm in the system log. */
  readonly log: (text: string) => Promise<void>
  /** Monotonic, ms. */
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
}

const styles = { good: 'green', bad: 'red', warn: 'yellow', dim: 'dim', bold: 'bold' } as const

/** Moves to the upper left corner and clears what is below: ECMA-48, CUP and ED. */
const clearScreen = '\u001b[H\u001b[J'

/** No colours at all. */
export const plain: Paint = (_style, text) => text

/** The terminal of this process. */
export function callersTerminal(): Terminal {
  const { stdin, stdout, stderr, env } = process
  const colour = stdout.isTTY && env['NO_COLOR'] === undefined && env['TERM'] !== 'dumb'
  return {
    out: (line) => stdout.write(`${line}\n`),
    error: (line) => stderr.write(`${line}\n`),
    interactive: stdin.isTTY && stderr.isTTY,
    redraws: stdout.isTTY,
    clear: () => stdout.write(clearScreen),
    paint: colour ? (style, text) => styleText(styles[style], text, { validateStream: false }) : plain,
    confirm: async (question) => /^y(es)?$/i.test((await ask(`${question} [y/N] `)).trim()),
    ask,
    input,
    // Loaded only in need: few commands start anything. Those that may wait before load it at their start.
    runProgram: async (program, words) => (await import('./programs.ts')).runProgram(program, words),
    log: async (text) => (await import('./programs.ts')).log(text),
    now: () => performance.now(),
    sleep: (ms) => sleepFor(ms),
  }
}

/** An end of the input, and an interrupt, are answers as well: nothing, which is never a yes. */
async function ask(question: string): Promise<string> {
  const reader = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await new Promise<string>((resolve) => {
    reader.once('close', () => {
      resolve('')
    })
    reader.question(question, resolve)
  })
  reader.close()
  return answer
}

/** Most that is read from the standard input, bytes. */
const inputBytesMax = 1 << 20

async function input(): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of process.stdin) {
    if (!(chunk instanceof Buffer)) continue
    chunks.push(chunk)
    bytes += chunk.length
    // What is too long is refused by whoever reads it; nothing more needs to be kept.
    if (bytes > inputBytesMax) break
  }
  return Buffer.concat(chunks).toString('utf8')
}
