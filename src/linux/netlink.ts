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
import { deviceMac } from './devices.ts'
import { openNetlinkEvents } from './netlink-events.ts'
import type { NetlinkEvent } from './netlink-events.ts'
import { encodeAddressAdd, encodeAddressDelete } from './netlink-encode.ts'
import type { AddressAddition, AddressPlace, ObservedAddress, ObservedLink } from './netlink-messages.ts'
import { NetlinkOrders } from './netlink-orders.ts'
import type { NetlinkRefusal, OrderKind } from './netlink-orders.ts'
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
  /** Encodes both orders for these lists ahead. The very same lists, which must not change, then cost less. */
  readonly prepare: (additions: readonly AddressAddition[], deletions: readonly AddressPlace[]) => void
  /** All addresses of the kernel, or of one device (none when the device is missing). */
  readonly addresses: (device?: string) => readonly ObservedAddress[]
  readonly links: () => readonly ObservedLink[]
  /** Hardware address of a device, as in `ObservedLink`; '' also when there is no such device. */
  readonly mac: (device: string) => string
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

/** Deletions in one call from which on their echoes are read later: they would hold up the deletions that follow. */
const bulkOrders = 32

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
  const additions: OrderKind<AddressAddition> = {
    encode: (entry, index, sequence) =>
      encodeAddressAdd({ ...entry, index, bytes: checkedAddressBytes(entry.address) }, sequence),
    kept: new WeakMap(),
  }
  const deletions: OrderKind<AddressPlace> = {
    encode: ({ address, prefix }, index, sequence) =>
      encodeAddressDelete({ prefix, index, bytes: checkedAddressBytes(address) }, sequence),
    kept: new WeakMap(),
  }
  return {
    addressAdd: (list) => orders.carryOut(additions, list),
    addressDelete: (list) => {
      if (list.length >= bulkOrders) events.postpone()
      return orders.carryOut(deletions, list)
    },
    prepare: (toAdd, toDelete) => {
      orders.prepare(additions, toAdd)
      orders.prepare(deletions, toDelete)
    },
    addresses: (device) => orders.addresses(device),
    links: () => orders.links(),
    mac: deviceMac,
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
