/**
 * A program that takes the place of drbdadm, drbdsetup and others in tests of real processes.
 *
 * Called as `node fake-tool.ts SCRIPT NAME ARGUMENT...`. The script is a JSON file: for each call text what to print,
 * how to end, and whether to hang first. Each call is appended to SCRIPT.calls.
 */
import { appendFileSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** What one call does. */
export type ToolAct = {
  readonly output?: string
  readonly errors?: string
  readonly code?: number
  /** Before it ends, ms. */
  readonly waitMs?: number
  /** Ignores SIGTERM. */
  readonly stubborn?: boolean
  /** Prints this many characters more. */
  readonly flood?: number
}

/** Acts by call text. */
export type ToolScript = Readonly<Record<string, ToolAct>>

const [scriptPath = '', name = '', ...words] = process.argv.slice(2)
const call = [name, ...words].join(' ')
appendFileSync(`${scriptPath}.calls`, `${call}\n`)
const script = JSON.parse(readFileSync(scriptPath, 'utf8')) as ToolScript
const act = script[call] ?? { code: 1, errors: `no act for: ${call}\n` }
if (act.stubborn === true) process.on('SIGTERM', () => appendFileSync(`${scriptPath}.calls`, 'SIGTERM ignored\n'))
process.stdout.write(act.output ?? '')
process.stdout.write('x'.repeat(act.flood ?? 0))
process.stderr.write(act.errors ?? '')
await sleep(act.waitMs ?? 0)
process.exitCode = act.code ?? 0
