/**
 * `hapair make-master`, `make-slave`, `failover`, `failback`: who shall be running master?
 *
 * The order carries what was seen, so that a pair that has changed meanwhile refuses it instead of doing the opposite
 * of what was meant (D4). In split-brain a failback is more than a move: it is the repair that keeps the slave's data
 * (SB-8).
 */
import type { RoleVerb } from '../../core/types.ts'
import { statusOf, withAdmin } from '../ask.ts'
import { flag, given } from '../call.ts'
import type { Action, Call, Context } from '../call.ts'
import { agree } from '../confirm.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { giveOrder } from '../give-order.ts'
import { noPastMoves, pastMovesOf } from '../past-moves.ts'
import { printRefusal } from '../refusal.ts'
import { isDiverged } from '../render-disks.ts'
import type { RepairWish } from '../repair-plan.ts'
import { identity } from '../render-status.ts'
import { planRole, renderRolePlan } from '../role-plan.ts'
import type { RolePlan } from '../role-plan.ts'
import type { DaemonStatus } from '../../control/protocol.ts'

/** The action of one role order. */
export function roleCommand(verb: RoleVerb): Action {
  return async (context, call) => {
    return await withAdmin(context, async (control) => {
      const status = await statusOf(control)
      const force = flag(call, 'force')
      const json = flag(call, 'json')
      if (verb === 'failback' && (isDiverged(status) || given(call, 'saveVictim') !== undefined)) {
        const wish: RepairWish = { command: 'failback', source: 'slave', thenFailback: true }
        return await (await import('./repair.ts')).repair(context, call, { control, status, wish })
      }
      const plan = planRole(verb, status, force, status.disks.length > 0 ? await pastMovesOf(control) : noPastMoves)
      if (flag(call, 'dryRun')) return printPlan(context, call, plan, status)
      if (plan.notice !== undefined) return printNotice(context, plan.notice, json)
      if (plan.refusal !== undefined && !force)
        return printRefusal(context, plan.refusal, { who: identity(status), json })
      await agree(context, renderRolePlan(plan, status), flag(call, 'yes'))
      const seen = { term: status.term.number, phase: status.phase }
      return await giveOrder(context, control, { verb, force, seen }, { status, json })
    })
  }
}

function printPlan({ terminal }: Context, call: Call, plan: RolePlan, status: DaemonStatus): ExitCode {
  const refused = plan.refusal !== undefined && !flag(call, 'force')
  if (flag(call, 'json')) terminal.out(JSON.stringify(plan, undefined, 2))
  else if (plan.notice !== undefined) terminal.out(plan.notice)
  else if (refused) terminal.out(`${identity(status)}: it would be refused: ${plan.refusal}`)
  else for (const line of renderRolePlan(plan, status)) terminal.out(line)
  return refused ? exitCodes.refused : exitCodes.done
}

function printNotice({ terminal }: Context, notice: string, json: boolean): ExitCode {
  terminal.out(json ? JSON.stringify({ result: 'done', text: notice, exitCode: exitCodes.done }) : notice)
  return exitCodes.done
}
