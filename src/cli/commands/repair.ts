/**
 * `hapair init --reinit`, and `hapair failback` in split-brain: the data of this node stays, that of the other one goes.
 *
 * What would be lost is said first, with the identifiers that the order is bound to. With --save-victim the same command,
 * given on the node whose data goes, saves a copy of it instead of ordering anything.
 */
import type { Control } from '../../control/client.ts'
import type { DaemonStatus } from '../../control/protocol.ts'
import type { NodeName } from '../../core/types.ts'
import { statusOf, withAdmin } from '../ask.ts'
import { flag, given } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { agree } from '../confirm.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { giveOrder } from '../give-order.ts'
import { pastMovesOf } from '../past-moves.ts'
import { printRefusal } from '../refusal.ts'
import { identity } from '../render-status.ts'
import { planRepair, renderRepairPlan } from '../repair-plan.ts'
import type { RepairPlan, RepairWish } from '../repair-plan.ts'

/** Establishes a pair anew, with the data of the named side. */
export async function initCommand(context: Context, call: Call): Promise<ExitCode> {
  if (!flag(call, 'reinit')) {
    const text = 'hapair: only init --reinit is known; a new pair is made by its settings, see hapaird(8)'
    throw new CommandError(exitCodes.usage, text)
  }
  return await withAdmin(context, async (control) => {
    const wish: RepairWish = { command: 'init --reinit', source: sourceOf(call), thenFailback: false }
    return await repair(context, call, { control, status: await statusOf(control), wish })
  })
}

/** What a repair works with. */
export type RepairScene = { readonly control: Control; readonly status: DaemonStatus; readonly wish: RepairWish }

/** Saves, plans or orders, as the options say. */
export async function repair(context: Context, call: Call, { control, status, wish }: RepairScene): Promise<ExitCode> {
  const folder = given(call, 'saveVictim')
  if (folder !== undefined) {
    const { saveVictim } = await import('./save-victim.ts')
    return await saveVictim(context, call, { control, status, source: wish.source, folder })
  }
  const json = flag(call, 'json')
  const plan = planRepair(wish, status, await pastMovesOf(control))
  if (flag(call, 'dryRun')) return printPlan(context, plan, status, json)
  if (plan.refusal !== undefined) return printRefusal(context, plan.refusal, { who: identity(status), json })
  await agree(context, renderRepairPlan(plan, status), flag(call, 'yes'))
  const { victims, thenFailback } = plan
  return await giveOrder(context, control, { verb: 'repair', victims, thenFailback }, { status, json })
}

function printPlan({ terminal }: Context, plan: RepairPlan, status: DaemonStatus, json: boolean): ExitCode {
  const code = plan.refusal === undefined ? exitCodes.done : exitCodes.refused
  if (json) terminal.out(JSON.stringify(plan, undefined, 2))
  else if (plan.refusal === undefined) for (const line of renderRepairPlan(plan, status)) terminal.out(line)
  else terminal.out(`${identity(status)}: it would be refused: ${plan.refusal}`)
  return code
}

function sourceOf(call: Call): NodeName | undefined {
  const source = given(call, 'source')
  return source === 'master' || source === 'slave' ? source : undefined
}
