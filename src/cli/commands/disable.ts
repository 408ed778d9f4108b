/**
 * `hapair disable`: switch the feature off for this node.
 *
 * A node that holds what is the pair's keeps it until it was handed over: nothing is dropped on the way.
 */
import type { DaemonStatus } from '../../control/protocol.ts'
import { statusIfRunning } from '../ask.ts'
import { flag } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { agree } from '../confirm.ts'
import { applyChange, draftSwitch } from '../edit-pair.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { printRefusal } from '../refusal.ts'
import { identity } from '../render-status.ts'
import { spoken } from '../words.ts'

/** Switches off, or says why not. */
export async function disableCommand(context: Context, call: Call): Promise<ExitCode> {
  const { terminal } = context
  const json = flag(call, 'json')
  const status = await statusIfRunning(context)
  if (status !== undefined && holding(status)) {
    const text = `this node is ${spoken(status.phase)}; give the role away first: hapair make-slave, or hapair release`
    return printRefusal(context, text, { who: identity(status), json })
  }
  const draft = draftSwitch(context, false)
  const effects = ['disable on this node:', '  - it takes nothing, also when the other node fails']
  if (flag(call, 'dryRun')) {
    if (json) terminal.out(JSON.stringify({ effects }, undefined, 2))
    else for (const line of effects) terminal.out(line)
    return exitCodes.done
  }
  await agree(context, effects, flag(call, 'yes'))
  const applied = await applyChange(context, draft)
  const text = `the feature is off: ${applied.text}`
  terminal.out(
    json ? JSON.stringify({ result: 'done', text, live: applied.live, exitCode: exitCodes.done }) : `done: ${text}`,
  )
  return exitCodes.done
}

function holding({ phase }: DaemonStatus): boolean {
  return phase !== 'running-slave' && phase !== 'held' && phase !== 'starting'
}
