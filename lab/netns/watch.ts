/**
 * Which node's kernel held which address, and when?
 *
 * A program of its own that listens to rtnetlink in both nodes' network namespaces at once, from outside, so that a
 * node's death or freeze does not touch it; one process means one clock and one order. It prints one line of JSON for
 * each change: an address added or gone, a device's carrier gone or back. Renewals of an address that is there already
 * are not changes. Arguments: NAME=PATH for each namespace. A `sync` on standard input is answered when everything
 * that had happened before has been printed.
 *
 * Sources: rtnetlink(7), Linux 6.1 include/uapi/linux/{rtnetlink,if_addr}.h.
 */
import { createInterface } from 'node:readline'
import type { WatchEvent } from './watch-remote.ts'
import {
  AF_INET,
  AF_NETLINK,
  SOCK_NONBLOCK,
  SOCK_RAW,
  bindSocket,
  goBeforeOthers,
  inNetwork,
  monotonicMs,
  openSocket,
  receiveDatagram,
  sendDatagram,
  setSocketOption,
} from './kernel.ts'
import { watchReadable } from '../../src/linux/poll.ts'

const RTM_NEWADDR = 20
const RTM_DELADDR = 21
const RTM_GETADDR = 22
const REQUEST_AND_DUMP = 0x301
const ADDRESS_GROUPS = 0x10 | 0x100
const SOL_SOCKET = 1
const SO_RCVBUFFORCE = 33
/** A thousand addresses that come and go at once are 0.2 MB of messages. */
const RECEIVE_BYTES = 8 * 1024 * 1024
const HEADER_BYTES = 16
const ADDRESS_MESSAGE_BYTES = 8
const IFA_ADDRESS = 1
const IFA_LOCAL = 2
const DATAGRAM_BYTES = 65_536
const ENOBUFS = -105

type Watched = { readonly node: string; readonly socket: number; readonly held: Set<string> }

function openWatch(node: string, path: string): Watched {
  const socket = inNetwork(path, () => openSocket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK, 0))
  setSocketOption(socket, SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BYTES)
  const name = Buffer.alloc(12)
  name.writeUInt16LE(AF_NETLINK, 0)
  name.writeUInt32LE(ADDRESS_GROUPS, 8)
  bindSocket(socket, name)
  return { node, socket, held: new Set() }
}

function askForAll(watched: Watched): void {
  const message = Buffer.alloc(HEADER_BYTES + ADDRESS_MESSAGE_BYTES)
  message.writeUInt32LE(message.length, 0)
  message.writeUInt16LE(RTM_GETADDR, 4)
  message.writeUInt16LE(REQUEST_AND_DUMP, 6)
  sendDatagram(watched.socket, message)
}

const datagram = Buffer.alloc(DATAGRAM_BYTES)

/** Reads everything first and looks at it later, so that a burst of a thousand changes is stamped right. */
function drain(watched: Watched): void {
  const arrived: { readonly bytes: Buffer; readonly atMs: number }[] = []
  for (;;) {
    const bytes = receiveDatagram(watched.socket, datagram)
    if (bytes === ENOBUFS) throw new Error(`the watch of ${watched.node} has lost events`)
    if (bytes <= 0) break
    arrived.push({ bytes: Buffer.from(datagram.subarray(0, bytes)), atMs: monotonicMs() })
  }
  const events = arrived.flatMap(({ bytes, atMs }) => changesIn(watched, bytes, atMs))
  if (events.length > 0) process.stdout.write(events.map((event) => `${JSON.stringify(event)}\n`).join(''))
}

function changesIn(watched: Watched, bytes: Buffer, atMs: number): WatchEvent[] {
  const events: WatchEvent[] = []
  for (let at = 0; at + HEADER_BYTES <= bytes.length;) {
    const length = bytes.readUInt32LE(at)
    const kind = bytes.readUInt16LE(at + 4)
    const address = addressIn(bytes.subarray(at, at + length))
    if ((kind === RTM_NEWADDR || kind === RTM_DELADDR) && address !== undefined) {
      const added = kind === RTM_NEWADDR
      if (watched.held.has(address) !== added) {
        events.push({ atMs, node: watched.node, change: added ? 'added' : 'gone', address })
      }
      if (added) watched.held.add(address)
      else watched.held.delete(address)
    }
    at += Math.max(HEADER_BYTES, (length + 3) & ~3)
  }
  return events
}

function addressIn(message: Buffer): string | undefined {
  const v4 = message[HEADER_BYTES] === AF_INET
  const wanted = v4 ? IFA_LOCAL : IFA_ADDRESS
  for (let at = HEADER_BYTES + ADDRESS_MESSAGE_BYTES; at + 4 <= message.length;) {
    const length = message.readUInt16LE(at)
    const value = message.subarray(at + 4, at + length)
    if (message.readUInt16LE(at + 2) === wanted) return v4 ? value.join('.') : value.toString('hex')
    at += Math.max(4, (length + 3) & ~3)
  }
  return undefined
}

goBeforeOthers()
const watches = process.argv.slice(2).map((argument) => {
  const [node = '', path = ''] = argument.split('=')
  return openWatch(node, path)
})
for (const watched of watches) {
  askForAll(watched)
  drain(watched)
}
// Kept: a watch that nothing refers to is collected, and tells nothing any more.
const listening = watches.map((watched) => watchReadable(watched.socket, () => drain(watched)))
const commands = createInterface({ input: process.stdin })
commands.on('line', () => {
  for (const watched of watches) drain(watched)
  process.stdout.write(`${JSON.stringify({ syncMs: monotonicMs() })}\n`)
})
commands.on('close', () => {
  for (const watch of listening) watch.stop()
  process.exit(0)
})
