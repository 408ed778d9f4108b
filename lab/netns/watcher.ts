/**
 * Who cleans up when a run is killed with SIGKILL?
 *
 * A small program of its own, started beside every run. Its standard input is a pipe from the run: when that closes
 * without the word `done`, the run is dead and its leftovers are removed at once, not only at the next start.
 */
import { removeRun } from './run-folder.ts'

const prefix = process.argv[2] ?? ''
let finished = false
process.stdin.setEncoding('latin1')
process.stdin.on('data', (text: string) => {
  if (text.includes('done')) finished = true
})
process.stdin.on('end', () => {
  if (!finished) removeRun(prefix)
  process.exit(0)
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
