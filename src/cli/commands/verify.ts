/**
 * `hapair verify`: are both copies of a replicated volume alike?
 *
 * The order is answered when the comparison has begun, since that takes hours; with `--follow` the command waits for the
 * end, which the status tells. What differs is told and nothing is done about it: no program knows which copy is right.
 */
import { unreachable } from '../../base/assert.ts'
import type { Control } from '../../control/client.ts'
import type { DaemonStatus, VerifyReport } from '../../control/protocol.ts'
import { statusOf, unexpected, withAdmin, withReader } from '../ask.ts'
import { flag } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { answered, printEnd } from '../give-order.ts'
import { identity } from '../render-status.ts'
import { renderKib } from '../render-size.ts'
import { renderSpan } from '../render-span.ts'

/** Between two lines of progress, ms; own choice. */
const progressMs = 10_000

/** Begins a comparison, and waits for its end when that is wanted. */
export async function verifyCommand(context: Context, call: Call): Promise<ExitCode> {
  const resource = call.arguments[0] ?? 'all'
  const json = flag(call, 'json')
  const { before, end } = await withAdmin(context, async (control) => ({
    before: await statusOf(control),
    end: await answered(context, control, { type: 'verify', resource }),
  }))
  const told = { who: identity(before), json }
  if (end.type !== 'done' || !flag(call, 'follow')) return printEnd(context, end, told)
  if (!json) printEnd(context, end, told)
  const ends = await withReader(context, (control) => followed(context, control, lastOf(before, resource)))
  if (json) context.terminal.out(JSON.stringify({ result: 'done', verifications: ends, exitCode: codeOf(ends) }))
  else for (const one of ends) context.terminal.out(`${told.who}: ${renderEnd(one)}`)
  return codeOf(ends)
}

/** The chosen volumes, with the end of their comparison before this one. */
function lastOf(status: DaemonStatus, resource: string): ReadonlyMap<string, string | undefined> {
  const chosen = verificationsOf(status).filter((one) => resource === 'all' || one.resource === resource)
  return new Map(chosen.map((one) => [one.resource, one.last?.endedAt]))
}

function verificationsOf({ replication }: DaemonStatus): readonly VerifyReport[] {
  return replication?.verifications ?? []
}

/** Waits until each of them has another end than before, and tells now and then how far they are. */
async function followed(
  { terminal }: Context,
  control: Control,
  before: ReadonlyMap<string, string | undefined>,
): Promise<readonly VerifyReport[]> {
  let toldAt = terminal.now()
  const tell = (running: readonly VerifyReport[]): void => {
    if (terminal.now() - toldAt < progressMs) return
    toldAt = terminal.now()
    for (const one of running) terminal.error(renderProgress(one))
  }
  for (;;) {
    const chosen = verificationsOf(await statusOf(control)).filter(({ resource }) => before.has(resource))
    const waiting = chosen.filter((one) => one.last === null || one.last.endedAt === before.get(one.resource))
    if (chosen.length < before.size) throw unexpected('the comparison')
    if (waiting.length === 0) return chosen
    tell(waiting)
    await terminal.sleep(pollMs)
  }
}

/** Between two questions, ms; own choice. */
const pollMs = 1_000

/** `r0: both copies are being compared, 42 %, for 3 min 10 s`. */
function renderProgress({ resource, donePercent, runningForMs }: VerifyReport): string {
  const done = donePercent === null ? '' : `, ${Math.floor(donePercent)} %`
  const time = runningForMs === null ? '' : `, for ${renderSpan(runningForMs)}`
  return `${resource}: both copies are being compared${done}${time}`
}

function renderEnd({ resource, last }: VerifyReport): string {
  if (last === null) return `${resource}: the comparison was broken off`
  switch (last.outcome) {
    case 'alike':
      return `${resource}: both copies are alike`
    case 'different':
      return `${resource}: ${renderKib(last.outOfSyncKib ?? 0)} differ between the two copies; nothing was changed`
    case 'broken-off':
      return `${resource}: the comparison was broken off`
    default:
      return unreachable(last.outcome)
  }
}

function codeOf(ends: readonly VerifyReport[]): ExitCode {
  return ends.every(({ last }) => last?.outcome === 'alike') ? exitCodes.done : exitCodes.failed
}
