/**
 * Which short sequences are played on the model of the replication driver and on the driver itself?
 *
 * Each step is one thing that an operator, a cable or the kernel's handler does. After each step both copies must say the
 * same on the model and on the machines, and each command must end with the same code: a model that drifts from the
 * driver proves nothing about the core. The model's half runs with the unit tests, the machines' half in the metal lab.
 */
import { relate } from '../../src/core/generation.ts'
import { connect, demote, disconnect, outdate } from '../sim/replica-verbs.ts'
import { a, b, Lab } from './lab.ts'

/** A node of a sequence: the one that leads at first, and the other. */
export type Place = 'm' | 's'

/** One step. `answer`: what the handlers tell from now on. `discard`: connect, and give up the own changes. */
export type Step =
  | { readonly verb: 'cut' | 'heal' }
  | { readonly verb: 'answer'; readonly code: 1 | 3 | 4 | 5 | 6 | 7 }
  | { readonly verb: Order; readonly node: Place }

/** What is ordered of one copy. */
export type Order = 'primary' | 'force' | 'secondary' | 'outdate' | 'disconnect' | 'connect' | 'discard' | 'write'

/** A sequence with its name. */
export type Script = { readonly name: string; readonly steps: readonly Step[] }

function steps(text: string): readonly Step[] {
  return text.split(', ').map((line) => {
    const [verb = '', word = ''] = line.split(' ')
    if (verb === 'cut' || verb === 'heal') return { verb }
    if (verb === 'answer') return { verb, code: codeOf(word) }
    const order = orders.find((one) => one === verb)
    if (order === undefined || (word !== 'm' && word !== 's')) throw new Error(`no step is written ${line}`)
    return { verb: order, node: word }
  })
}

const orders: readonly Order[] = [
  ...(['primary', 'force', 'secondary', 'outdate'] as const),
  ...(['disconnect', 'connect', 'discard', 'write'] as const),
]

function codeOf(word: string): 1 | 3 | 4 | 5 | 6 | 7 {
  const code = ([1, 3, 4, 5, 6, 7] as const).find((one) => String(one) === word)
  if (code === undefined) throw new Error(`no handler ends with ${word}`)
  return code
}

/** Every sequence begins with two copies that are connected and up to date, both secondary, and ends like that. */
export const scripts: readonly Script[] = [
  {
    name: 'a primary is let go on when its peer has outdated itself',
    steps: steps(
      'primary m, write m, answer 1, cut, outdate s, answer 4, disconnect m, connect m, write m, heal, secondary m',
    ),
  },
  {
    name: 'both go on alone: a split brain, ended by giving up one side',
    steps: steps(
      'primary m, answer 5, cut, primary s, write m, write s, heal, secondary s, discard s, connect m, secondary m',
    ),
  },
  {
    name: 'one primary at a time',
    steps: steps('primary m, primary s, secondary m, primary s, write s, secondary s'),
  },
  { name: 'a primary goes on alone', steps: steps('primary m, answer 5, cut, write m, heal, write m, secondary m') },
  {
    name: 'a frozen primary that nobody holds is let go of',
    steps: steps('primary m, answer 1, cut, secondary m, heal'),
  },
  {
    name: 'exit 6 outdates a secondary that asks',
    steps: steps('primary m, answer 6, cut, primary s, heal, write m, secondary m'),
  },
  {
    name: 'exit 7 is as good as 5',
    steps: steps('primary m, write m, answer 7, cut, write m, heal, secondary m'),
  },
  {
    name: 'who leaves a primary in order is outdated',
    steps: steps('primary m, disconnect s, write m, primary s, connect s, secondary m'),
  },
  {
    name: 'outdate counts only when nobody is connected',
    steps: steps('answer 1, outdate s, disconnect s, outdate s, primary s, connect s'),
  },
  {
    name: 'force on an outdated copy is a split brain',
    steps: steps(
      'primary m, answer 4, cut, outdate s, force s, write m, heal, secondary s, discard s, connect m, secondary m',
    ),
  },
]

/** What was seen after a step: the exit code of a command, both copies in words, and how their data stand to each other. */
export type Sight = {
  readonly exit: number | undefined
  readonly copies: Readonly<Record<Place, string>>
  readonly relation: string
}

const index = { m: a, s: b } as const
const settleMs = 10_000

/** Plays a sequence on the model; what is seen after each step. */
export function playOnModel({ steps: wanted }: Script): readonly Sight[] {
  const lab = new Lab()
  return wanted.map((step) => {
    const exit = performOnModel(lab, step)
    lab.run(settleMs)
    const relation = relate(lab.on.of(a).generation, lab.on.of(b).generation)
    return { exit, copies: { m: lab.says(a), s: lab.says(b) }, relation }
  })
}

function performOnModel(lab: Lab, step: Step): number | undefined {
  switch (step.verb) {
    case 'cut':
    case 'heal':
      lab.wire(step.verb === 'cut')
      return undefined
    case 'answer':
      lab.handler = step.code
      return undefined
    case 'primary':
    case 'force':
      return lab.primary(index[step.node], step.verb === 'force')
    case 'secondary':
      return demote(lab.on, index[step.node]).exit
    case 'outdate':
      return outdate(lab.on, index[step.node]).exit
    case 'disconnect':
      disconnect(lab.on, index[step.node], () => undefined)
      return 0
    case 'connect':
    case 'discard':
      return connect(lab.on, index[step.node], step.verb === 'discard').exit
    case 'write': {
      const before = lab.acknowledged.length
      lab.writes(index[step.node], [before + 1])
      return lab.acknowledged.length > before ? 0 : 1
    }
  }
}
