/**
 * What does the program `hapair` do first and last?
 *
 * It joins the process to `run`: arguments in, exit code out. A reader that goes away (`hapair logs | head`) ends it
 * quietly; an interrupt ends it with the code that shells use.
 */
import { run } from './run.ts'
import { callersTerminal } from './terminal.ts'

/** Exit code of a program that an interrupt ended: 128 and the number of the signal, as shells have it. */
const interruptedCode = 130

process.once('SIGINT', () => process.exit(interruptedCode))
process.stdout.on('error', (error: Error) => {
  if ('code' in error && error.code === 'EPIPE') process.exit(0)
  throw error
})
process.exitCode = await run(process.argv.slice(2), callersTerminal())
