/**
 * `hapair can-reboot`: may this node go down now?
 *
 * For scripts before anything that restarts a machine (MNT-1): it ends with 0 only when the other node is up, could serve,
 * and has all the data. Asks nothing of anybody and changes nothing.
 */
import type { DaemonStatus } from '../../control/protocol.ts'
import { statusOf, withReader } from '../ask.ts'
import { flag } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { rebootAdvice } from '../reboot-advice.ts'
import type { RebootAdvice } from '../reboot-advice.ts'
import { isDiverged } from '../render-disks.ts'
import { identity } from '../render-status.ts'

/** Answers by the exit code. */
export async function canRebootCommand(context: Context, call: Call): Promise<ExitCode> {
  const { terminal } = context
  const status = await withReader(context, statusOf)
  const judged = await judgeReboot(context, status)
  const code = judged.canReboot ? exitCodes.done : exitCodes.refused
  if (flag(call, 'json')) terminal.out(JSON.stringify({ ...judged, exitCode: code }, undefined, 2))
  else if (judged.canReboot) terminal.out(`${identity(status)}: this node may go down`)
  else for (const line of renderRefusedReboot(judged, status)) terminal.error(line)
  return code
}

/** The judgement, with the text of the profile where it belongs. */
export async function judgeReboot(context: Context, status: DaemonStatus): Promise<RebootAdvice> {
  const support = isDiverged(status) ? (await import('../support-text.ts')).supportHere(context) : undefined
  return rebootAdvice(status, support)
}

/** Why this node must not go down, as lines. */
export function renderRefusedReboot({ reason, advice }: RebootAdvice, status: DaemonStatus): readonly string[] {
  return [`${identity(status)}: do not reboot: ${reason}`, ...advice.map((line) => `  ${line}`)]
}
