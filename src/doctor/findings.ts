/**
 * What follows from the facts: what passes, what fails, and what must be looked at by hand?
 *
 * Pure. What cannot be known by a program (is the cable a null-modem cable, do the nodes hang on two power circuits) is
 * listed, so that it is not forgotten.
 */
import { clockFindings } from './clocks.ts'
import type { ClockTie } from './clocks.ts'
import { comparisons } from './compare.ts'
import { manual } from './finding.ts'
import type { Finding } from './finding.ts'
import type { LocalFacts } from './local-facts.ts'
import { asMasterFindings, networkFindings } from './network.ts'
import type { NodeFacts } from './node-facts.ts'
import { ownFindings } from './own-findings.ts'
import { byRole, sidesOf } from './sides.ts'
import { upkeepFindings } from './upkeep.ts'

/** All facts. Without `local` the facts of a node are judged somewhere else than on it. */
export type DoctorFacts = {
  readonly local?: LocalFacts
  readonly own: NodeFacts
  readonly peer?: NodeFacts
  readonly tie: ClockTie
}

const page = 'hapair(8)'

/** What only a person can see. */
export const manualFindings: readonly Finding[] = [
  manual({ check: 'cable', rule: 'the serial cable is a null-modem cable, fastened at both ends', page }, ''),
  manual({ check: 'power', rule: 'the two nodes hang on different power circuits', page }, ''),
  manual(
    {
      check: 'network',
      rule: 'the switch ports of both nodes have no start-up delay (spanning tree: edge ports)',
      page,
    },
    '',
  ),
  manual(
    {
      check: 'surroundings',
      rule: 'load balancer, DNS and firewalls let the slave serve in place of the master',
      page,
    },
    'try it with "hapair doctor --as-master-dry-run" on the slave',
  ),
]

/** All findings, in the order in which they should be cured. `asMaster`: also what the slave would meet as master. */
export function findingsOf(facts: DoctorFacts, options: { readonly asMaster?: boolean } = {}): readonly Finding[] {
  const sides = sidesOf(facts.own, facts.peer)
  const slave = byRole(sides)?.slave ?? sides.own
  return [
    ...(facts.local === undefined ? [] : ownFindings(facts.local)),
    ...comparisons(sides),
    ...clockFindings(sides, facts.tie),
    ...networkFindings(sides),
    ...(options.asMaster === true ? asMasterFindings(slave) : []),
    ...upkeepFindings(sides),
    ...manualFindings,
  ]
}
