/**
 * `hapair` without a command: what can be done here and now?
 *
 * Only the commands that this node would accept in its present role (CLI-1); with `--all` every one, with the reason
 * why it cannot be given. The daemon says which; without it, those remain that do not need it.
 */
import { ControlError } from '../../control/client.ts'
import type { DaemonStatus } from '../../control/protocol.ts'
import { statusOf, withReader } from '../ask.ts'
import type { Action, Context } from '../call.ts'
import { commandTexts } from '../command-texts.ts'
import type { CommandText } from '../command-texts.ts'
import { exitCodes } from '../exit-codes.ts'
import { renderNode } from '../render-status.ts'

/** Lists the commands. */
export function listCommand(all: boolean): Action {
  return async (context) => {
    const seen = await look(context)
    for (const line of renderList(seen, all)) context.terminal.out(line)
    return exitCodes.done
  }
}

/** What was seen of the daemon: its status and whether the caller may give orders, or why it cannot be asked. */
export type Seen =
  | { readonly type: 'status'; readonly status: DaemonStatus; readonly admin: boolean }
  | { readonly type: 'nothing'; readonly why: string }

async function look(context: Context): Promise<Seen> {
  try {
    return await withReader(context, async (control) => {
      return { type: 'status', status: await statusOf(control), admin: control.admin }
    })
  } catch (error) {
    if (error instanceof ControlError) return { type: 'nothing', why: error.text }
    throw error
  }
}

/** The list as lines. */
export function renderList(seen: Seen, all: boolean): readonly string[] {
  const judged = commandTexts.map((text) => ({ text, reason: reasonAgainst(seen, text) }))
  const shown = all ? judged : judged.filter(({ reason }) => reason === '')
  const width = Math.max(...shown.map(({ text }) => text.name.length))
  const head = seen.type === 'status' ? renderNode(seen.status) : seen.why
  const title = all ? 'all commands:' : 'commands that can be given here and now (hapair --all lists every one):'
  return [
    head,
    title,
    ...shown.map(({ text, reason }) => {
      const line = `  ${text.name.padEnd(width)}  ${text.summary}`
      return reason === '' ? line : `${line}\n  ${''.padEnd(width)}    not now: ${reason}`
    }),
  ]
}

/** Why a command cannot be given; empty when it can. */
function reasonAgainst(seen: Seen, text: CommandText): string {
  if (seen.type === 'nothing') return text.needs === 'nothing' ? '' : seen.why
  if (text.needs === 'admin' && !seen.admin) return 'it needs root or membership of the group hapair-admin'
  const entry = seen.status.commands.find((command) => command.command === text.name)
  if (entry === undefined || entry.available) return ''
  return entry.node === null ? entry.reason : `${entry.reason}; give it on the ${entry.node}`
}
