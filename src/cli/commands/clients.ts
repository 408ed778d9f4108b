/**
 * `hapair clients disable` and `hapair clients enable`: may new clients begin at the services of this node (SVC-11)?
 *
 * Nobody who is connected is touched, so nobody is asked.
 */
import { statusOf, withAdmin } from '../ask.ts'
import { flag } from '../call.ts'
import type { Action } from '../call.ts'
import { answered, printEnd } from '../give-order.ts'
import { identity } from '../render-status.ts'

/** The action of one of the two. */
export function clientsCommand(admit: boolean): Action {
  return async (context, call) => {
    return await withAdmin(context, async (control) => {
      const status = await statusOf(control)
      const end = await answered(context, control, { type: 'clients', admit })
      return printEnd(context, end, { who: identity(status), json: flag(call, 'json') })
    })
  }
}
