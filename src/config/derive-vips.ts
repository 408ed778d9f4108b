/**
 * Which addresses does the pair own, on which devices?
 *
 * A VIP of the zone lan takes the node addresses and the device that the pair has anyway; other zones name theirs. A
 * draft keeps what is missing as undefined, because the rules about it must be able to speak before it is complete.
 */
import { assert } from '../base/assert.ts'
import type { Zone } from '../core/types.ts'
import { parseAddress } from './address.ts'
import { listed, may, need, recordsOf } from './entry.ts'
import type { Held, RecordEntry } from './entry.ts'
import { heldOf } from './entry.ts'
import type { Key } from './key.ts'
import { dmzDevice, lanDevice, wanDevice } from './keys/node.ts'
import { masterLanIp, nodeRole, slaveLanIp } from './keys/pair.ts'
import {
  vipAddress,
  vipAliases,
  vipDevice,
  vipEnabled,
  vipMasterIp,
  vipName,
  vips,
  vipSlaveIp,
  vipZone,
} from './keys/vip.ts'
import { ownOf, peersOf } from './whole.ts'
import type { Whole } from './whole.ts'
import type { SiteAddress, SiteVip } from './site.ts'

/** A VIP as far as it is written. `held` beside each address says where. */
export type VipDraft = {
  readonly entry: RecordEntry
  readonly name: string
  readonly zone: Zone
  readonly enabled: boolean
  readonly device: string | undefined
  readonly masterIp: string | undefined
  readonly slaveIp: string | undefined
  readonly addresses: readonly (SiteAddress & { readonly held: Held; readonly ownPrefix: boolean })[]
}

/** Keys that the drafts are made of. */
export const vipDraftKeys: readonly Key[] = [vips, masterLanIp, slaveLanIp, lanDevice, dmzDevice, wanDevice]

/** Keys that the finished VIPs are made of. */
export const siteVipKeys: readonly Key[] = [...vipDraftKeys, nodeRole]

/** The VIPs as far as they are written, in the order of the file. */
export function vipDrafts(whole: Whole): readonly VipDraft[] {
  const zoneDevice: Readonly<Record<Zone, string | undefined>> = {
    lan: need(whole, lanDevice),
    dmz: may(whole, dmzDevice),
    wan: may(whole, wanDevice),
  }
  return recordsOf(whole, vips).map((entry) => {
    const zone = need(entry, vipZone)
    const lan = zone === 'lan'
    return {
      entry,
      zone,
      name: need(entry, vipName),
      enabled: need(entry, vipEnabled),
      device: may(entry, vipDevice) ?? zoneDevice[zone],
      masterIp: may(entry, vipMasterIp) ?? (lan ? need(whole, masterLanIp) : undefined),
      slaveIp: may(entry, vipSlaveIp) ?? (lan ? need(whole, slaveLanIp) : undefined),
      addresses: addressesOf(entry),
    }
  })
}

function addressesOf(entry: RecordEntry): VipDraft['addresses'] {
  const held = heldOf(entry, vipAddress)
  assert(held !== undefined, 'a VIP has an address')
  const first = addressOf(need(entry, vipAddress), held, false, undefined)
  return [first, ...listed(entry, vipAliases).map((alias) => addressOf(alias.value, alias.held, true, first))]
}

function addressOf(
  written: string,
  held: Held,
  alias: boolean,
  first: SiteAddress | undefined,
): VipDraft['addresses'][number] {
  const [text = '', length] = written.split('/')
  const family = parseAddress(text)?.family ?? 4
  const inherited = first?.family === family ? first.prefix : undefined
  const prefix = length === undefined ? inherited : Number(length)
  const ownPrefix = length !== undefined
  return { address: text, family, alias, held, ownPrefix, ...(prefix === undefined ? {} : { prefix }) }
}

/** The VIPs seen from this node. Only for settings in which no rule about VIPs is broken. */
export function siteVips(whole: Whole): readonly SiteVip[] {
  return vipDrafts(whole).map((draft) => {
    const { name, zone, enabled, device, masterIp, slaveIp } = draft
    assert(device !== undefined && masterIp !== undefined && slaveIp !== undefined, `the VIP ${name} is complete`)
    const both = { master: masterIp, slave: slaveIp }
    const addresses = draft.addresses.map(({ address, family, prefix, alias }) => {
      return { address, family, alias, ...(prefix === undefined ? {} : { prefix }) }
    })
    return { name, zone, enabled, device, ownIp: ownOf(whole, both), peerIp: peersOf(whole, both), addresses }
  })
}
