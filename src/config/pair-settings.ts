/**
 * What does the core want to know of the settings?
 *
 * The core gets spans, paths, zones and choices, and one number that stands for everything the nodes must share: the
 * first 32 bits of SHA-256 over the canonical pair-level values, defaults included. Two nodes whose files are written
 * differently but mean the same agree; two programs with different defaults do not, which is what the number is for.
 */
import { createHash } from 'node:crypto'
import { assert } from '../base/assert.ts'
import type { ServiceSettings } from '../core/eyes.ts'
import type { PairSettings, PathSettings, ZoneSettings } from '../core/settings.ts'
import { canonicalEntry } from './canonical.ts'
import { checksDecide } from './detection.ts'
import { allKeys } from './table.ts'
import { deriveTiming } from './timing.ts'
import { witnessesOf } from './witnesses.ts'
import type { Site, SitePath, SiteService, SiteSettings } from './site.ts'

/** Facts of the node that the settings do not hold. */
export type NodeFacts = {
  /** Address of the default gateway; left out when there is no default route. */
  readonly defaultRoute?: string
}

/** The settings of the core. Only for a node of a pair. */
export function pairSettings(site: Site, facts: NodeFacts = {}): PairSettings {
  assert(site.role !== 'standalone', 'a standalone node has no pair')
  return {
    node: site.role,
    pairId: site.pairId,
    settingsHash: settingsHash(site),
    timing: deriveTiming({ ...site, placed: { services: site.services, width: site.servicePolicy.width } }),
    paths: site.paths.map((path) => pathOf(site, path)),
    zones: zonesOf(site),
    witnesses: witnessesOf(site, facts.defaultRoute).witnesses.length,
    failback: site.failback,
    onFailure: site.onFailure,
    soloStart: site.soloStart,
    onCarrierLossMs: site.onCarrierLossMs,
    takeFromStranger: site.takeFromStranger,
    resources: site.replication?.volumes.map((volume) => volume.name) ?? [],
    isolation: site.isolation,
    fencing: site.fencing === undefined ? 'none' : 'agent',
    services: site.services.map(serviceOf),
    servicePolicy: site.servicePolicy,
    onLanDownMs: site.onLanDownMs,
    onInternetDownMs: site.onInternetDownMs,
    onFewerTargetsMs: site.jury.onFewerMs,
    peerCheck: { failuresMax: site.peerCheck.failuresMax, decisive: checksDecide(site) },
  }
}

function pathOf(site: SiteSettings, path: SitePath): PathSettings {
  const { id, name, medium, beatMs } = path
  const throughSwitch = path.medium === 'ethernet' && site.vips.some((vip) => vip.enabled && vip.device === path.device)
  return { id, name, medium, beatMs, ...(throughSwitch ? { throughSwitch } : {}) }
}

function serviceOf({ name, placement, order, after, startMs, stopMs }: SiteService): ServiceSettings {
  return { name, placement, order, after, startMs, stopMs }
}

/** Zones with an enabled VIP; a zone has one device and one VIP. */
function zonesOf(site: SiteSettings): readonly ZoneSettings[] {
  return site.vips
    .filter((vip) => vip.enabled)
    .map((vip) => ({
      zone: vip.zone,
      device: vip.device,
      addresses: vip.addresses.map((address) => address.address),
      peerAddress: vip.peerIp,
    }))
}

/** 32 bits of SHA-256 over the pair-level settings. */
export function settingsHash(site: Site): number {
  const bag = { path: '', entries: site.effective.entries }
  const shared = allKeys.filter((key) => key.layers[0] === 'pair' && key.path !== 'profile')
  const lines = shared
    .flatMap((key) => canonicalEntry(bag, key))
    .map((line) => `${line.path}=${JSON.stringify(line.value)}`)
  return createHash('sha256').update(lines.join('\n')).digest().readUInt32BE(0)
}
