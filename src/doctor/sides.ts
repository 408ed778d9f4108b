/**
 * Whose facts are these?
 *
 * A finding about one node names it, by its configured role when it has one, so that the same text helps on both.
 */
import type { Answer, NodeFacts } from './node-facts.ts'
import { skipped } from './finding.ts'
import type { DoctorRule, Finding } from './finding.ts'

/** One node of the two. */
export type Side = { readonly name: string; readonly facts: NodeFacts }

/** Both nodes; `peer` is left out while its facts are not known. */
export type Sides = { readonly own: Side; readonly peer?: Side }

/** Names the two by their roles, or from where the reader sits. */
export function sidesOf(own: NodeFacts, peer: NodeFacts | undefined): Sides {
  const clear = peer === undefined || own.role !== peer.role
  const side = (facts: NodeFacts, fallback: string): Side => ({
    name: clear && facts.role !== 'standalone' ? `the ${facts.role}` : fallback,
    facts,
  })
  const mine = side(own, 'this node')
  return peer === undefined ? { own: mine } : { own: mine, peer: side(peer, 'the other node') }
}

/** Every node whose facts are known, the own one first. */
export function known({ own, peer }: Sides): readonly Side[] {
  return peer === undefined ? [own] : [own, peer]
}

/** The configured master and slave, where the roles are clear. */
export function byRole(sides: Sides): { readonly master: Side; readonly slave: Side } | undefined {
  const master = known(sides).find(({ facts }) => facts.role === 'master')
  const slave = known(sides).find(({ facts }) => facts.role === 'slave')
  return master === undefined || slave === undefined ? undefined : { master, slave }
}

/** One question, asked of one node: judged when it was answered, else skipped with the reason. */
export function asked<T>(
  rule: DoctorRule,
  { name, facts }: Side,
  question: (facts: NodeFacts) => Answer<T>,
  judge: (answer: T) => readonly Finding[],
): readonly Finding[] {
  const answer = question(facts)
  return 'unanswered' in answer ? [skipped(rule, `${name}: ${answer.unanswered}`)] : judge(answer.value)
}

/** One question, asked of both nodes; nothing while only one is known. */
export function compared<T>(
  rule: DoctorRule,
  sides: Sides,
  question: (facts: NodeFacts) => Answer<T>,
  judge: (own: T, peer: T) => readonly Finding[],
): readonly Finding[] {
  const { own, peer } = sides
  if (peer === undefined) return []
  return asked(rule, own, question, (mine) => asked(rule, peer, question, (theirs) => judge(mine, theirs)))
}
