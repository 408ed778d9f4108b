/**
 * With which frames is an address announced?
 *
 * One announcement moves every neighbour on a clean LAN; the repetitions are for loss, for switches that learn late and
 * for neighbours that come back. IPv4 is announced in two forms, because some hosts update their table on requests only
 * and some on replies only. Frames depend on address and hardware address alone and are kept between rounds.
 * Sources: RFC 5227 section 3, RFC 5944 section 4.6, RFC 4861 section 7.2.6. When rounds come is the core's to say.
 */
import { encodeGratuitousReply, encodeGratuitousRequest } from '../wire/arp.ts'
import { encodeAdvertisement } from '../wire/nd.ts'
import { isIpv4 } from './reconcile.ts'

/** Frames that announce one address. `repeat`: the second form, for IPv4. */
export type AnnouncementFrames = { readonly first: Uint8Array; readonly repeat?: Uint8Array }

/** The frames that tell everybody that `mac` has `address`. */
export function announcementFrames(address: string, mac: string): AnnouncementFrames {
  if (!isIpv4(address)) return { first: encodeAdvertisement({ mac, address }) }
  return { first: encodeGratuitousRequest({ mac, ip: address }), repeat: encodeGratuitousReply({ mac, ip: address }) }
}

/** Keeps the frames of up to this many addresses: more than settings can hold. */
export const framesKeptMax = 8192

/** Makes the frames of addresses, and keeps them between rounds. */
export class AnnouncementBook {
  readonly #kept = new Map<string, AnnouncementFrames>()

  /** The frames that tell everybody that `mac` has `address`. */
  framesOf(address: string, mac: string): AnnouncementFrames {
    const key = `${mac} ${address}`
    const kept = this.#kept.get(key)
    if (kept !== undefined) return kept
    // Hardware addresses and settings change rarely: starting afresh is simpler than telling old from new.
    if (this.#kept.size >= framesKeptMax) this.#kept.clear()
    const frames = announcementFrames(address, mac)
    this.#kept.set(key, frames)
    return frames
  }

  /** How many addresses' frames are kept now. */
  size(): number {
    return this.#kept.size
  }
}
