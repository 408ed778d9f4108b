/**
 * How do ARP frames look that ask for an address, or announce one?
 *
 * A probe asks with sender 0.0.0.0, so it changes no neighbour's table (RFC 5227 section 2.1.1). An announcement comes
 * in two forms, since some hosts update their table only on requests and some only on replies: a request (RFC 5227
 * section 3) and a reply (RFC 5944 section 4.6). Frames are whole Ethernet frames for a packet socket.
 * Sources: RFC 826 (layout), RFC 5227, RFC 5944.
 */
import { readField, sliceField, writeField, type Layout } from './fields.ts'
import { broadcastMac, ethernetBytes, ipv4Of, macOf, readEthernet, writeEthernet } from './ethernet.ts'
import { ipv4Bytes, macBytes, printIp, printMac } from './ip.ts'

/** Ethernet type of ARP. */
export const arpEtherType = 0x0806

/** ARP for IPv4 over Ethernet, after the Ethernet header. */
export const arpLayout = {
  hardwareType: { offset: 14, bytes: 2, about: '1, Ethernet' },
  protocolType: { offset: 16, bytes: 2, about: '0x0800, IPv4' },
  hardwareBytes: { offset: 18, bytes: 1, about: '6' },
  protocolBytes: { offset: 19, bytes: 1, about: '4' },
  operation: { offset: 20, bytes: 2, about: '1 request, 2 reply' },
  senderMac: { offset: 22, bytes: 6, about: 'sender' },
  senderIp: { offset: 28, bytes: 4, about: 'sender' },
  targetMac: { offset: 32, bytes: 6, about: 'target' },
  targetIp: { offset: 38, bytes: 4, about: 'target' },
} as const satisfies Layout

/** What an ARP frame says. Addresses are canonical text. */
export type ArpFrame = {
  readonly operation: 'request' | 'reply'
  readonly senderMac: string
  readonly senderIp: string
  readonly targetMac: string
  readonly targetIp: string
}

const arpFrameBytes = ethernetBytes + 28
const ethernetHardware = 1
const ipv4Protocol = 0x0800
const requestCode = 1
const replyCode = 2
const unknownMac = '00:00:00:00:00:00'
const noAddress = '0.0.0.0'

/** Asks who has `ip` without telling an address of one's own. To all. */
export function encodeArpProbe(probe: { readonly mac: string; readonly ip: string }): Uint8Array {
  const { mac, ip } = probe
  return encodeArp({ operation: 'request', senderMac: mac, senderIp: noAddress, targetMac: unknownMac, targetIp: ip })
}

/** Asks who has `targetIp`, told from `senderIp`. To all. */
export function encodeArpRequest(request: {
  readonly mac: string
  readonly senderIp: string
  readonly targetIp: string
}): Uint8Array {
  const { mac, senderIp, targetIp } = request
  return encodeArp({ operation: 'request', senderMac: mac, senderIp, targetMac: unknownMac, targetIp })
}

/** Announces that `mac` has `ip`, in the form of a request. To all. */
export function encodeGratuitousRequest(announcement: { readonly mac: string; readonly ip: string }): Uint8Array {
  const { mac, ip } = announcement
  return encodeArp({ operation: 'request', senderMac: mac, senderIp: ip, targetMac: unknownMac, targetIp: ip })
}

/** Announces that `mac` has `ip`, in the form of a reply. To all. */
export function encodeGratuitousReply(announcement: { readonly mac: string; readonly ip: string }): Uint8Array {
  const { mac, ip } = announcement
  return encodeArp({ operation: 'reply', senderMac: mac, senderIp: ip, targetMac: mac, targetIp: ip })
}

/** An ARP frame, sent to all unless `destination` says otherwise. Text that is no address breaks an assumption. */
export function encodeArp(arp: ArpFrame, destination: string = broadcastMac): Uint8Array {
  const frame = new Uint8Array(arpFrameBytes)
  writeEthernet(frame, { destination, source: arp.senderMac, etherType: arpEtherType })
  writeField(frame, arpLayout.hardwareType, ethernetHardware)
  writeField(frame, arpLayout.protocolType, ipv4Protocol)
  writeField(frame, arpLayout.hardwareBytes, macBytes)
  writeField(frame, arpLayout.protocolBytes, ipv4Bytes)
  writeField(frame, arpLayout.operation, arp.operation === 'request' ? requestCode : replyCode)
  sliceField(frame, arpLayout.senderMac).set(macOf(arp.senderMac))
  sliceField(frame, arpLayout.senderIp).set(ipv4Of(arp.senderIp))
  sliceField(frame, arpLayout.targetMac).set(macOf(arp.targetMac))
  sliceField(frame, arpLayout.targetIp).set(ipv4Of(arp.targetIp))
  return frame
}

/** Outcome of decoding an ARP frame. */
export type DecodedArp =
  { readonly ok: true; readonly arp: ArpFrame } | { readonly ok: false; readonly problem: string }

/** Reads an Ethernet frame; padding after the 42 bytes is not looked at. Never throws. */
export function decodeArp(frame: Uint8Array): DecodedArp {
  const problem = arpProblem(frame)
  if (problem !== undefined) return { ok: false, problem }
  const operation = readField(frame, arpLayout.operation) === requestCode ? 'request' : 'reply'
  return {
    ok: true,
    arp: {
      operation,
      senderMac: printMac(sliceField(frame, arpLayout.senderMac)),
      senderIp: printIp(sliceField(frame, arpLayout.senderIp)),
      targetMac: printMac(sliceField(frame, arpLayout.targetMac)),
      targetIp: printIp(sliceField(frame, arpLayout.targetIp)),
    },
  }
}

function arpProblem(frame: Uint8Array): string | undefined {
  if (frame.length < arpFrameBytes) return `${frame.length} bytes are too few for ARP`
  if (readEthernet(frame).etherType !== arpEtherType) return 'not ARP'
  const overEthernet =
    readField(frame, arpLayout.hardwareType) === ethernetHardware &&
    readField(frame, arpLayout.hardwareBytes) === macBytes
  if (!overEthernet) return 'ARP of other hardware than Ethernet'
  const forIpv4 =
    readField(frame, arpLayout.protocolType) === ipv4Protocol && readField(frame, arpLayout.protocolBytes) === ipv4Bytes
  if (!forIpv4) return 'ARP of another protocol than IPv4'
  const operation = readField(frame, arpLayout.operation)
  return operation === requestCode || operation === replyCode ? undefined : `ARP operation ${operation}`
}
