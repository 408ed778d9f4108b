/**
 * What should the operator be told although nothing is wrong?
 */
import { answerShare } from '../../core/disk-fitness.ts'
import { blameHeld, blameKey } from '../blame.ts'
import { heldOf, listed, need } from '../entry.ts'
import type { ValueKey } from '../key.ts'
import { drbdResources } from '../keys/disk.ts'
import { fencingDevice } from '../keys/fencing.ts'
import { deadTime } from '../keys/heartbeat.ts'
import { parseRaw } from '../kind.ts'
import { haEnabled, isolation, masterLanIp, nodeRole, slaveLanIp } from '../keys/pair.ts'
import { pingTargets } from '../keys/vip.ts'
import { renderSpan } from '../span.ts'
import { allKeys } from '../table.ts'
import type { Check, Whole } from '../whole.ts'
import type { Problem } from '../problem.ts'
import { monitorAdvice } from './monitor.ts'

/** Writes freeze this many dead times when the slave vanishes: the master answers no earlier (D11a). */
const freezePerDead = 1.2

const advised = allKeys.filter((key): key is ValueKey<unknown> => key.form === 'value' && key.advisory !== undefined)

/** Advice of the table: the value is not the default. */
const changedDefaults: readonly Check[] = advised.map((key) => ({
  reads: [key],
  find: (whole) => {
    const held = heldOf(whole, key)
    if (held === undefined || key.initial === undefined || held.origin.type === 'default') return []
    const same = key.kind.canonical(held.raw) === key.kind.canonical(key.initial)
    return same ? [] : [blameHeld(held, key.advisory ?? '')]
  },
}))

const frozenWrites: Check = {
  reads: [deadTime, drbdResources],
  find: (whole) => {
    if (listed(whole, drbdResources).length === 0) return []
    const deadMs = need(whole, deadTime)
    const seconds = renderSpan(Math.ceil(deadMs * freezePerDead))
    return [blameKey(whole, deadTime, `an unclean loss of the slave freezes writes for ${seconds}`, whole.pairFile)]
  },
}

/** Below this dead time, ms, the span below is shorter than what a slow machine was late with. */
const shortDeadMs = 10_000
/** Dead times between the verdict by silence and the latest answer to the kernel (D11a). */
const questionShare = answerShare - 1

const shortQuestion: Check = {
  reads: [deadTime, drbdResources, fencingDevice, isolation],
  find: (whole) => {
    const deadMs = need(whole, deadTime)
    // With a fencing device its word decides, with isolation = manual that of the operator, and no time is short.
    const bySilence = need(whole, fencingDevice) === 'none' && need(whole, isolation) === 'auto'
    const timed = listed(whole, drbdResources).length > 0 && bySilence
    if (!timed || deadMs >= shortDeadMs) return []
    const left = `leaves ${Math.round(deadMs * questionShare)} ms (0.15 dead times) for the kernel's question`
    const rule = `a takeover by silence ${left} and fails when that comes later; a slow machine wants a longer dead time`
    return [blameKey(whole, deadTime, rule, whole.pairFile)]
  },
}

const fewTargets: Check = {
  reads: [pingTargets, masterLanIp, slaveLanIp],
  find: (whole) => {
    const [first] = listed(whole, pingTargets)
    const rule = 'two nodes on one subnet need no extra targets; on different subnets one is enough (FO-14)'
    return first === undefined ? [] : [blameHeld(first.held, rule)]
  },
}

const switchedOff: Check = {
  reads: [haEnabled, nodeRole],
  find: (whole) => {
    if (need(whole, nodeRole) === 'standalone' || need(whole, haEnabled)) return []
    return [blameKey(whole, haEnabled, 'this node takes no part in the pair until ha.enabled is true', whole.nodeFile)]
  },
}

/** Advice for a node of a pair. */
export const adviceChecks: readonly Check[] = [
  ...changedDefaults,
  frozenWrites,
  shortQuestion,
  fewTargets,
  switchedOff,
  ...monitorAdvice,
]

/** Advice for a node outside a pair whose files speak of one. */
export function standaloneAdvice(whole: Whole): readonly Problem[] {
  if (!whole.entries.has(masterLanIp.path)) return []
  const held = heldOf(whole, nodeRole)
  const rule = 'this node is standalone although pair.yaml names two nodes; node.role says which one it is'
  return held === undefined || parseRaw(nodeRole.kind, held.raw) === undefined ? [] : [blameHeld(held, rule)]
}
