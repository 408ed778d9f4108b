/**
 * The kernel froze the writes of a primary and calls: how does its handler live and end?
 *
 * It asks the agent and waits; see `outcome.ts`. It ends with the code that the agent gave, or with 1, and never with
 * another one: a 0, a signal or a code of the runtime must not be taken for a statement about the peer. Node itself ends
 * with 3 to 7 when it breaks, and those are statements to the kernel, so the code counts only when the line `outcome N` was
 * written as well; the launcher looks for it.
 */
import { setTimeout as after } from 'node:timers/promises'
import { openControl } from '../control/client.ts'
import type { Report, Request } from '../control/protocol.ts'
import { monotonicNow } from '../linux/clock.ts'
import { awaitOutcome } from './outcome.ts'
import type { FenceOutcome } from './outcome.ts'
import { parseQuestion } from './question.ts'
import { isFenceReport } from './report.ts'

const program = 'hapair-fence-peer'

/** Own choice: the question has been sent by then, ms. */
const systemLogMs = 10

async function* ask(runFolder: string, request: Request, limitMs: number): AsyncGenerator<Report> {
  const control = await openControl(runFolder, { accepts: isFenceReport })
  try {
    yield* control.ask(request, { timeoutMs: limitMs })
  } finally {
    control.close()
  }
}

/** What binds the system log is loaded while the question is under way. */
const systemLog = after(systemLogMs).then(() => import('../linux/syslog.ts'))

async function outcomeOf(): Promise<FenceOutcome & { readonly resource: string }> {
  const parsed = parseQuestion(process.argv.slice(2), process.env)
  if (parsed.type === 'unclear') return { code: 1, text: parsed.text, resource: 'unknown' }
  const { question } = parsed
  const outcome = await awaitOutcome(question, {
    ask: (request, limitMs) => ask(question.runFolder, request, limitMs),
    now: monotonicNow,
    pause: async (ms) => {
      await after(ms)
    },
  })
  return { ...outcome, resource: question.resource }
}

/** One line for whoever looks: the caller's terminal, and the system log, which a handler of the kernel has only. */
async function tell(text: string, code: number): Promise<void> {
  process.stderr.write(`${program}: ${text}\n`)
  const { severity, writeLog } = await systemLog
  writeLog({ severity: code === 1 ? severity.warning : severity.notice, program, pid: process.pid, text })
}

function end(code: number): never {
  process.stdout.write(`outcome ${code}\n`)
  process.exit(code)
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const) process.on(signal, () => end(1))
// What is told must not change what is answered.
process.stdout.on('error', () => process.exit(1))
process.stderr.on('error', () => undefined)
process.on('uncaughtException', () => end(1))

const { code, text, resource } = await outcomeOf()
try {
  await tell(`${resource}: exit code ${code}: ${text}`, code)
} finally {
  end(code)
}
