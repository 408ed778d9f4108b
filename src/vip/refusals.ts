/**
 * How is it told in one sentence that some of many addresses were refused?
 *
 * The first few are named and the rest is counted: a thousand refused addresses have one cause, not a thousand.
 */
import { OpError } from '../base/op-error.ts'
import type { AddressPlace, NetlinkRefusal } from '../linux/netlink.ts'
import { addressKey } from './reconcile.ts'

/** How many addresses an error names before it only counts. */
const namedMax = 3

/** An order ended because another one took its place. */
export function cancelled(operation: string): OpError {
  return new OpError(operation, 'addresses', { type: 'cancelled' })
}

/** The kernel refused some addresses. Told with the first one's reason; at least one is given. */
export function refusedError(operation: string, refusals: readonly NetlinkRefusal[]): OpError {
  const [first] = refusals
  const named = refusals.slice(0, namedMax).map((refusal) => addressKey(refusal.place))
  const rest = refusals.length > namedMax ? ` and ${refusals.length - namedMax} more` : ''
  const failure = { type: 'refused', errno: first?.errno ?? '' } as const
  return new OpError(operation, `${named.join(', ')}${rest}`, first?.text ? { ...failure, text: first.text } : failure)
}

/** The kernel says that these addresses are there although it was ordered to delete them. */
export function stillThere(places: readonly AddressPlace[]): OpError {
  const text = `still there: ${places.slice(0, namedMax).map(addressKey).join(', ')}`
  return new OpError('remove', `${places.length} addresses`, { type: 'other', text })
}
