/**
 * Which frames reached this namespace, from which hardware address, and when exactly?
 *
 * A packet socket with a memory ring (TPACKET_V2): the kernel writes each frame and its own stamp into memory that
 * this process reads without any system call. So a reply's instant is right even when the reader was late, and a
 * thousand replies a second cost next to nothing. Rejected: `recvfrom` per frame, which costs a call each and stamps
 * late; pcap bindings, which need a compiler.
 *
 * Source: packet(7), Documentation/networking/packet_mmap.rst and include/uapi/linux/if_packet.h of Linux 6.1.
 */
import { AF_PACKET, SOCK_NONBLOCK, SOCK_RAW, mapRing, openSocket, setSocketOption, wallClockLeadMs } from './kernel.ts'

const ETH_P_ALL_NETWORK_ORDER = 0x0300
const SOL_PACKET = 263
const PACKET_RX_RING = 5
const PACKET_VERSION = 10
const PACKET_IGNORE_OUTGOING = 23
const TPACKET_V2 = 1
const STATUS_KERNEL = 0
const STATUS_USER = 1

/** Room for an ICMPv6 echo with the ring's own header; longer frames are cut off, which does not matter here. */
const FRAME_BYTES = 256
const FRAME_COUNT = 8192
const BLOCK_BYTES = 65_536

/** Offsets in `struct tpacket2_hdr`. */
const AT_SNAPLEN = 8
const AT_MAC = 12
const AT_SECONDS = 16
const AT_NANOSECONDS = 20

const MS_PER_SECOND = 1000
const NS_PER_MS = 1e6

/** Takes one frame, from its Ethernet header on, and its monotonic instant in ms. The bytes are the ring's: copy what is kept. */
export type FrameTaker = (frame: Buffer, atMs: number) => void

/** All frames that arrive in the namespace in which it was made. */
export class PacketRing {
  readonly #ring: Buffer
  #next = 0

  constructor() {
    const socket = openSocket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, ETH_P_ALL_NETWORK_ORDER)
    setSocketOption(socket, SOL_PACKET, PACKET_VERSION, TPACKET_V2)
    setSocketOption(socket, SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
    const request = Buffer.alloc(16)
    const bytes = FRAME_BYTES * FRAME_COUNT
    request.writeUInt32LE(BLOCK_BYTES, 0)
    request.writeUInt32LE(bytes / BLOCK_BYTES, 4)
    request.writeUInt32LE(FRAME_BYTES, 8)
    request.writeUInt32LE(FRAME_COUNT, 12)
    setSocketOption(socket, SOL_PACKET, PACKET_RX_RING, request)
    this.#ring = mapRing(socket, bytes)
  }

  /** Hands over the frames that have arrived since the last call; how many. */
  drain(take: FrameTaker): number {
    let leadMs: number | undefined
    let taken = 0
    while (taken < FRAME_COUNT) {
      const at = this.#next * FRAME_BYTES
      if ((this.#ring.readUInt32LE(at) & STATUS_USER) === 0) break
      leadMs ??= wallClockLeadMs()
      const wallMs =
        this.#ring.readUInt32LE(at + AT_SECONDS) * MS_PER_SECOND +
        this.#ring.readUInt32LE(at + AT_NANOSECONDS) / NS_PER_MS
      const start = at + this.#ring.readUInt16LE(at + AT_MAC)
      const end = start + this.#ring.readUInt32LE(at + AT_SNAPLEN)
      take(this.#ring.subarray(start, Math.min(end, at + FRAME_BYTES)), wallMs - leadMs)
      this.#ring.writeUInt32LE(STATUS_KERNEL, at)
      this.#next = (this.#next + 1) % FRAME_COUNT
      taken += 1
    }
    return taken
  }
}
