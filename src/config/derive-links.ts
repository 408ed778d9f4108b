/**
 * Which devices of this node belong to the LAN and to the Internet, and which of them are watched?
 *
 * The zones say it for their own devices; any other one is named with its kind. A device of a zone that has no entry
 * counts, without a check: it keeps its kind from ever being down (FO-2, FO-4).
 */
import type { LinkKind } from '../core/link-view.ts'
import { siteVipKeys, vipDrafts } from './derive-vips.ts'
import { may, need, recordsOf } from './entry.ts'
import type { RecordEntry } from './entry.ts'
import type { Key } from './key.ts'
import {
  checkDownAfter,
  checkEnabled,
  checkTarget,
  checkUpAfter,
  watchedDevices,
  watchedKind,
  watchedName,
} from './keys/monitor.ts'
import { lanDevice, wanDevice } from './keys/node.ts'
import type { SiteLink } from './site.ts'
import type { Whole } from './whole.ts'

/** Keys that the links are made of. */
export const linkKeys: readonly Key[] = [watchedDevices, lanDevice, wanDevice, ...siteVipKeys]

/** Kinds of the devices of the zones. */
function kindsOfZones(whole: Whole): ReadonlyMap<string, LinkKind> {
  const kinds = new Map<string, LinkKind>()
  for (const { zone, device, enabled } of vipDrafts(whole)) {
    if (!enabled || device === undefined || zone === 'dmz') continue
    kinds.set(device, zone === 'wan' ? 'internet' : 'lan')
  }
  const wan = may(whole, wanDevice)
  if (wan !== undefined) kinds.set(wan, 'internet')
  kinds.set(need(whole, lanDevice), 'lan')
  return kinds
}

/** Entries of devices whose kind is neither written nor that of a zone. */
export function kindless(whole: Whole): readonly RecordEntry[] {
  const kinds = kindsOfZones(whole)
  return recordsOf(whole, watchedDevices).filter(
    (entry) => may(entry, watchedKind) === undefined && !kinds.has(need(entry, watchedName)),
  )
}

/** The links of this node. Only for settings without `kindless` entries. */
export function siteLinks(whole: Whole): readonly SiteLink[] {
  const kinds = kindsOfZones(whole)
  const entries = recordsOf(whole, watchedDevices)
  const written = entries.flatMap((entry): SiteLink[] => {
    const device = need(entry, watchedName)
    const kind = may(entry, watchedKind) ?? kinds.get(device)
    return kind === undefined ? [] : [{ device, kind, ...checkOf(entry) }]
  })
  const others = [...kinds].filter(([device]) => written.every((link) => link.device !== device))
  return [...written, ...others.map(([device, kind]): SiteLink => ({ device, kind }))]
}

function checkOf(entry: RecordEntry): Pick<SiteLink, 'check'> {
  if (!need(entry, checkEnabled)) return {}
  const target = may(entry, checkTarget)
  const spans = { downAfterMs: need(entry, checkDownAfter), upAfterMs: need(entry, checkUpAfter) }
  return { check: { ...spans, ...(target === undefined ? {} : { target }) } }
}
