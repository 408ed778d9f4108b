/**
 * What does a keeper tell in a real kernel?
 *
 * A keeper with everything real, and a record of what it told. Run as a program it is a node of its own, which obeys
 * the messages of its parent.
 */
import type { OpError } from '../../src/base/op-error.ts'
import { elapsed } from '../../src/base/time.ts'
import { monotonicNow, nextTurn } from '../../src/linux/clock.ts'
import { openNetlink } from '../../src/linux/netlink.ts'
import type { Netlink } from '../../src/linux/netlink.ts'
import { openPacketSender } from '../../src/linux/packet.ts'
import { createVipKeeper } from '../../src/vip/index.ts'
import type { VipAddress, VipKeeper } from '../../src/vip/index.ts'

/** A keeper with its own netlink and packet sockets, which `stop` closes. */
export type LabKeeper = {
  readonly keeper: VipKeeper
  readonly netlink: Netlink
  /** Addresses told as missing, each with the time since `since` was last reset. */
  readonly missing: { address: string; atMs: number }[]
  readonly errors: OpError[]
  readonly restart: () => void
  readonly stop: () => void
}

/** A virtual address of the LAN on `lan0`, unless `more` says otherwise; IPv4 in the /16 of the lab. */
export function vip(address: string, more: Partial<VipAddress> = {}): VipAddress {
  return { zone: 'lan', device: 'lan0', address, prefix: address.includes(':') ? 64 : 16, alias: false, ...more }
}

/** Opens a keeper in the namespace of this process; `eventBufferBytes`: room for events that nobody has read yet. */
export function openKeeper(addresses: readonly VipAddress[], eventBufferBytes?: number): LabKeeper {
  const netlink = openNetlink(eventBufferBytes)
  const announcer = openPacketSender()
  const missing: { address: string; atMs: number }[] = []
  const errors: OpError[] = []
  let since = monotonicNow()
  const keeper = createVipKeeper({
    addresses,
    netlink,
    announcer,
    leaseMs: 2000,
    clock: { now: monotonicNow, nextTurn },
    onMissing: (_zone, address) => void missing.push({ address, atMs: elapsed(since, monotonicNow()) }),
    onError: (error) => void errors.push(error),
  })
  return {
    keeper,
    netlink,
    missing,
    errors,
    restart: () => {
      since = monotonicNow()
      missing.length = 0
    },
    stop: () => {
      keeper.stop()
      announcer.stop()
      netlink.stop()
    },
  }
}

/** Orders of the parent process. */
export type LabOrder =
  { readonly verb: 'take'; readonly leaseMs: number } | { readonly verb: 'announce' | 'remove' | 'end' }

async function obey(lab: LabKeeper, order: LabOrder): Promise<void> {
  switch (order.verb) {
    case 'take':
      return lab.keeper.take(order.leaseMs)
    case 'announce':
      await lab.keeper.announce()
      return
    case 'remove':
      return lab.keeper.remove()
    case 'end':
      lab.stop()
      process.disconnect()
  }
}

if (process.argv[1] === import.meta.filename) {
  const lab = openKeeper(process.argv.slice(2).map((address) => vip(address)))
  process.on('message', (order: LabOrder) => {
    obey(lab, order).then(
      () => process.connected && process.send?.('done'),
      (error: unknown) => process.send?.(String(error)),
    )
  })
}
