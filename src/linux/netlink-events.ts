/**
 * What do others change about addresses and links?
 *
 * One socket subscribed to three groups, read on the main thread. An event names its device by index, and the name must
 * still be known when the device has gone, so a table of names is kept from the link events themselves. The filter
 * drops the echo of our own additions before it wakes anyone (IPv4: the kernel names the port that caused the change;
 * IPv6 echoes name none and come through). Our own deletions are not dropped: the kernel names our port also for other
 * addresses that it deletes along with one of ours, and that must be seen.
 */
import { never, plus } from '../base/time.ts'
import { OpError } from '../base/op-error.ts'
import { monotonicNow } from './clock.ts'
import { deviceName } from './devices.ts'
import { bindSocket, closeDescriptor, errno, errnoName, openSocket, receive, setFilter, setOption } from './libc.ts'
import { ownAdditionsFilter } from './netlink-encode.ts'
import type { NetlinkMessage, ObservedAddress, ObservedLink } from './netlink-messages.ts'
import { parseMessages } from './netlink-parse.ts'
import { watchReadable } from './poll.ts'
import { family, netlinkSocketAddress } from './socket-address.ts'

/** What changed in the kernel. The echo of our own additions of IPv4 addresses is not told. */
export type NetlinkEvent =
  | { readonly type: 'address-added'; readonly address: ObservedAddress }
  | { readonly type: 'address-removed'; readonly address: ObservedAddress }
  | { readonly type: 'link'; readonly link: ObservedLink }
  | { readonly type: 'link-removed'; readonly link: ObservedLink }
  /** Changes were lost: read addresses and links again. */
  | { readonly type: 'overrun' }

/** Receives events; `drain` tells everything that has happened until now before it returns. */
export type NetlinkEvents = {
  readonly listen: (onEvent: (event: NetlinkEvent) => void) => () => void
  readonly drain: () => void
  /** Lets what happens wait in the buffer for a few milliseconds from now, while more important work is under way. */
  readonly postpone: () => void
  readonly overruns: () => number
  readonly stop: () => void
}

/** SO_RCVBUFFORCE, asm-generic/socket.h. */
const receiveBufferForce = { level: 1, name: 33 }

/** Groups RTMGRP_LINK, RTMGRP_IPV4_IFADDR, RTMGRP_IPV6_IFADDR, linux/rtnetlink.h. */
const eventGroups = 0x1 | 0x10 | 0x100

/** Holds some 4,000 events at 1 KiB of kernel memory each; the default overran at 257 (measured). */
export const eventBufferBytes = 4 << 20

/** Most events told in one turn: at 3 us each they stay below a millisecond. libuv tells again in the next turn. */
const eventsPerTurn = 256

/** How long events wait after `postpone`, ms. */
const postponedMs = 3

/** Ends a drain that others fill as fast as it empties: four full buffers. */
const eventsPerDrainMax = 16_384

/** An event is at most a few KiB (a link with all its statistics). */
const eventBytesMax = 1 << 15

const rawSocket = 3
const target = 'netlink events'

/**
 * Subscribes. `ownPort`: whose additions are not told. `links`: reads the links, for the table of names.
 * `bufferBytes`: smaller for the test of the overrun only.
 * @throws OpError
 */
export function openNetlinkEvents(options: {
  readonly ownPort: number
  readonly links: () => readonly ObservedLink[]
  readonly bufferBytes: number | undefined
}): NetlinkEvents {
  const fd = openEventSocket(options.ownPort, options.bufferBytes ?? eventBufferBytes)
  const listeners = new Set<(event: NetlinkEvent) => void>()
  const names = new DeviceNames(options.links)
  const buffer = new Uint8Array(new ArrayBuffer(eventBytesMax))
  let overruns = 0
  const tell = (event: NetlinkEvent): void => {
    for (const listener of listeners) listener(event)
  }
  const drain = (eventsMax: number): void => {
    for (let count = 0; count < eventsMax; count += 1) {
      const length = receive(fd, buffer)
      if (length === -errno.again) return
      if (length === -errno.noBuffers) {
        overruns += 1
        names.refresh()
        tell({ type: 'overrun' })
      } else if (length < 0) {
        throw new OpError('receive', target, { type: 'refused', errno: errnoName(-length) })
      } else {
        for (const found of parseMessages(buffer.subarray(0, length))) tellFound(found, names, tell)
      }
    }
  }
  let notBefore = never
  const watch = watchReadable(fd, () => {
    if (notBefore !== never && monotonicNow() < notBefore) return
    notBefore = never
    drain(eventsPerTurn)
  })
  return {
    listen: (onEvent) => {
      listeners.add(onEvent)
      return () => void listeners.delete(onEvent)
    },
    drain: () => drain(eventsPerDrainMax),
    postpone: () => {
      notBefore = plus(monotonicNow(), postponedMs)
    },
    overruns: () => overruns,
    stop: () => {
      watch.stop()
      closeDescriptor(fd)
    },
  }
}

function openEventSocket(ownPort: number, bufferBytes: number): number {
  const fd = openSocket({ family: family.netlink, type: rawSocket, protocol: 0 }, target)
  setOption(fd, receiveBufferForce, bufferBytes, target)
  setFilter(fd, ownAdditionsFilter(ownPort), target)
  bindSocket(fd, netlinkSocketAddress(eventGroups), target)
  return fd
}

/** Names of devices by index, also of those that have just gone. */
class DeviceNames {
  readonly #names = new Map<number, string>()
  readonly #links: () => readonly ObservedLink[]

  constructor(links: () => readonly ObservedLink[]) {
    this.#links = links
    this.refresh()
  }

  refresh(): void {
    this.#names.clear()
    for (const link of this.#links()) this.#names.set(link.index, link.device)
  }

  absorb(link: ObservedLink, removed: boolean): void {
    if (removed) this.#names.delete(link.index)
    else this.#names.set(link.index, link.device)
  }

  of(index: number): string | undefined {
    return this.#names.get(index) ?? deviceName(index)
  }
}

function tellFound(found: NetlinkMessage, names: DeviceNames, tell: (event: NetlinkEvent) => void): void {
  if (found.type === 'link') {
    names.absorb(found.link, found.removed)
    tell({ type: found.removed ? 'link-removed' : 'link', link: found.link })
  } else if (found.type === 'address') {
    const device = names.of(found.address.index)
    if (device === undefined) return
    tell({ type: found.removed ? 'address-removed' : 'address-added', address: { ...found.address, device } })
  }
}
