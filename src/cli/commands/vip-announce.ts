/**
 * `hapair vip announce`: do switches and neighbours know where the addresses are?
 *
 * Harmless at any time on the running master; elsewhere the daemon refuses and names the node.
 */
import { statusOf, withAdmin } from '../ask.ts'
import { flag } from '../call.ts'
import type { Call, Context } from '../call.ts'
import type { ExitCode } from '../exit-codes.ts'
import { giveOrder } from '../give-order.ts'

/** Has every address announced. */
export async function vipAnnounceCommand(context: Context, call: Call): Promise<ExitCode> {
  return await withAdmin(context, async (control) => {
    const status = await statusOf(control)
    return await giveOrder(context, control, { verb: 'announce' }, { status, json: flag(call, 'json') })
  })
}
