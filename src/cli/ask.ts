/**
 * How does a command ask the daemon one thing?
 *
 * Thin forms over the control client: connect, ask, close, whatever happens. Reading falls back to the open socket.
 */
import { ControlError, openControl } from '../control/client.ts'
import type { Control } from '../control/client.ts'
import type { DaemonStatus, LinksReport, Report, Request } from '../control/protocol.ts'
import type { Context } from './call.ts'
import { CommandError, exitCodes } from './exit-codes.ts'

/** A question that the daemon answers from memory, ms. */
export const questionMs = 5_000

/** Connects for questions only. Throws ControlError. */
export async function withReader<T>(context: Context, use: (control: Control) => Promise<T>): Promise<T> {
  return await using(await openControl(context.folders.run, { reading: true }), use)
}

/** Connects as an administrator. Throws ControlError, also when the caller is none. */
export async function withAdmin<T>(context: Context, use: (control: Control) => Promise<T>): Promise<T> {
  return await using(await openControl(context.folders.run), use)
}

async function using<T>(control: Control, use: (control: Control) => Promise<T>): Promise<T> {
  try {
    return await use(control)
  } finally {
    control.close()
  }
}

/** All reports of a short question. `timeoutMs`: longest silence of the daemon. */
export async function collect(control: Control, request: Request, timeoutMs = questionMs): Promise<readonly Report[]> {
  const reports: Report[] = []
  for await (const report of control.ask(request, { timeoutMs })) reports.push(report)
  return reports
}

/** The status document. */
export async function statusOf(control: Control, timeoutMs = questionMs): Promise<DaemonStatus> {
  for (const report of await collect(control, { type: 'status' }, timeoutMs))
    if (report.type === 'status') return report.status
  throw unexpected('status')
}

/** The status document of a running agent; undefined while none runs. Throws ControlError for everything else. */
export async function statusIfRunning(context: Context): Promise<DaemonStatus | undefined> {
  try {
    return await withReader(context, statusOf)
  } catch (error) {
    if (error instanceof ControlError && error.reason.type === 'not-running') return undefined
    throw error
  }
}

/** The report of the heartbeat paths. */
export async function linksOf(control: Control): Promise<LinksReport> {
  for (const report of await collect(control, { type: 'links' })) if (report.type === 'links') return report.links
  throw unexpected('links')
}

/** The daemon ended its answer without the report that was asked for. */
export function unexpected(what: string): CommandError {
  return new CommandError(exitCodes.failed, `hapair: the daemon did not answer the question for ${what}`)
}
