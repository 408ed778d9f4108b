/**
 * What does a command see of the world that called it?
 *
 * Two streams, whether somebody sits there, a question with yes or no, and a clock. Commands get it as
 * an argument, so that tests can sit there instead.
 */
import { createInterface } from 'node:readline'
import { setTimeout as sleepFor } from 'node:timers/promises'
import { styleText } from 'node:util'

/** Ways to stress a word on a terminal with colours. */
export type Paint = (style: 'good' | 'bad' | 'warn' | 'dim' | 'bold', text: string) => string

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
    confirm,
    now: () => performance.now(),
    sleep: (ms) => sleepFor(ms),
  }
}

/** An end of the input, and an interrupt, are answers as well: no. */
async function confirm(question: string): Promise<boolean> {
  const reader = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await new Promise<string>((resolve) => {
    reader.once('close', () => {
      resolve('')
    })
    reader.question(`${question} [y/N] `, resolve)
  })
  reader.close()
  return /^y(es)?$/i.test(answer.trim())
}
