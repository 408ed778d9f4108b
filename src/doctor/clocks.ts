/**
 * Do the clocks of the two nodes agree?
 *
 * No decision of hapair depends on the wall clock (D7), but logs, certificates and scheduled copies do. Facts on paper are
 * as old as they are, so a skew can be told only when both were read in the same moment, or when something ties
 * the moments together: the monotonic clock of the peer, which every beat carries, or that the facts came through a pipe
 * just now. Source: requirement PRE-4.
 */
import { failed, passed, skipped, warned } from './finding.ts'
import type { DoctorRule, Finding } from './finding.ts'
import type { ClockFacts, NodeFacts } from './node-facts.ts'
import { asked, compared, known } from './sides.ts'
import type { Sides } from './sides.ts'

const page = 'hapair(8)'
const skewRule: DoctorRule = { check: 'clock-skew', rule: 'the clocks of both nodes agree within a second', page }
const syncRule: DoctorRule = { check: 'time-service', rule: 'a time service keeps the clock', page }

/** Skew that warns and skew that refuses, ms: PRE-4. */
const warnMs = 1_000
const refuseMs = 5_000

/** What ties the clocks of the two nodes together. */
export type ClockTie = {
  /** The peer's monotonic clock less the own one, ms, for this boot of the peer; from its beats. */
  readonly beats?: { readonly bootId: number; readonly aheadMs: number }
  /** Own wall clock when the facts of the peer had just been written, ms; only for facts from a pipe. */
  readonly readAtMs?: number
}

/** The peer's wall clock less the own one, ms, and how it is known; undefined when nothing ties them. */
export function clockSkew(own: ClockFacts, peer: ClockFacts, tie: ClockTie): { ms: number; by: string } | undefined {
  if (tie.beats !== undefined && tie.beats.bootId === peer.bootId) {
    const ms = peer.wallMs - peer.monotonicMs - (own.wallMs - own.monotonicMs) + tie.beats.aheadMs
    return { ms, by: 'by the clock in its beats' }
  }
  if (tie.readAtMs !== undefined) return { ms: peer.wallMs - tie.readAtMs, by: 'by the moment of reading' }
  // Facts from the future: how old they are is not known, but not less than nothing.
  const ahead = peer.wallMs - own.wallMs
  return ahead > warnMs ? { ms: ahead, by: 'at least, by facts that were written later than now' } : undefined
}

/** Whether the clocks agree, and what keeps them. */
export function clockFindings(sides: Sides, tie: ClockTie): readonly Finding[] {
  const ask = ({ clock }: NodeFacts): NodeFacts['clock'] => clock
  const services = known(sides).flatMap((side) =>
    asked(syncRule, side, ask, ({ synchronised }) => {
      if (synchronised === true) return [passed(syncRule, `${side.name}: a time service keeps the clock`)]
      const what = 'start a time service, such as chrony or systemd-timesyncd'
      if (synchronised === false) return [warned(syncRule, `${side.name}: no time service keeps the clock`, what)]
      return [skipped(syncRule, `${side.name}: it cannot be seen whether a time service keeps the clock`)]
    }),
  )
  const skew = compared(skewRule, sides, ask, (own, peer) => [skewFinding(clockSkew(own, peer, tie))])
  return [...services, ...skew]
}

function skewFinding(skew: { ms: number; by: string } | undefined): Finding {
  if (skew === undefined) {
    const how = 'hand the facts over in a pipe: ssh PEER hapair doctor --write-facts | hapair doctor --peer-facts -'
    return skipped(skewRule, 'nothing ties the two readings together', how)
  }
  const seconds = (Math.abs(skew.ms) / 1_000).toFixed(1)
  const found = `the other node is ${seconds} s ${skew.ms < 0 ? 'behind' : 'ahead'}, ${skew.by}`
  if (Math.abs(skew.ms) <= warnMs) return passed(skewRule, found)
  const what = 'set both clocks by the same time service'
  return Math.abs(skew.ms) > refuseMs ? failed(skewRule, found, what) : warned(skewRule, found, what)
}
