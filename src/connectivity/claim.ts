/**
 * Which claim, if any, does a frame make?
 *
 * ARP and neighbour discovery say the same in different words: "this address lives at this hardware address". The
 * hardware address taken is the one inside the message, since that is the one that the tables of all hosts believe. A
 * frame answers this node when it is a reply that was sent to its hardware address alone.
 * Sources: RFC 826; RFC 5227 section 1.1 (a probe has sender 0.0.0.0 and claims nothing); RFC 4861 section 4.4.
 */
import { decodeArp } from '../wire/arp.ts'
import { readEthernet } from '../wire/ethernet.ts'
import { decodeAdvertisement } from '../wire/nd.ts'
import type { Claim } from './classify.ts'

/** The claim of an ARP frame; undefined when it makes none. `ownMac`: of the device that it came in on. */
export function claimOfArp(frame: Uint8Array, ownMac: string): Claim | undefined {
  const decoded = decodeArp(frame)
  if (!decoded.ok || decoded.arp.senderIp === '0.0.0.0') return undefined
  const { senderIp, senderMac, operation } = decoded.arp
  return { address: senderIp, mac: senderMac, answer: operation === 'reply' && sentTo(frame, ownMac) }
}

/** The claim of a neighbour advertisement; undefined when the frame is none. */
export function claimOfAdvertisement(frame: Uint8Array, ownMac: string): Claim | undefined {
  const decoded = decodeAdvertisement(frame)
  if (!decoded.ok) return undefined
  const { target, mac, solicited } = decoded.advertisement
  return { address: target, mac, answer: solicited && sentTo(frame, ownMac) }
}

function sentTo(frame: Uint8Array, mac: string): boolean {
  return readEthernet(frame).destination === mac
}
