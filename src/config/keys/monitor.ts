/**
 * Which keys say what is watched: the devices of a node, targets that both nodes ask, the address of the peer?
 *
 * Which devices a node has is a fact of the node; what both ask together, and when a difference counts, belongs to the
 * pair. Targets are addresses: no name is resolved while a decision is made.
 */
import { targetsMax } from '../../core/eyes.ts'
import { choice, count, span, spanOrOff, toggle } from '../kind.ts'
import { nodeKey, pairKey, pairOnly, records, required, value, values } from '../key.ts'
import { device, ipAddress } from '../place-kinds.ts'

/** More devices than an appliance has; our own limit. */
const devicesMax = 16

/** Longest wait before a change of a device counts, ms; keepalived's longest delay. */
const debounceMsMax = 255_000

/** Limits of a round of the jury and of the span of a difference, ms; our own. */
const periodMs = { min: 1_000, max: 300_000 } as const
const fewerMs = { min: 2_000, max: 3_600_000 } as const

/** Limits of the checks of the peer's address, ms: PAR-31, PAR-33; failures: PAR-35. */
const intervalMs = { min: 5_000, max: 300_000 } as const
const recheckMs = { min: 1_000, max: 300_000 } as const
const failures = { min: 2, max: 20 } as const

const deviating = 'this deviates from the recommended default (HB-20)'

export const watchedName = required({
  path: 'device[].name',
  layers: nodeKey,
  kind: device,
  meaning: 'The network device.',
  requirement: 'PAR-20',
})

export const watchedKind = value({
  path: 'device[].kind',
  layers: nodeKey,
  kind: choice(['lan', 'internet']),
  derived: 'lan for lan.primary-device and the device of a VIP of that zone, internet for wan.device and its like',
  meaning: 'Whether the device belongs to the LAN or to the Internet.',
  rule: 'needed for any other device',
  requirement: 'FO-2, FO-4',
})

export const checkEnabled = value({
  path: 'device[].check.enabled',
  layers: nodeKey,
  kind: toggle,
  initial: false,
  meaning:
    'Watch the device: carrier, then the target when there is one, else received packets and answers of its neighbours. A device without a check never counts as down.',
  requirement: 'PAR-20, FO-2, FO-4',
})

export const checkTarget = value({
  path: 'device[].check.target',
  layers: nodeKey,
  kind: ipAddress,
  meaning:
    'Host that is asked through this device alone; without it a device that receives nothing asks its neighbours.',
  rule: 'not an address of either node, not a VIP or alias, not inside management-tunnel.network',
  requirement: 'PAR-20, FO-6',
})

export const checkDownAfter = value({
  path: 'device[].check.down-after',
  layers: nodeKey,
  kind: span(0, debounceMsMax),
  initial: '6s',
  meaning: 'How long every look at a device must fail before it counts as down.',
  requirement: 'FO-3, FO-5',
})

export const checkUpAfter = value({
  path: 'device[].check.up-after',
  layers: nodeKey,
  kind: span(0, debounceMsMax),
  initial: '4s',
  meaning: 'How long every look at a device that was down must succeed before it counts as up.',
  requirement: 'FO-3, FO-5',
})

export const watchedDevices = records({
  path: 'device',
  layers: nodeKey,
  max: devicesMax,
  identity: 'device[].name',
  fields: [watchedName, watchedKind, checkEnabled, checkTarget, checkDownAfter, checkUpAfter],
  meaning: 'Devices of the LAN and of the Internet, for failover.on-lan-down and failover.on-internet-down.',
  requirement: 'PAR-20',
})

export const monitorTargets = values({
  path: 'monitor.targets',
  layers: pairOnly,
  kind: ipAddress,
  max: targetsMax,
  meaning: 'Addresses that both nodes ask in the same second; how many answer is compared (the jury).',
  rule: 'unique; not an address of either node, not a VIP or alias, not inside management-tunnel.network',
  requirement: 'FO-13',
})

export const monitorPeriod = value({
  path: 'monitor.period',
  layers: pairKey,
  kind: span(periodMs.min, periodMs.max),
  initial: '5s',
  meaning: 'How often the targets are asked.',
  requirement: 'FO-13',
})

export const monitorOnFewer = value({
  path: 'monitor.on-fewer',
  layers: pairKey,
  kind: spanOrOff(fewerMs.min, fewerMs.max),
  initial: 'off',
  meaning:
    'How long fewer targets must answer the running master than the slave, in every round, before it hands over.',
  rule: 'at least twice monitor.period; needs monitor.targets',
  requirement: 'FO-7',
})

export const checkInterval = value({
  path: 'check.interval',
  layers: pairKey,
  kind: span(intervalMs.min, intervalMs.max),
  initial: '15s',
  meaning: 'How often the address of the peer is asked by ICMP, beside the beats.',
  requirement: 'PAR-31, HB-10, HB-13',
  advisory: deviating,
})

export const checkRecheck = value({
  path: 'check.recheck-interval',
  layers: pairKey,
  kind: span(recheckMs.min, recheckMs.max),
  derived: '15s, or check.interval when that is shorter',
  meaning: 'How soon it is asked again after a check that failed.',
  rule: 'at most check.interval',
  requirement: 'PAR-33, HB-12',
})

export const checkFailures = value({
  path: 'check.max-failures',
  layers: pairKey,
  kind: count(failures.min, failures.max),
  initial: 12,
  meaning:
    'Checks that fail in a row before the address counts as gone; one answer begins the count anew. It decides, with the beats, only where there is no serial line, no VIP and no disk; elsewhere it confirms and reports.',
  requirement: 'PAR-32, HB-11, HB-14',
  advisory: deviating,
})

export const pingIterations = value({
  path: 'ping.iterations',
  layers: pairKey,
  kind: count(failures.min, failures.max),
  derived: 'check.max-failures',
  meaning: 'Another name of check.max-failures.',
  rule: 'equal to it when both are written',
  requirement: 'PAR-35, HB-13',
})

/** Keys of monitors, in the order of the manual page. */
export const monitorKeys = [
  watchedDevices,
  monitorTargets,
  monitorPeriod,
  monitorOnFewer,
  checkInterval,
  checkRecheck,
  checkFailures,
  pingIterations,
]
