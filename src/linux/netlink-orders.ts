/**
 * How is the kernel ordered to change addresses, and asked which there are?
 *
 * Orders go out many in one send, each with its own sequence number and its own answer, so that one refused address
 * does not hide the others. Answers are in the socket's queue when `send` returns: nothing waits. A dump is pulled
 * datagram by datagram; the kernel marks one that changed meanwhile, and it is asked for again.
 * Sources: linux/netlink.h, net/netlink/af_netlink.c and net/core/rtnetlink.c of Linux 6.1.
 */
import { assert } from '../base/assert.ts'
import { OpError } from '../base/op-error.ts'
import { deviceIndex, deviceName } from './devices.ts'
import {
  bindSocket,
  closeDescriptor,
  errno,
  errnoName,
  openSocket,
  receive,
  send,
  setOption,
  socketAddress,
} from './libc.ts'
import { joinOrders, numberOrders } from './netlink-batch.ts'
import type { OrderBatch } from './netlink-batch.ts'
import { encodeAddressDump, encodeLinkDump, encodePromoteSecondaries } from './netlink-encode.ts'
import type { AddressPlace, NetlinkMessage, ObservedAddress, ObservedLink } from './netlink-messages.ts'
import { parseMessages } from './netlink-parse.ts'
import { family, netlinkSocketAddress } from './socket-address.ts'

/** An order that the kernel refused: which of the list, the errno's name, and the kernel's own words or ''. */
export type NetlinkRefusal = { readonly place: AddressPlace; readonly errno: string; readonly text: string }

/** Most orders in one call: 100 IPv4 addresses take a millisecond or two, 8 IPv6 addresses up to 12 (measured). */
export const ordersPerCallMax = 100

/** Option numbers: asm-generic/socket.h and linux/netlink.h (level SOL_NETLINK 270). */
const option = {
  receiveBufferForce: { level: 1, name: 33 },
  capAcknowledge: { level: 270, name: 10 },
  extendedAcknowledge: { level: 270, name: 11 },
  strictCheck: { level: 270, name: 12 },
} as const

/** Room for the answers to `ordersPerCallMax` orders at 1 KiB of kernel memory each, eight times over. */
const answerBufferBytes = 1 << 20

/** The kernel fills dump answers up to 32 KiB a datagram (net/netlink/af_netlink.c). */
const answerBytesMax = 1 << 16

const rawSocket = 3
const target = 'routing netlink'

/** Sequence numbers are 32 bits; the upper half is left alone. */
const sequenceMax = 0x7fffffff

/** One kind of order, and the lists of it that are encoded already. A list must not change once it was given. */
export type OrderKind<Place> = {
  readonly encode: (entry: Place, index: number, sequence: number) => Uint8Array
  readonly kept: WeakMap<readonly Place[], PreparedOrders<Place>>
}

/** `missing`: those whose device is not there. `batch`: the orders for the others, or nothing. */
type PreparedOrders<Place> = {
  readonly places: readonly Place[]
  readonly missing: readonly Place[]
  readonly indexes: ReadonlyMap<string, number>
  readonly batch: OrderBatch | undefined
}

function prepareOrders<Place extends AddressPlace>(
  kind: OrderKind<Place>,
  list: readonly Place[],
): PreparedOrders<Place> {
  const indexes = new Map([...new Set(list.map(({ device }) => device))].map((device) => [device, deviceIndex(device)]))
  const indexOf = (place: Place): number => indexes.get(place.device) ?? 0
  const places = list.filter((place) => indexOf(place) !== 0)
  const messages = places.map((place) => kind.encode(place, indexOf(place), 0))
  return {
    places,
    missing: list.filter((place) => indexOf(place) === 0),
    indexes,
    batch: messages.length === 0 ? undefined : joinOrders(messages),
  }
}

/** A dump that others disturb is repeated this often before it counts as failed. */
const dumpsMax = 5

/** Orders and dumps on one socket, one after the other. Every method throws OpError when the socket itself fails. */
export class NetlinkOrders {
  readonly #fd = openOrderSocket()
  readonly #buffer = new Uint8Array(new ArrayBuffer(answerBytesMax))
  #sequence = 0

  /** The port by which the kernel names this socket as the cause of a change. */
  portId(): number {
    return new DataView(socketAddress(this.#fd).buffer).getUint32(4, true)
  }

  stop(): void {
    closeDescriptor(this.#fd)
  }

  /** Encodes the orders ahead, so that carrying them out costs no more than the kernel's work. */
  prepare<Place extends AddressPlace>(kind: OrderKind<Place>, list: readonly Place[]): void {
    this.#prepared(kind, list)
  }

  /** Sends one order for each entry in one send, and collects the refusals. Devices are looked up each time. */
  carryOut<Place extends AddressPlace>(kind: OrderKind<Place>, list: readonly Place[]): NetlinkRefusal[] {
    const { places, missing, batch } = this.#prepared(kind, list)
    const refusals: NetlinkRefusal[] = missing.map((place) => ({ place, errno: errnoName(errno.nodev), text: '' }))
    if (batch === undefined) return refusals
    const first = this.#sequences(places.length)
    numberOrders(batch, first)
    this.#transact(batch.bytes, (answer) => {
      const at = answer.sequence - first
      const place = places[at]
      if (place !== undefined && answer.errno !== 0)
        refusals.push({ place, errno: errnoName(answer.errno), text: answer.text })
      return at === places.length - 1
    })
    return refusals
  }

  /** The encoded list, kept from the last time unless a device has come, gone, or been made anew since. */
  #prepared<Place extends AddressPlace>(kind: OrderKind<Place>, list: readonly Place[]): PreparedOrders<Place> {
    assert(list.length <= ordersPerCallMax, `at most ${ordersPerCallMax} orders in one call`)
    const kept = kind.kept.get(list)
    if (kept !== undefined && [...kept.indexes].every(([device, index]) => deviceIndex(device) === index)) return kept
    const prepared = prepareOrders(kind, list)
    kind.kept.set(list, prepared)
    return prepared
  }

