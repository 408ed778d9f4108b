/**
 * `hapair doctor`: is this node ready to be one of a pair?
 */
import { flag } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { gatherFacts } from '../doctor/facts.ts'
import { findingsOf, renderFindings } from '../doctor/findings.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { renderNode } from '../render-status.ts'

/** Prints what passes, what fails and what to look at; fails when a check fails. */
export async function doctorCommand(context: Context, call: Call): Promise<ExitCode> {
  const { terminal } = context
  const facts = await gatherFacts(context)
  const findings = findingsOf(facts)
  if (flag(call, 'json')) terminal.out(JSON.stringify({ findings }, undefined, 2))
  else {
    if ('status' in facts.daemon) terminal.out(renderNode(facts.daemon.status))
    for (const line of renderFindings(findings)) terminal.out(line)
  }
  return findings.some(({ result }) => result === 'fail') ? exitCodes.failed : exitCodes.done
}
