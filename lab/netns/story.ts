/**
 * How is a drill told, and how are all of them summed up?
 *
 * Pure text: each step and each change of an owner is a sentence with the seconds since the drill began; the sum is a
 * table with one line per drill. Nothing here looks at a clock or prints.
 */
import type { Actor, Drill, Step } from './drills.ts'
import type { NodeName } from './layout.ts'
import { hostNames, otherNode } from './layout.ts'

/** The outcome of a drill. Times in ms; `outagesMs` by zone. */
export type Outcome = {
  readonly drill: Drill
  readonly outagesMs: Readonly<Record<string, number>>
  readonly twoOwnersMs: number
  readonly owner: NodeName | 'both' | 'nobody'
  readonly expectedOwner: NodeName
  /** What the owner says of the other node: the verdict's word. */
  readonly verdict: string
  /** What is wrong, in words; empty when everything is as expected. */
  readonly wrong: readonly string[]
}

/** Which node a step means, when `owner` owned the addresses at the beginning. */
export function nodeOf(actor: Actor, owner: NodeName): NodeName {
  return actor === 'owner' ? owner : otherNode(owner)
}

/** A step as a sentence without a full stop. */
export function stepSentence(step: Step, owner: NodeName): string {
  switch (step.type) {
    case 'order':
      return `operator on ${hostNames[nodeOf(step.at, owner)]}: hapair ${step.words.join(' ')}`
    case 'power-cut':
      return `power of ${hostNames[nodeOf(step.at, owner)]} is cut`
    case 'power-on':
      return `power of ${hostNames[nodeOf(step.at, owner)]} is back`
    case 'start-agent':
      return `hapaird is started on ${hostNames[nodeOf(step.at, owner)]}`
    case 'serial':
      return `serial cable: ${step.order}`
    case 'cut-ethernet-between-nodes':
      return 'no Ethernet frame passes between the nodes any more; carriers stay'
    case 'cut-cable':
      return `${step.zone} cable of ${hostNames[nodeOf(step.at, owner)]} is pulled`
    case 'kill-agent':
      return `hapaird on ${hostNames[nodeOf(step.at, owner)]} is killed`
    case 'freeze-agent':
      return `hapaird on ${hostNames[nodeOf(step.at, owner)]} is frozen`
    case 'thaw-agent':
      return `hapaird on ${hostNames[nodeOf(step.at, owner)]} is thawed`
    case 'isolate':
      return `no frame passes to or from ${hostNames[nodeOf(step.at, owner)]} any more, nor a byte on the serial line`
    case 'mend-everything':
      return 'every cable is put back'
    case 'wait':
      return `${step.deadTimes} dead time${step.deadTimes === 1 ? '' : 's'} pass`
  }
}

const SECONDS_WIDTH = 7
const MS_PER_SECOND = 1000

/** One line of a story, `ms` after the drill began. */
export function storyLine(ms: number, sentence: string): string {
  return `${(ms / MS_PER_SECOND).toFixed(2).padStart(SECONDS_WIDTH)} s  ${sentence}`
}

/** One node's gain or loss of some addresses, which happened together. */
export type Move = {
  readonly atMs: number
  readonly node: NodeName
  readonly change: 'added' | 'gone'
  readonly addresses: readonly string[]
}

/** Changes that follow each other on one node, put together. `ours` gives the addresses that count their readable names. */
export function movesIn(
  events: readonly {
    readonly atMs: number
    readonly node: string
    readonly change: 'added' | 'gone'
    readonly address: string
  }[],
  ours: ReadonlyMap<string, string>,
): Move[] {
  const moves: Move[] = []
  for (const { atMs, node, change, address: name } of events) {
    const address = ours.get(name)
    if (address === undefined || (node !== 'm' && node !== 's')) continue
    const last = moves.at(-1)
    if (last?.node !== node || last.change !== change) moves.push({ atMs, node, change, addresses: [address] })
    else moves.splice(-1, 1, { ...last, addresses: [...last.addresses, address] })
  }
  return moves
}

/** A move as a sentence. */
export function moveSentence(move: Move): string {
  const [first = '', ...others] = move.addresses
  const what = others.length === 0 ? first : `${first} and ${others.length} more`
  return `${hostNames[move.node]} ${move.change === 'added' ? 'holds' : 'holds no longer'} ${what}`
}

/** The sum of all drills as a table. `zones` in the order of their columns. */
export function summaryTable(outcomes: readonly Outcome[], zones: readonly string[]): string {
  const header = ['drill', 'verdict', ...zones.map((zone) => `${zone} ms`), 'two owners ms', 'owner', 'expected', 'ok']
  const lines = outcomes.map((outcome) => [
    outcome.drill.title,
    outcome.verdict,
    ...zones.map((zone) => (outcome.outagesMs[zone] ?? 0).toFixed(0)),
    outcome.twoOwnersMs.toFixed(0),
    ownerName(outcome.owner),
    `${hostNames[outcome.expectedOwner]}: ${outcome.drill.expected.words}`,
    outcome.wrong.length === 0 ? 'yes' : 'NO',
  ])
  const widths = header.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => (line[column] ?? '').length)),
  )
  const row = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  const wrong = outcomes.flatMap((outcome) => outcome.wrong.map((text) => `${outcome.drill.id}: ${text}`))
  return [row(header), row(widths.map((width) => '-'.repeat(width))), ...lines.map(row), ...wrong, ''].join('\n')
}

function ownerName(owner: Outcome['owner']): string {
  return owner === 'both' || owner === 'nobody' ? owner : hostNames[owner]
}
