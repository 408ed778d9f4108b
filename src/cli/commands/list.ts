/**
 * `hapair` without a command: what can be done here and now?
 *
 * Only the commands that this node would accept in its present role (CLI-1); with `--all` every one, with the reason
 * why it cannot be given. Expert commands are no daily ones and stand only there (CLI-16). The daemon says which; without it, those remain that do not need it.
 */
import { ControlError } from '../../control/client.ts'
import type { DaemonStatus } from '../../control/protocol.ts'
import { statusOf, withReader } from '../ask.ts'
import type { Action, Context } from '../call.ts'
import { commandTexts } from '../command-texts.ts'
import type { CommandName, CommandText } from '../command-texts.ts'
import { entryRefusal } from '../entry-refusal.ts'
import { exitCodes } from '../exit-codes.ts'
import { noPastMoves } from '../past-moves.ts'
import { isDiverged } from '../render-disks.ts'
import { renderNode } from '../render-status.ts'
import { planRepair } from '../repair-plan.ts'
import type { RepairWish } from '../repair-plan.ts'

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
  const shown = all ? judged : judged.filter(({ text, reason }) => reason === '' && !text.name.startsWith('expert '))
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
  return repairReason(seen.status, text.name) ?? entryRefusal(text.name, seen.status) ?? ''
}

/** For the commands that repair a pair, which the daemon does not list; undefined for all others. */
function repairReason(status: DaemonStatus, name: CommandName): string | undefined {
  const failback = name === 'failback' && isDiverged(status)
  if (name !== 'init' && !failback) return undefined
  const wish: RepairWish = failback
    ? { command: 'failback', source: 'slave', thenFailback: true }
    : { command: 'init --reinit', source: status.node, thenFailback: false }
  return planRepair(wish, status, noPastMoves).refusal ?? ''
}
