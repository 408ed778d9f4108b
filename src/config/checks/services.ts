/**
 * Do the services of the profile and their placement fit together?
 */
import { blameHeld, blameKey } from '../blame.ts'
import { serviceDraftKeys, serviceDrafts } from '../derive-services.ts'
import { heldOf, listed, need, recordsOf } from '../entry.ts'
import type { Held } from '../entry.ts'
import {
  profileServices,
  serviceAfter,
  serviceConnections,
  serviceConnectionsLine,
  serviceName,
  serviceNeedsVolume,
  serviceOrder,
  serviceSlaveProxy,
  serviceUnit,
} from '../keys/profile-services.ts'
import { placementName, placements, slaveProxy } from '../keys/services.ts'
import { nearest } from '../nearest.ts'
import type { Problem } from '../problem.ts'
import type { Check, Whole } from '../whole.ts'

function namesOf(whole: Whole): readonly string[] {
  return recordsOf(whole, profileServices).map((service) => need(service, serviceName))
}

/** `, which lists ...; the nearest is ...` for a name that is not in the list. */
function hintOf(name: string, known: readonly string[]): string {
  const meant = nearest(name, known)
  const list = known.length === 0 ? 'which lists none' : `which lists ${known.join(', ')}`
  return `, ${list}${meant === undefined ? '' : `; the nearest is ${meant}`}`
}

const knownServices: Check = {
  reads: [placements, profileServices],
  find: (whole) => {
    const known = namesOf(whole)
    return recordsOf(whole, placements).flatMap((entry) => {
      const name = need(entry, placementName)
      const held = heldOf(entry, placementName)
      if (held === undefined || known.includes(name)) return []
      return [blameHeld(held, `a service of the firmware profile${hintOf(name, known)}`)]
    })
  },
}

const uniqueUnits: Check = {
  reads: [profileServices],
  find: (whole) => {
    const first = new Map<string, string>()
    return recordsOf(whole, profileServices).flatMap((entry) => {
      const unit = need(entry, serviceUnit)
      const held = heldOf(entry, serviceUnit)
      const twin = first.get(unit)
      if (twin === undefined || held === undefined) {
        first.set(unit, need(entry, serviceName))
        return []
      }
      return [blameHeld(held, `unique; it is the unit of ${twin}`)]
    })
  },
}

const lineWithCommand: Check = {
  reads: [profileServices],
  find: (whole) =>
    recordsOf(whole, profileServices).flatMap((entry) => {
      const held = heldOf(entry, serviceConnectionsLine)
      if (held === undefined || listed(entry, serviceConnections).length > 0) return []
      return [blameHeld(held, 'only with connections, whose output is read')]
    }),
}

const onlyWithVolume: Check = {
  reads: serviceDraftKeys,
  find: (whole) =>
    serviceDrafts(whole).flatMap(({ name, entry, placement, placed }) => {
      const bound = need(entry, serviceNeedsVolume) && placement !== 'master' && placement !== 'off'
      if (!bound) return []
      const rule = `master or off: ${name} needs the replicated volume, which only the running master has`
      return [placed === undefined ? blameKey(whole, slaveProxy, rule, whole.pairFile) : blameHeld(placed.start, rule)]
    }),
}

const offload: Check = {
  reads: serviceDraftKeys,
  find: (whole) => {
    if (!need(whole, slaveProxy)) return []
    const proxies = serviceDrafts(whole).filter(({ entry }) => need(entry, serviceSlaveProxy))
    if (proxies.length === 0) {
      const rule = `false: no service of the firmware profile is marked slave-proxy`
      return [blameKey(whole, slaveProxy, rule, whole.pairFile)]
    }
    return proxies.flatMap(({ name, placement, placed }) => {
      if (placed === undefined || placement === 'slave-when-available') return []
      return [blameHeld(placed.start, `slave-when-available, or no entry: service.slave-proxy places ${name}`)]
    })
  },
}

const knownPredecessors: Check = {
  reads: [profileServices],
  find: (whole) => {
    const known = namesOf(whole)
    const orders = new Map(
      recordsOf(whole, profileServices).map((one) => [need(one, serviceName), need(one, serviceOrder)]),
    )
    return recordsOf(whole, profileServices).flatMap((entry) => {
      const order = need(entry, serviceOrder)
      return listed(entry, serviceAfter).flatMap(({ value, held }) => {
        const before = orders.get(value)
        if (before === undefined) return [blameHeld(held, `another service of this profile${hintOf(value, known)}`)]
        return before > order
          ? [blameHeld(held, `of the same or a lower order: ${value} has ${before}, this one ${order}`)]
          : []
      })
    })
  },
}

type Link = { readonly to: string; readonly held: Held }

const noLoop: Check = {
  reads: [profileServices],
  find: (whole) => {
    const links = new Map<string, readonly Link[]>(
      recordsOf(whole, profileServices).map((entry) => [
        need(entry, serviceName),
        listed(entry, serviceAfter).map(({ value: to, held }) => ({ to, held })),
      ]),
    )
    const settled = new Set<string>()
    return [...links.keys()].flatMap((name) => loopFrom(name, links, settled))
  },
}

/** The loop that is reached first from here, once; everything on the way is settled then. */
function loopFrom(
  start: string,
  links: ReadonlyMap<string, readonly Link[]>,
  settled: Set<string>,
): readonly Problem[] {
  const walk = (name: string, path: readonly string[]): readonly Problem[] => {
    if (settled.has(name)) return []
    const here = [...path, name]
    for (const { to, held } of links.get(name) ?? []) {
      const from = here.indexOf(to)
      if (from !== -1) {
        for (const passed of here) settled.add(passed)
        return [blameHeld(held, `no loop: ${[...here.slice(from), to].join(' -> ')}`)]
      }
      const found = walk(to, here)
      if (found.length > 0) return found
    }
    settled.add(name)
    return []
  }
  return walk(start, [])
}

/** Rules about services. */
export const serviceChecks: readonly Check[] = [
  knownServices,
  uniqueUnits,
  lineWithCommand,
  onlyWithVolume,
  offload,
  knownPredecessors,
  noLoop,
]
