/**
 * `hapair doctor`: is this node ready to be one of a pair, and do the two fit together?
 */
import { checklist, renderChecklist } from '../../doctor/checklist.ts'
import { renderFindings } from '../../doctor/finding.ts'
import type { Finding } from '../../doctor/finding.ts'
import { findingsOf } from '../../doctor/findings.ts'
import type { DoctorFacts } from '../../doctor/findings.ts'
import { renderNodeFacts } from '../../doctor/node-facts.ts'
import { sidesOf } from '../../doctor/sides.ts'
import { nextLicenceStep } from '../../doctor/upkeep.ts'
import { flag, given } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { doctorFacts, factsHere } from '../doctor-facts.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { renderNode } from '../render-status.ts'

/** Prints what passes, what fails and what to look at; fails when a check fails. */
export async function doctorCommand(context: Context, call: Call): Promise<ExitCode> {
  const { terminal } = context
  if (flag(call, 'writeFacts')) {
    const { own } = await factsHere(context)
    terminal.out(renderNodeFacts(own).trimEnd())
    return exitCodes.done
  }
  const facts = await doctorFacts(context, { own: given(call, 'facts'), peer: given(call, 'peerFacts') })
  const findings = findingsOf(facts, { asMaster: flag(call, 'asMasterDryRun') })
  const next = nextLicenceStep(sidesOf(facts.own, facts.peer)) ?? null
  const items = flag(call, 'checklist') ? checklist(findings) : undefined
  if (flag(call, 'json')) {
    const told = items === undefined ? { findings } : { checklist: items }
    terminal.out(JSON.stringify({ ...told, nextLicenceStep: next }, undefined, 2))
  } else {
    for (const line of items === undefined ? wholeText(facts, findings) : renderChecklist(items)) terminal.out(line)
    if (items !== undefined && next !== null) terminal.out(`next step of the entitlement: ${next}`)
  }
  return findings.some(({ result }) => result === 'fail') ? exitCodes.failed : exitCodes.done
}

/** The findings, below the line that says which node they come from. */
function wholeText({ local }: DoctorFacts, findings: readonly Finding[]): readonly string[] {
  const node = local !== undefined && 'status' in local.daemon ? [renderNode(local.daemon.status)] : []
  return [...node, ...renderFindings(findings)]
}
