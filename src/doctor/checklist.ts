/**
 * In which order is a pair put up, and how far is it?
 *
 * The findings of `hapair doctor` in the order of the installation, one line for each step: the worst outcome of what
 * belongs to it counts. A step that no finding speaks of is left to a person. Source: requirement PRE-8.
 */
import type { Finding, Result } from './finding.ts'

/** One step of the installation. */
export type ChecklistItem = {
  readonly step: string
  readonly result: Result
  /** What was found where it does not pass; empty otherwise. */
  readonly found: string
  readonly action: string
  readonly page: string
}

type Step = { readonly step: string; readonly checks: readonly string[]; readonly page: string }

const steps: readonly Step[] = [
  { step: 'administrator accounts exist on both nodes', checks: [], page: 'the procedure of the vendor' },
  { step: 'both machines are able to be a pair', checks: ['capable'], page: 'hapair(8)' },
  {
    step: 'both machines are alike',
    checks: ['processors', 'memory', 'nics', 'volume-size', 'machine'],
    page: 'hapair(8)',
  },
  { step: 'both nodes have the same releases', checks: ['release', 'hapair'], page: 'hapair(8)' },
  { step: 'each node has its own entitlement, the master first', checks: ['entitlement'], page: 'hapair(8)' },
  { step: 'automatic updates are off', checks: ['updates'], page: 'hapair(8)' },
  { step: 'names and roles are set', checks: ['names', 'role-word', 'pair'], page: 'hapair.conf(5)' },
  {
    step: 'the settings are right',
    checks: ['settings', 'same-settings', 'devices', 'volumes'],
    page: 'hapair.conf(5)',
  },
  { step: 'the key of the pair is on both nodes', checks: ['key'], page: 'hapair.conf(5)' },
  { step: 'the clocks agree', checks: ['clock-skew', 'time-service', 'clock'], page: 'hapair(8)' },
  { step: 'the serial line is there', checks: ['serial', 'cable'], page: 'hapaird(8)' },
  { step: 'both nodes reach the same networks', checks: ['carrier', 'zones', 'gateways'], page: 'hapair(8)' },
  { step: 'all ports between the nodes are open', checks: ['ports', 'filtered'], page: 'hapair(8)' },
  {
    step: 'the network lets the slave serve in place of the master',
    checks: ['as-master', 'surroundings'],
    page: 'hapair(8)',
  },
  { step: 'power and switches are ready', checks: ['power', 'network'], page: 'hapair(8)' },
  { step: 'backups are made every day', checks: ['backup'], page: 'hapair-profile(5)' },
  { step: 'the feature is on, the master first', checks: ['enabled'], page: 'hapair(8)' },
  { step: 'the agents run and hear each other', checks: ['daemon', 'links', 'peer'], page: 'hapaird(8)' },
]

/** The worse one later. */
const severity: readonly Result[] = ['pass', 'skipped', 'manual', 'warn', 'fail']

/** The steps with their outcomes. */
export function checklist(findings: readonly Finding[]): readonly ChecklistItem[] {
  return steps.map(({ step, checks, page }) => {
    const mine = findings.filter(({ check }) => checks.includes(check))
    const worst = mine.toSorted((one, other) => severity.indexOf(other.result) - severity.indexOf(one.result))[0]
    if (worst === undefined) return { step, result: 'manual', found: '', action: '', page }
    const silent = worst.result === 'pass' || worst.result === 'manual'
    return { step, result: worst.result, found: silent ? '' : worst.found, action: worst.action, page }
  })
}

/** One line for each step, and below it what is missing. */
export function renderChecklist(items: readonly ChecklistItem[]): readonly string[] {
  const numberWidth = String(items.length).length
  const indent = ' '.repeat(numberWidth + 2 + 'skipped'.length + 2)
  return items.flatMap(({ step, result, found, action, page }, index) => [
    `${String(index + 1).padStart(numberWidth)}  ${result.padEnd('skipped'.length)}  ${step} (${page})`,
    ...(found === '' ? [] : [`${indent}found: ${found}`]),
    ...(action === '' || result === 'pass' ? [] : [`${indent}do: ${action}`]),
  ])
}
