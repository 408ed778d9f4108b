/**
 * `hapair split-brain show`: which two data sets are there, and which one should be kept?
 *
 * Read only, for everybody. An administrator is also told when the file system of an unused copy was last written.
 */
import { statusOf, withReader } from '../ask.ts'
import { flag } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { lastWritesHere } from '../last-write.ts'
import { isDiverged } from '../render-disks.ts'
import { renderSplitBrain } from '../render-split-brain.ts'
import { renderNode } from '../render-status.ts'
import { compareSides } from '../split-brain.ts'
import { supportHere } from '../support-text.ts'

/** Prints the comparison. */
export async function splitBrainShowCommand(context: Context, call: Call): Promise<ExitCode> {
  const { terminal } = context
  const status = await withReader(context, statusOf)
  const diverged = isDiverged(status)
  const found = compareSides(status, diverged ? await lastWritesHere(context, status) : {})
  const support = diverged ? supportHere(context) : undefined
  if (flag(call, 'json')) {
    terminal.out(JSON.stringify({ ...found, support: support ?? null }, undefined, 2))
    return exitCodes.done
  }
  terminal.out(renderNode(status))
  for (const line of renderSplitBrain(found, status, support, terminal.paint)) terminal.out(line)
  return exitCodes.done
}
