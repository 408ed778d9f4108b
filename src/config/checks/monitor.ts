/**
 * Do the monitors watch what they can, and do their times hang together?
 */
import { blameAbsence, blameHeld, blameKey } from '../blame.ts'
import { kindless, linkKeys, siteLinks } from '../derive-links.ts'
import { heldOf, listed, may, need, pathIn } from '../entry.ts'
import { internetDownMinutes, lanDownMinutes, onInternetDown, onLanDown } from '../keys/failover.ts'
import {
  checkFailures,
  checkInterval,
  checkRecheck,
  monitorOnFewer,
  monitorPeriod,
  monitorTargets,
  pingIterations,
  watchedKind,
} from '../keys/monitor.ts'
import { renderSpan } from '../span.ts'
import type { Check, Whole } from '../whole.ts'
import type { Problem } from '../problem.ts'

/** Rounds that a difference must last at least: one alone may be a lost packet. */
const roundsMin = 2

const recheck: Check = {
  reads: [checkInterval, checkRecheck],
  find: (whole) => {
    const held = heldOf(whole, checkRecheck)
    const intervalMs = need(whole, checkInterval)
    if (held === undefined || (may(whole, checkRecheck) ?? 0) <= intervalMs) return []
    return [blameHeld(held, `at most check.interval (${renderSpan(intervalMs)})`)]
  },
}

const oneCounter: Check = {
  reads: [checkFailures, pingIterations],
  find: (whole) => {
    const held = heldOf(whole, pingIterations)
    const counter = heldOf(whole, checkFailures)
    if (held === undefined || counter === undefined || counter.origin.type === 'default') return []
    const failures = need(whole, checkFailures)
    return may(whole, pingIterations) === failures ? [] : [blameHeld(held, `equal to check.max-failures (${failures})`)]
  },
}

const lastingDifference: Check = {
  reads: [monitorTargets, monitorPeriod, monitorOnFewer],
  find: (whole) => {
    const onFewerMs = need(whole, monitorOnFewer)
    if (onFewerMs === 'off') return []
    const periodMs = need(whole, monitorPeriod)
    const least = renderSpan(roundsMin * periodMs)
    const blame = (rule: string): Problem => blameKey(whole, monitorOnFewer, rule, whole.pairFile)
    return [
      ...(onFewerMs >= roundsMin * periodMs ? [] : [blame(`at least twice monitor.period: ${least}`)]),
      ...(listed(whole, monitorTargets).length > 0 ? [] : [blame('off, or with monitor.targets that are compared')]),
    ]
  },
}

const kinds: Check = {
  reads: linkKeys,
  find: (whole) =>
    kindless(whole).map((entry) =>
      blameAbsence(entry.origin, pathIn(entry, watchedKind), 'lan or internet, for a device of no zone'),
    ),
}

/** Rules about monitors. */
export const monitorChecks: readonly Check[] = [recheck, oneCounter, lastingDifference, kinds]

/** A timer that can never run is worth a word: a device without a check never counts as down (FO-2, FO-4). */
function idleTimer(kind: 'lan' | 'internet'): Check {
  const [key, minutes] = kind === 'lan' ? [onLanDown, lanDownMinutes] : [onInternetDown, internetDownMinutes]
  return {
    reads: [key, minutes, ...linkKeys],
    find: (whole: Whole) => {
      if (!need(whole, key) || kindless(whole).length > 0) return []
      const links = siteLinks(whole).filter((link) => link.kind === kind)
      const blind = links.filter((link) => link.check === undefined).map((link) => link.device)
      if (links.length > 0 && blind.length === 0) return []
      const why = links.length === 0 ? 'this node has no such device' : `no check on ${blind.join(', ')}`
      return [blameKey(whole, key, `never hands over from this node: ${why} (device[].check.enabled)`, whole.pairFile)]
    },
  }
}

/** Advice about monitors. */
export const monitorAdvice: readonly Check[] = [idleTimer('lan'), idleTimer('internet')]
