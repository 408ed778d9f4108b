/**
 * `hapair hold` and `hapair unhold`: may this node take anything by itself?
 *
 * Nothing is ended by either, so nobody is asked.
 */
import { statusOf, withAdmin } from '../ask.ts'
import { flag } from '../call.ts'
import type { Action } from '../call.ts'
import { giveOrder } from '../give-order.ts'

/** The action of one of the two. */
export function holdCommand(verb: 'hold' | 'unhold'): Action {
  return async (context, call) => {
    return await withAdmin(context, async (control) => {
      const status = await statusOf(control)
      return await giveOrder(context, control, { verb }, { status, json: flag(call, 'json') })
    })
  }
}
