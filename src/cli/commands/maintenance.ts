/**
 * `hapair maintenance on|off`: does anything move by itself?
 *
 * While it is on, neither a dead peer, nor a lost link, nor a steady pair moves the role; orders do. It can be given on
 * either node and holds for both. Nothing is ended by it, so nobody is asked.
 */
import { statusOf, withAdmin } from '../ask.ts'
import { flag } from '../call.ts'
import type { Call, Context } from '../call.ts'
import type { ExitCode } from '../exit-codes.ts'
import { giveOrder } from '../give-order.ts'

/** Begins or ends a maintenance. */
export async function maintenanceCommand(context: Context, call: Call): Promise<ExitCode> {
  return await withAdmin(context, async (control) => {
    const status = await statusOf(control)
    const on = call.arguments[0] === 'on'
    const json = flag(call, 'json')
    if (on && !json) context.terminal.error('while maintenance is on, nobody takes over when the running master fails')
    return await giveOrder(context, control, { verb: on ? 'maintain' : 'unmaintain' }, { status, json })
  })
}
