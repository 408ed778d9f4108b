/**
 * Who holds the virtual address, as seen from the LAN?
 *
 * A station of the lab on the LAN's cable, made of nothing but frames: it answers for its own address (ARP and echo),
 * which makes it a witness for the pair, and the client asks ten times a second who has the virtual address. Every
 * answer is kept with its instant and hardware address, so outages, changes and two owners at a time are read from
 * what was heard, never from what a node says of itself.
 */
import { encodeArp, decodeArp } from '../../src/wire/arp.ts'
import type { NodeName } from '../netns/layout.ts'
import { hardwareAddress, nodeNames } from '../netns/layout.ts'
import type { EtherCable } from './ether-cable.ts'

const ETHERNET_BYTES = 14
const ETHER_TYPE_AT = 12
const IPV4 = 0x0800
const PROTOCOL_AT = ETHERNET_BYTES + 9
const ICMP = 1
const SOURCE_AT = ETHERNET_BYTES + 12
const DESTINATION_AT = ETHERNET_BYTES + 16
const ICMP_AT = ETHERNET_BYTES + 20
const ECHO_REQUEST = 8
const ADDRESS_BYTES = 4
const MAC_BYTES = 6
const LAN_CABLE_NUMBER = 1

/** One host on the LAN. */
export class Station {
  readonly #cable: EtherCable
  readonly #port: 'client' | 'gateway'
  readonly #ip: string
  readonly #mac: string
  readonly #heard: (mac: string, ip: string) => void

  /** Plugs a host with this address in; `heard` gets the sender of each ARP frame. */
  constructor(
    cable: EtherCable,
    port: 'client' | 'gateway',
    ip: string,
    heard: (mac: string, ip: string) => void = () => undefined,
  ) {
    this.#cable = cable
    this.#port = port
    this.#ip = ip
    this.#mac = hardwareAddress(port === 'client' ? 'c' : 'g', LAN_CABLE_NUMBER)
    this.#heard = heard
    cable.plugStation(port, (frame) => this.#hear(frame))
  }

  /** Takes the host away. */
  unplug(): void {
    this.#cable.unplugStation(this.#port)
  }

  /** Asks everybody who has an address. */
  ask(ip: string): void {
    const request = { operation: 'request', senderMac: this.#mac, senderIp: this.#ip, targetIp: ip } as const
    this.#cable.send(this.#port, Buffer.from(encodeArp({ ...request, targetMac: '00:00:00:00:00:00' })))
  }

  #hear(frame: Buffer): void {
    const decoded = decodeArp(frame)
    if (decoded.ok) {
      const { operation, senderMac, senderIp, targetIp } = decoded.arp
      if (senderIp !== '0.0.0.0') this.#heard(senderMac, senderIp)
      if (operation !== 'request' || targetIp !== this.#ip) return
      const answer = { operation: 'reply', senderMac: this.#mac, senderIp: this.#ip, targetMac: senderMac } as const
      this.#cable.send(this.#port, Buffer.from(encodeArp({ ...answer, targetIp: senderIp }, senderMac)))
      return
    }
    if (this.#isEchoForMe(frame)) this.#cable.send(this.#port, echoReply(frame))
  }

  #isEchoForMe(frame: Buffer): boolean {
    if (frame.length <= ICMP_AT || frame.readUInt16BE(ETHER_TYPE_AT) !== IPV4) return false
    const destination = [...frame.subarray(DESTINATION_AT, DESTINATION_AT + ADDRESS_BYTES)].join('.')
    return frame[PROTOCOL_AT] === ICMP && frame[ICMP_AT] === ECHO_REQUEST && destination === this.#ip
  }
}

/** Turns an echo request round: both addresses swapped, the type made 0, the checksum corrected for that. */
function echoReply(request: Buffer): Buffer {
  const reply = Buffer.from(request)
  request.copy(reply, 0, MAC_BYTES, MAC_BYTES + MAC_BYTES)
  request.copy(reply, MAC_BYTES, 0, MAC_BYTES)
  request.copy(reply, SOURCE_AT, DESTINATION_AT, DESTINATION_AT + ADDRESS_BYTES)
  request.copy(reply, DESTINATION_AT, SOURCE_AT, SOURCE_AT + ADDRESS_BYTES)
  reply[ICMP_AT] = 0
  const sum = request.readUInt16BE(ICMP_AT + 2) + (ECHO_REQUEST << 8)
  reply.writeUInt16BE(sum > 0xffff ? sum - 0xffff : sum, ICMP_AT + 2)
  return reply
}

/** An answer for the virtual address, or an announcement of it. */
type Answer = { readonly atMs: number; readonly node: NodeName | 'stranger' }

const ASK_EVERY_MS = 100
/** Who has answered within this time holds the address. */
const RECENT_MS = 600
const ANSWERS_MAX = 200_000

/** The client that asks for one address. */
export class VipWatch {
  readonly #station: Station
  readonly #vip: string
  #answers: Answer[] = []
  #asking: NodeJS.Timeout | undefined

  constructor(cable: EtherCable, ip: string, vip: string) {
    this.#vip = vip
    this.#station = new Station(cable, 'client', ip, (mac, sender) => {
      if (sender === vip && this.#answers.length < ANSWERS_MAX)
        this.#answers.push({ atMs: performance.now(), node: nodeOfMac(mac) })
    })
  }

  /** Begins to ask. */
  start(): void {
    this.#asking = setInterval(() => this.#station.ask(this.#vip), ASK_EVERY_MS)
  }

  /** Stops asking. */
  stop(): void {
    clearInterval(this.#asking)
    this.#station.unplug()
  }

  /** Who answers now. */
  owner(): NodeName | 'stranger' | 'both' | 'nobody' {
    const since = performance.now() - RECENT_MS
    const owners = new Set(this.#answers.filter(({ atMs }) => atMs >= since).map(({ node }) => node))
    const [only = 'nobody'] = owners
    return owners.size > 1 ? 'both' : only
  }

  /** Longest time without an answer since `sinceMs`, in ms. Frames are asked for ten times a second. */
  longestSilenceMs(sinceMs: number): number {
    const instants = this.#answers.map(({ atMs }) => atMs).filter((atMs) => atMs >= sinceMs)
    const all = [sinceMs, ...instants, performance.now()]
    return Math.max(...all.map((atMs, index) => atMs - (all[index - 1] ?? atMs)))
  }

  /** For how long two nodes answered in turn since `sinceMs`, in ms: a node's last answer after the other's first. */
  twoOwnersMs(sinceMs: number): number {
    const recent = this.#answers.filter(({ atMs }) => atMs >= sinceMs)
    let ms = 0
    recent.forEach((answer, index) => {
      const before = recent[index - 1]
      const later = recent[index + 1]
      if (before === undefined || later === undefined) return
      if (before.node !== answer.node && later.node === before.node) ms += later.atMs - before.atMs
    })
    return ms
  }
}

function nodeOfMac(mac: string): NodeName | 'stranger' {
  return nodeNames.find((node) => hardwareAddress(node, LAN_CABLE_NUMBER) === mac) ?? 'stranger'
}
