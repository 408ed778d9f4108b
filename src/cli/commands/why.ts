/**
 * `hapair why`: why would this node take over, or why not, and what would change that?
 */
import { statusOf, withReader } from '../ask.ts'
import { flag } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { explain } from '../explain.ts'
import { renderDiskExplanation } from '../explain-disks.ts'
import { renderNode } from '../render-status.ts'

/** Prints the judgement in words. */
export async function whyCommand(context: Context, call: Call): Promise<ExitCode> {
  const { terminal } = context
  const status = await withReader(context, statusOf)
  const explanation = explain(status)
  if (flag(call, 'json')) {
    terminal.out(JSON.stringify(explanation, undefined, 2))
    return exitCodes.done
  }
  terminal.out(renderNode(status))
  terminal.out(`the peer is judged ${explanation.verdict}: ${explanation.meaning}`)
  for (const fact of explanation.evidence) terminal.out(`  ${fact}`)
  terminal.out(explanation.conclusion)
  for (const reason of explanation.reasons) terminal.out(`  because ${reason}`)
  for (const change of explanation.changes) terminal.out(`  it would change if ${change}`)
  for (const disk of explanation.disks) for (const line of renderDiskExplanation(disk)) terminal.out(line)
  return exitCodes.done
}