  /** Sees to it that deleting an IPv4 address of the device takes no other one along. @throws OpError (ENODEV) */
  promoteSecondaries(device: string): void {
    const index = deviceIndex(device)
    if (index === 0) throw new OpError('set promote_secondaries of', device, { type: 'refused', errno: 'ENODEV' })
    const sequence = this.#sequences(1)
    this.#transact(encodePromoteSecondaries(index, sequence), (answer) => {
      // The answer to an earlier order, whose sending or reading failed half-way, says nothing about this one.
      if (answer.sequence !== sequence) return false
      if (answer.errno !== 0) {
        throw new OpError('set promote_secondaries of', device, {
          type: 'refused',
          errno: errnoName(answer.errno),
          text: answer.text,
        })
      }
      return true
    })
  }

  /** All addresses, or those of one device; none when the device is missing. */
  addresses(device?: string): ObservedAddress[] {
    const index = device === undefined ? 0 : deviceIndex(device)
    if (device !== undefined && index === 0) return []
    const names = new Map<number, string | undefined>()
    return this.#dump((sequence) => encodeAddressDump(index, sequence)).flatMap((found) => {
      if (found.type !== 'address') return []
      const at = found.address.index
      if (!names.has(at)) names.set(at, deviceName(at))
      const name = names.get(at)
      // The device went away while its addresses were being told: so have they.
      return name === undefined ? [] : [{ ...found.address, device: name }]
    })
  }

  /** All links of this network namespace. */
  links(): ObservedLink[] {
    return this.#dump((sequence) => encodeLinkDump(sequence)).flatMap((found) =>
      found.type === 'link' ? [found.link] : [],
    )
  }

  /** The first of so many new sequence numbers. */
  #sequences(count: number): number {
    const first = this.#sequence + count > sequenceMax ? 1 : this.#sequence + 1
    this.#sequence = first + count - 1
    return first
  }

  /** Sends the bytes and reads answers until `last` says that the wanted one has come. */
  #transact(bytes: Uint8Array, last: (answer: Extract<NetlinkMessage, { type: 'answer' }>) => boolean): void {
    this.#send(bytes)
    for (;;) {
      for (const answer of this.#receive()) {
        if (answer.type === 'answer' && last(answer)) return
      }
    }
  }

  #dump(encode: (sequence: number) => Uint8Array): NetlinkMessage[] {
    for (let attempt = 0; attempt < dumpsMax; attempt += 1) {
      const found = this.#dumpOnce(encode(this.#sequences(1)))
      if (!found.some((entry) => entry.type === 'interrupted')) return found
    }
    throw new OpError('read', target, { type: 'other', text: `changed during each of ${dumpsMax} reads` })
  }

  #dumpOnce(request: Uint8Array): NetlinkMessage[] {
    this.#send(request)
    const found: NetlinkMessage[] = []
    for (;;) {
      for (const entry of this.#receive()) {
        // The end of an earlier dump that failed half-way: what came until now was its rest.
        if (entry.type === 'done' && entry.sequence !== this.#sequence) found.length = 0
        else if (entry.type === 'done') return found
        else if (entry.type !== 'answer') found.push(entry)
        else if (entry.sequence === this.#sequence) throw refusedDump(entry)
      }
    }
  }

  #send(bytes: Uint8Array): void {
    const taken = send(this.#fd, bytes)
    if (taken < 0) throw new OpError('send to', target, { type: 'refused', errno: errnoName(-taken) })
  }

  /** Answers are there when `send` returns; none there means that the kernel could not write them (EAGAIN, ENOBUFS). */
  #receive(): NetlinkMessage[] {
    const length = receive(this.#fd, this.#buffer)
    if (length < 0) throw new OpError('receive from', target, { type: 'refused', errno: errnoName(-length) })
    return parseMessages(this.#buffer.subarray(0, length))
  }
}

function refusedDump(answer: { errno: number; text: string }): OpError {
  return new OpError('read', target, { type: 'refused', errno: errnoName(answer.errno), text: answer.text })
}

function openOrderSocket(): number {
  const fd = openSocket({ family: family.netlink, type: rawSocket, protocol: 0 }, target)
  bindSocket(fd, netlinkSocketAddress(0), target)
  setOption(fd, option.capAcknowledge, 1, target)
  setOption(fd, option.extendedAcknowledge, 1, target)
  setOption(fd, option.strictCheck, 1, target)
  setOption(fd, option.receiveBufferForce, answerBufferBytes, target)
  return fd
}
