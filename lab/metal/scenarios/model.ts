/**
 * Does the simulator's model of the replication driver do what the driver does?
 *
 * The same short sequences are played on both, step by step, and what both copies say is compared, with the exit code of
 * each command. A model that drifts from the driver would let the simulator prove what is not so. No agent runs.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { relate } from '../../../src/core/generation.ts'
import { parseGeneration } from '../../../src/drbd/identifiers.ts'
import { playOnModel, scripts } from '../../../test/replica/scripts.ts'
import type { Order, Place, Script, Sight, Step } from '../../../test/replica/scripts.ts'
import { nodeNames } from '../../netns/layout.ts'
import { answerFence, connectRawDisk } from '../disk.ts'
import type { Machine } from '../machine.ts'
import { Disproved } from '../stage.ts'
import type { Stage } from '../stage.ts'
import type { Scenario } from './scenario.ts'

/** The driver notices a loss within two seconds and connects again within two more; a handler runs meanwhile. */
const SETTLE_MS = 20_000
const LOOK_AGAIN_MS = 150
/** What was reached must not be passed through only. */
const HOLD_MS = 400

const words: Readonly<Record<string, string>> = {
  Connected: 'connected',
  WFConnection: 'connecting',
  StandAlone: 'stand-alone',
  Primary: 'primary',
  Secondary: 'secondary',
  Unknown: 'unknown',
  UpToDate: 'up-to-date',
  Consistent: 'consistent',
  Outdated: 'outdated',
  Inconsistent: 'inconsistent',
  Diskless: 'diskless',
  DUnknown: 'unknown',
}

/** What the driver of a machine says of its copy, in the words of the model. */
async function says(machine: Machine): Promise<string> {
  const { out } = await machine.run('cat /proc/drbd')
  const [, connection = '', role = '', peerRole = '', disk = '', peerDisk = '', flags = ''] =
    /cs:(\w+) ro:(\w+)\/(\w+) ds:(\w+)\/(\w+)\s+(?:[ABC] )?\s*([rs])/.exec(out) ?? []
  const word = (one: string): string => words[one] ?? one
  const frozen = flags === 's' ? ' frozen' : ''
  return `${word(connection)} ${word(role)}/${word(peerRole)} ${word(disk)}/${word(peerDisk)}${frozen}`
}

async function relation(stage: Stage): Promise<string> {
  const [m, s] = await Promise.all(
    nodeNames.map(async (node) => parseGeneration(await stage.machine(node).must('drbdadm get-gi r0'))?.identifiers),
  )
  return relate(m, s)
}

const commands: Readonly<Record<Exclude<Order, 'write'>, string>> = {
  primary: 'drbdadm primary r0',
  force: 'drbdadm primary --force r0',
  secondary: 'drbdadm secondary r0',
  outdate: 'drbdadm outdate r0',
  disconnect: 'drbdadm disconnect r0',
  connect: 'drbdadm connect r0',
  discard: 'drbdadm connect --discard-my-data r0',
}
const writeCommand = 'dd if=/dev/urandom of=/dev/drbd0 bs=4096 count=1 seek=$(date +%N | cut -c1-3) oflag=direct 2>&1'

async function perform(stage: Stage, step: Step): Promise<number | undefined> {
  switch (step.verb) {
    case 'cut':
      stage.pair.cables.direct.cutBetween('m', 's')
      return undefined
    case 'heal':
      stage.pair.mend()
      return undefined
    case 'answer':
      for (const node of nodeNames) await answerFence(stage.machine(node), step.code)
      return undefined
    default: {
      const command = step.verb === 'write' ? writeCommand : commands[step.verb]
      const { end } = await stage.machine(step.node).run(command, { limitMs: SETTLE_MS })
      return typeof end === 'number' ? end : undefined
    }
  }
}

async function look(stage: Stage): Promise<Readonly<Record<Place, string>>> {
  const [m = '', s = ''] = await Promise.all(nodeNames.map((node) => says(stage.machine(node))))
  return { m, s }
}

/** Waits until the machines say what the model says, and go on saying it. */
async function expectSight(stage: Stage, wanted: Sight): Promise<void> {
  const endMs = performance.now() + SETTLE_MS
  let seen = await look(stage)
  for (let heldMs = 0; heldMs < HOLD_MS;) {
    const equal = seen.m === wanted.copies.m && seen.s === wanted.copies.s
    if (!equal && performance.now() > endMs)
      throw new Disproved(`model: ${wanted.copies.m} | ${wanted.copies.s}; machines: ${seen.m} | ${seen.s}`)
    await pause(LOOK_AGAIN_MS)
    heldMs = equal ? heldMs + LOOK_AGAIN_MS : 0
    seen = await look(stage)
  }
  const found = await relation(stage)
  if (found !== wanted.relation) throw new Disproved(`model: data is ${wanted.relation}; machines: ${found}`)
}

async function compare(stage: Stage, script: Script): Promise<void> {
  const wanted = playOnModel(script)
  for (const [index, step] of script.steps.entries()) {
    const sight = wanted[index]
    if (sight === undefined) throw new Error('the model has played every step')
    const name = `step ${index + 1} of "${script.name}", ${Object.values(step).join(' ')}`
    const exit = await perform(stage, step)
    if (exit !== sight.exit)
      throw new Disproved(`${name}: model ends with ${String(sight.exit)}, machine with ${String(exit)}`)
    try {
      await expectSight(stage, sight)
    } catch (error) {
      throw new Disproved(`${name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  stage.tell(`the same on both: ${script.name}, ${script.steps.length} steps`)
}

async function compareAll(stage: Stage, wanted: readonly Script[]): Promise<void> {
  await connectRawDisk(stage)
  for (const script of wanted) await compare(stage, script)
}

/** How many sequences are compared for every change; the first ones are those that tell most. */
const SELECTED_SCRIPTS = 3

/** The comparison. */
export const modelScenarios: readonly Scenario[] = [
  {
    name: 'model',
    further: true,
    title: 'driver alone: short sequences on the machines and on the model of the simulator say the same',
    begins: 'booted',
    selected: true,
    play: (stage) => compareAll(stage, scripts.slice(0, SELECTED_SCRIPTS)),
  },
  {
    name: 'model-more',
    further: true,
    title: 'the same with more sequences',
    begins: 'booted',
    play: (stage) => compareAll(stage, scripts.slice(SELECTED_SCRIPTS)),
  },
]
