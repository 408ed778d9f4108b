/**
 * `hapair service start NAME --verify`: does a service work on this node, although it runs on the other one?
 *
 * The daemon starts it, runs the read-only check of the profile, and stops it again (SVC-12). Without --verify nothing is
 * started: where services run is a setting, not an order.
 */
import { statusOf, withAdmin } from '../ask.ts'
import { flag } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { answered, printEnd } from '../give-order.ts'
import { identity } from '../render-status.ts'

/** Checks a service. Throws CommandError without --verify. */
export async function serviceStartCommand(context: Context, call: Call): Promise<ExitCode> {
  if (!flag(call, 'verify')) {
    const text = 'hapair: services run where service.placement puts them; --verify starts one for its check only'
    throw new CommandError(exitCodes.usage, text)
  }
  const service = call.arguments[0] ?? ''
  return await withAdmin(context, async (control) => {
    const status = await statusOf(control)
    const end = await answered(context, control, { type: 'service-verify', service })
    return printEnd(context, end, { who: identity(status), json: flag(call, 'json') })
  })
}
