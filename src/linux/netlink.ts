/**
 * Which addresses and links has this kernel, and how are they changed?
 *
 * The kernel carries out a netlink order inside `send`, so the answers are there when it returns: everything here is
 * synchronous and takes microseconds, and many orders ride in one send. Changes made by others arrive on a second
 * socket. Its buffer can overrun; then nobody knows what was missed, so `overrun` is told and the listener reads
 * everything again. The echo of our own renewals is dropped in the kernel, by a filter on the port of the first socket:
 * renewing 1,000 IPv4 addresses would otherwise wake this process 1,000 times.
 * Rejected (measured): the packages `netlink` (aborts the process on an overrun) and `node-netlink` (loses requests).
 * Sources: RFC 3549; linux/netlink.h; net/ipv4/devinet.c and net/ipv6/addrconf.c of Linux 6.1.
 */
import { openNetlinkEvents } from './netlink-events.ts'
import type { NetlinkEvent } from './netlink-events.ts'
import { encodeAddressAdd, encodeAddressDelete } from './netlink-encode.ts'
import type { AddressAddition, AddressPlace, ObservedAddress, ObservedLink } from './netlink-messages.ts'
import { NetlinkOrders } from './netlink-orders.ts'
import type { NetlinkRefusal } from './netlink-orders.ts'
import { checkedAddressBytes } from './socket-address.ts'

export type { NetlinkEvent } from './netlink-events.ts'
export type { AddressAddition, AddressPlace, ObservedAddress, ObservedLink } from './netlink-messages.ts'
export { ordersPerCallMax } from './netlink-orders.ts'
export type { NetlinkRefusal } from './netlink-orders.ts'

/** Routing netlink of this network namespace. Every method throws OpError when the socket itself fails. */
export type Netlink = {
  /** Adds the addresses or renews their lifetimes, in order. Returns what was refused; nothing refused: empty. */
  readonly addressAdd: (list: readonly AddressAddition[]) => readonly NetlinkRefusal[]
  /** Deletes the addresses. An address that is not there is refused with EADDRNOTAVAIL. */
  readonly addressDelete: (list: readonly AddressPlace[]) => readonly NetlinkRefusal[]
  /** All addresses of the kernel, or of one device (none when the device is missing). */
  readonly addresses: (device?: string) => readonly ObservedAddress[]
  readonly links: () => readonly ObservedLink[]
  /** Sees to it that deleting an IPv4 address of the device takes no other one along. ENODEV is refused by OpError. */
  readonly promoteSecondaries: (device: string) => void
  /** Tells `onEvent` about every change from now on, on the main thread. Returns how to end that. */
  readonly listen: (onEvent: (event: NetlinkEvent) => void) => () => void
  /** Tells everything that has happened until now, before it returns. */
  readonly drainEvents: () => void
  /** How often the event buffer overran, since the socket was opened. */
  readonly overruns: () => number
  readonly stop: () => void
}

/**
 * Opens both sockets. `eventBufferBytes`: smaller for the test of the overrun only.
 * @throws OpError (EMFILE; EPERM for the buffers without CAP_NET_ADMIN)
 */
export function openNetlink(eventBufferBytes?: number): Netlink {
  const orders = new NetlinkOrders()
  const events = openNetlinkEvents({
    ownPort: orders.portId(),
    links: () => orders.links(),
    bufferBytes: eventBufferBytes,
  })
  return {
    addressAdd: (list) =>
      orders.carryOut(list, (entry, index, sequence) =>
        encodeAddressAdd({ ...entry, index, bytes: checkedAddressBytes(entry.address) }, sequence),
      ),
    addressDelete: (list) =>
      orders.carryOut(list, ({ address, prefix }, index, sequence) =>
        encodeAddressDelete({ prefix, index, bytes: checkedAddressBytes(address) }, sequence),
      ),
    addresses: (device) => orders.addresses(device),
    links: () => orders.links(),
    promoteSecondaries: (device) => orders.promoteSecondaries(device),
    listen: events.listen,
    drainEvents: events.drain,
    overruns: events.overruns,
    stop: () => {
      events.stop()
      orders.stop()
    },
  }
}
