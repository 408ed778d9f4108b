/**
 * How do whole Ethernet frames leave on a device, and how do answers come back?
 *
 * The sender has one packet socket for all devices, with protocol 0 so that it receives nothing. Devices are resolved
 * for each order, because a re-created device has a new index. It never waits: when the queue of a slow link is full,
 * the rest is tried again a few milliseconds later, in small bursts, and what is still left then is counted as unsent
 * (announcements are repeated anyway). A receiver is bound to one device and to one kind of frame; a filter in the
 * kernel drops the others before they wake this process. A frame sent on a device without carrier counts as sent:
 * the kernel says so.
 * Rejected: a blocking socket (it stalled the loop for 125 ms behind a slow link, measured); sockets for all protocols.
 * Sources: packet(7); RFC 826; RFC 4861 section 4.4.
 */
import { OpError } from '../base/op-error.ts'
import { fieldFilter } from './bpf.ts'
import type { FieldCheck } from './bpf.ts'
import { nextTurn, pause } from './clock.ts'
import { readDatagrams } from './datagrams.ts'
import { deviceIndex } from './devices.ts'
import { bindSocket, closeDescriptor, errno, errnoName, openSocket, sendTo, setFilter } from './libc.ts'
import { family, packetSocketAddress } from './socket-address.ts'

/** What became of one order to send. `errno`: of the first frame refused for good, ENETDOWN say. */
export type SendOutcome = { readonly sent: number; readonly unsent: number; readonly errno?: string }

/** Whether the frames are still wanted. An AbortSignal is one; a plain object costs less (50 us for each abort). */
export type SendSignal = { readonly aborted: boolean }

/** An open sender. */
export type PacketSender = {
  /**
   * Sends the frames in order. The first `framesPerTurn` have left (or failed) when the call returns its promise.
   * `signal`: aborted, nothing more is sent; ECANCELED says so.
   */
  readonly send: (device: string, frames: readonly Uint8Array[], signal: SendSignal) => Promise<SendOutcome>
  readonly stop: () => void
}

/** Frames sent in one turn of the loop: about a millisecond (2.2 to 4 us each, measured). */
export const framesPerTurn = 250

/** After a full queue: so many frames at once, after such a pause, and so often without progress before giving up. */
const burstFrames = 50
const burstPauseMs = 5
const fruitlessBurstsMax = 20

const rawSocket = 3
const target = 'packet socket'

/** Opens the sender. @throws OpError (EPERM without CAP_NET_RAW) */
export function openPacketSender(): PacketSender {
  const fd = openSocket({ family: family.packet, type: rawSocket, protocol: 0 }, target)
  let open = true
  return {
    send: async (device, frames, signal) => {
      const index = deviceIndex(device)
      if (index === 0) return { sent: 0, unsent: frames.length, errno: errnoName(errno.nodev) }
      let sent = 0
      let fruitless = 0
      let most = framesPerTurn
      while (open && !signal.aborted) {
        const turn = sendTurn(fd, index, frames.slice(sent, sent + most))
        sent += turn.sent
        if (sent === frames.length) return { sent, unsent: 0 }
        if (turn.code !== 0 && !isFull(turn.code))
          return { sent, unsent: frames.length - sent, errno: errnoName(turn.code) }
        fruitless = turn.sent === 0 ? fruitless + 1 : 0
        if (fruitless > fruitlessBurstsMax) return { sent, unsent: frames.length - sent, errno: errnoName(turn.code) }
        if (turn.code !== 0) most = burstFrames
        await (turn.code === 0 ? nextTurn() : pause(burstPauseMs))
      }
      return { sent, unsent: frames.length - sent, errno: 'ECANCELED' }
    },
    stop: () => {
      if (!open) return
      open = false
      closeDescriptor(fd)
    },
  }
}

/** Queue of the socket, or of the device, full: later there will be room. */
function isFull(code: number): boolean {
  return code === errno.again || code === errno.noBuffers
}

/** Sends until a frame is refused. `code`: the errno of that, or 0. */
function sendTurn(fd: number, index: number, frames: readonly Uint8Array[]): { sent: number; code: number } {
  const address = packetSocketAddress(0, index)
  let sent = 0
  for (const frame of frames) {
    const taken = sendTo(fd, frame, address)
    if (taken < 0) return { sent, code: -taken }
    sent += 1
  }
  return { sent, code: 0 }
}

/** Kinds of frames that can be received. */
export type FrameKind = 'arp' | 'neighbour-advertisement'

/** EtherTypes, and what the filter demands of a frame: fields of RFC 826, RFC 8200 and RFC 4861, at offsets of Ethernet. */
const kinds: Readonly<Record<FrameKind, { readonly protocol: number; readonly checks: readonly FieldCheck[] }>> = {
  // Operation: request or reply.
  arp: { protocol: 0x0806, checks: [{ offset: 20, bytes: 2, values: [1, 2] }] },
  'neighbour-advertisement': {
    protocol: 0x86dd,
    checks: [
      // Next header ICMPv6, hop limit 255 (only a neighbour can send that), type 136.
      { offset: 20, bytes: 1, values: [58] },
      { offset: 21, bytes: 1, values: [255] },
      { offset: 54, bytes: 1, values: [136] },
    ],
  },
}

/** What `openPacketReceiver` is told. `frame` bytes are valid during the call only. */
export type PacketReceiverOptions = {
  readonly device: string
  readonly kind: FrameKind
  /** A frame that came in on the device. `ageMs`: since the kernel received it. */
  readonly onFrame: (frame: Uint8Array, ageMs: number) => void
  /** Receiving failed (ENETDOWN say, once per loss of the device); the receiver stays open. */
  readonly onError: (error: OpError) => void
}

/** Longest part of a frame that is kept: ARP needs 42 bytes, a neighbour advertisement 86. */
const frameBytesMax = 256

/**
 * Opens a receiver. A re-created device needs a new one.
 * @throws OpError (ENODEV, EPERM without CAP_NET_RAW)
 */
export function openPacketReceiver(options: PacketReceiverOptions): { readonly stop: () => void } {
  const name = `${options.kind} receiver on ${options.device}`
  const index = deviceIndex(options.device)
  if (index === 0) throw new OpError('open', name, { type: 'refused', errno: errnoName(errno.nodev) })
  const kind = kinds[options.kind]
  // Protocol 0 until the filter is in place: no unfiltered frame is ever queued.
  const fd = openSocket({ family: family.packet, type: rawSocket, protocol: 0 }, name)
  try {
    setFilter(fd, fieldFilter(kind.checks, 'pass'), name)
    bindSocket(fd, packetSocketAddress(kind.protocol, index), name)
    return readDatagrams(fd, frameBytesMax, name, {
      datagram: options.onFrame,
      failed: (errnoText) => options.onError(new OpError('receive on', name, { type: 'refused', errno: errnoText })),
    })
  } catch (cause) {
    closeDescriptor(fd)
    throw cause
  }
}
