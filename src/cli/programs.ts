/**
 * How does a command run another program of the machine, or leave an alarm in the system log?
 *
 * Apart from the terminal, because few commands do and the packages take their time to load. A command that does so after
 * it has waited, for an answer, say, or for a move, loads this file at its start: an upgrade of the package takes the files
 * of a running command away, and what it has not loaded by then it cannot load any more.
 */
import { execa } from 'execa'
import { severity, writeLog } from '../linux/syslog.ts'
import type { ProgramEnd } from './terminal.ts'

/** Programs of the machine answer at once or hang, ms. */
const programMs = 30_000

/** Runs a program without a shell, and waits for its end. Never rejects. */
export async function runProgram(program: string, words: readonly string[]): Promise<ProgramEnd> {
  const end = await execa(program, words, {
    reject: false,
    stdin: 'ignore',
    extendEnv: false,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
    cwd: '/',
    timeout: programMs,
  })
  const said = `${end.stdout}\n${end.stderr}`.trim()
  return { code: end.exitCode ?? null, text: said === '' && end.failed ? (end.code ?? 'not started') : said }
}

/** Leaves an alarm in the system log. */
export function log(text: string): void {
  writeLog({ severity: severity.alarm, program: 'hapair', pid: process.pid, text })
}
