/**
 * Can the fencing device do what is promised of it?
 */
import { blameKey } from '../blame.ts'
import { may, need } from '../entry.ts'
import { fencingAgent, fencingDevice } from '../keys/fencing.ts'
import { deadTime } from '../keys/heartbeat.ts'
import { isolation } from '../keys/pair.ts'
import { renderSpan } from '../span.ts'
import { fastBelowMs, timingClass } from '../timing.ts'
import type { Check } from '../whole.ts'

const agentIsNamed: Check = {
  reads: [fencingDevice, fencingAgent],
  find: (whole) => {
    if (need(whole, fencingDevice) === 'none' || may(whole, fencingAgent) !== undefined) return []
    return [blameKey(whole, fencingAgent, 'needed while fencing.device is agent', whole.nodeFile)]
  },
}

const slowClass: Check = {
  reads: [fencingDevice, deadTime],
  find: (whole) => {
    if (need(whole, fencingDevice) === 'none' || timingClass(need(whole, deadTime)) === 'normal') return []
    const rule = `none with a dead time below ${renderSpan(fastBelowMs)}: a device takes longer than that`
    return [blameKey(whole, fencingDevice, rule, whole.pairFile)]
  },
}

const notWithManual: Check = {
  reads: [fencingDevice, isolation],
  find: (whole) => {
    if (need(whole, fencingDevice) === 'none' || need(whole, isolation) === 'auto') return []
    const rule =
      'none with isolation: manual, where only the operator lets a node take over and nothing waits for a device'
    return [blameKey(whole, fencingDevice, rule, whole.pairFile)]
  },
}

/** Rules about the fencing device. */
export const fencingChecks: readonly Check[] = [agentIsNamed, slowClass, notWithManual]
