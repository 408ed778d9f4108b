/**
 * Which services does this pair use, and where does each of them run?
 *
 * The profile says what there is, the pair where it runs (SVC-2: without an entry on the running master). What is placed
 * `off` is no service of this pair, and nothing waits for it.
 */
import { heldOf, listed, may, need, recordsOf } from './entry.ts'
import type { Held, RecordEntry } from './entry.ts'
import type { Key, ValuesKey } from './key.ts'
import {
  profileServices,
  serviceAfter,
  serviceCertificates,
  serviceCheck,
  serviceConfigTest,
  serviceConnections,
  serviceConnectionsLine,
  serviceFarewell,
  serviceName,
  serviceNeedsVolume,
  serviceOrder,
  servicePorts,
  serviceSlaveProxy,
  serviceStartLimit,
  serviceStopLimit,
  serviceTitle,
  serviceUnit,
  serviceVerify,
  serviceWrites,
} from './keys/profile-services.ts'
import {
  auditPeriod,
  parallelStarts,
  placementName,
  placements,
  placementStart,
  restartWindow,
  serviceRestarts,
  slaveProxy,
} from './keys/services.ts'
import type { Placement } from '../core/eyes.ts'
import type { SiteService, SiteSettings } from './site.ts'
import type { Whole } from './whole.ts'

/** A service of the profile with what the pair says of it. */
export type ServiceDraft = {
  readonly name: string
  readonly entry: RecordEntry
  readonly placement: Placement | 'off'
  /** What the pair wrote: the name of its entry, and the placement with its default. */
  readonly placed?: { readonly name: Held; readonly start: Held }
}

/** Keys that the drafts are made of. */
export const serviceDraftKeys: readonly Key[] = [profileServices, placements, slaveProxy]

/** Every service of the profile, in its order. */
export function serviceDrafts(whole: Whole): readonly ServiceDraft[] {
  const offloads = need(whole, slaveProxy)
  return recordsOf(whole, profileServices).map((entry) => {
    const name = need(entry, serviceName)
    const placed = recordsOf(whole, placements).find((one) => need(one, placementName) === name)
    if (placed === undefined) {
      const placement = offloads && need(entry, serviceSlaveProxy) ? 'slave-when-available' : 'master'
      return { name, entry, placement }
    }
    const helds = { name: heldOf(placed, placementName), start: heldOf(placed, placementStart) }
    const written =
      helds.name === undefined || helds.start === undefined ? {} : { placed: { name: helds.name, start: helds.start } }
    return { name, entry, placement: need(placed, placementStart), ...written }
  })
}

/** The services that this pair uses, in the order of the profile; the index is their number in beats and effects. */
export function siteServices(whole: Whole): readonly SiteService[] {
  const used = serviceDrafts(whole).filter(isUsed)
  const names = new Set(used.map((draft) => draft.name))
  return used.map(({ name, entry, placement }) => {
    const title = may(entry, serviceTitle)
    const connectionsLine = may(entry, serviceConnectionsLine)
    return {
      name,
      placement,
      unit: need(entry, serviceUnit),
      order: need(entry, serviceOrder),
      after: wordsOf(entry, serviceAfter).filter((other) => names.has(other)),
      startMs: need(entry, serviceStartLimit),
      stopMs: need(entry, serviceStopLimit),
      check: wordsOf(entry, serviceCheck),
      configTest: wordsOf(entry, serviceConfigTest),
      verify: wordsOf(entry, serviceVerify),
      farewell: wordsOf(entry, serviceFarewell),
      connections: wordsOf(entry, serviceConnections),
      ports: listed(entry, servicePorts).map((port) => port.value),
      certificates: wordsOf(entry, serviceCertificates),
      writes: need(entry, serviceWrites),
      needsVolume: need(entry, serviceNeedsVolume),
      ...(title === undefined ? {} : { title }),
      ...(connectionsLine === undefined ? {} : { connectionsLine }),
    }
  })
}

/** Does the pair use this service? */
export function isUsed(draft: ServiceDraft): draft is ServiceDraft & { readonly placement: Placement } {
  return draft.placement !== 'off'
}

function wordsOf(entry: RecordEntry, key: ValuesKey<string>): readonly string[] {
  return listed(entry, key).map((word) => word.value)
}

/** How services are started and given up, and how often they are looked at. */
export function servicePolicy(whole: Whole): Pick<SiteSettings, 'servicePolicy' | 'serviceAuditMs'> {
  const width = need(whole, parallelStarts)
  const restarts = need(whole, serviceRestarts)
  const windowMs = need(whole, restartWindow)
  return { servicePolicy: { width, restarts, windowMs }, serviceAuditMs: need(whole, auditPeriod) }
}
