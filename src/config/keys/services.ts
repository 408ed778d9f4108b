/**
 * Which settings of a pair say where its services run, and how long they may fail?
 *
 * What the services are stands in the firmware profile (`keys/profile-services.ts`). A service without an entry runs on
 * the running master.
 */
import { servicesMax } from '../../core/eyes.ts'
import { choice, count, name, span, toggle } from '../kind.ts'
import { pairKey, pairOnly, records, required, value } from '../key.ts'

/** Longest name of a service, our own limit. */
const nameMax = 40

/** Our own limits. */
const restartsMax = 20
const windowMs = { min: 60_000, max: 86_400_000 } as const
const auditMs = { min: 5_000, max: 600_000 } as const

export const placementName = required({
  path: 'service.placement[].name',
  layers: pairOnly,
  kind: name(nameMax),
  meaning: "Name of a service from the profile's list.",
  rule: 'one entry per service',
  requirement: 'PAR-48, SVC-3',
})

export const placementStart = value({
  path: 'service.placement[].start',
  layers: pairOnly,
  kind: choice(['master', 'slave', 'both', 'slave-when-available', 'off']),
  initial: 'master',
  meaning:
    'Running role of the node on which the service runs; slave and slave-when-available move to the running master while no slave is up. off: this pair does not use it, and hapair leaves its unit alone.',
  rule: 'master or off for a service that needs the replicated volume',
  requirement: 'PAR-49, SVC-1, SVC-6',
})

export const placements = records({
  path: 'service.placement',
  layers: pairOnly,
  max: servicesMax,
  identity: 'service.placement[].name',
  fields: [placementName, placementStart],
  meaning: 'Services that run elsewhere than on the running master, or that are named for clarity.',
  requirement: 'SVC-1, SVC-2',
})

export const parallelStarts = value({
  path: 'service.parallel-starts',
  layers: pairKey,
  kind: count(1, servicesMax, 'services'),
  initial: 4,
  meaning: 'Services of one order that are started at the same time.',
  requirement: 'SVC-9',
})

export const serviceRestarts = value({
  path: 'service.restarts',
  layers: pairKey,
  kind: count(1, restartsMax, 'deaths'),
  initial: 3,
  meaning:
    'Deaths and failed starts of one service within service.restart-window after which the role is handed over, once, to a peer that could lead.',
  requirement: 'SVC-13',
})

export const restartWindow = value({
  path: 'service.restart-window',
  layers: pairKey,
  kind: span(windowMs.min, windowMs.max),
  initial: '10m',
  meaning: 'Within this time service.restarts are counted.',
  requirement: 'SVC-13',
})

export const auditPeriod = value({
  path: 'service.audit-period',
  layers: pairKey,
  kind: span(auditMs.min, auditMs.max),
  initial: '30s',
  meaning:
    'How often every service is looked at when nothing moves: what runs where it must not, or would start at boot by itself, is put right and told.',
  requirement: 'SVC-6',
})

export const slaveProxy = value({
  path: 'service.slave-proxy',
  layers: pairKey,
  kind: toggle,
  initial: false,
  meaning:
    'Let the slave serve the web proxy while it is available: the services of the profile that are marked slave-proxy are placed slave-when-available.',
  requirement: 'PAR-50, SVC-7, CFG-20',
})

/** Keys of the placement of services, in the order of the manual page. */
export const serviceKeys = [placements, slaveProxy, parallelStarts, serviceRestarts, restartWindow, auditPeriod]
