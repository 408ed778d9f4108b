/**
 * How is a play-script played?
 *
 * In the simulator's world, with every promise watched. Time moves only by `at` and `expect`; the story of the two nodes
 * comes out as text with times, to be compared with the golden file.
 */
import type { Core } from '../sim/core-port.ts'
import type { DiskChoice } from '../sim/disks.ts'
import { settingsOf } from '../sim/spans.ts'
import type { PairChoice } from '../sim/spans.ts'
import { stamp } from '../sim/happening.ts'
import type { Violation } from '../sim/happening.ts'
import { World } from '../sim/world.ts'
import { expectation } from './expectations.ts'
import { pairOf } from './given.ts'
import { parseScript, parseSpan } from './script.ts'
import type { Line } from './script.ts'
import { happen } from './verbs.ts'

/** What came of a script. `failure`: the first line that did not hold. `violation`: the promise that was broken. */
export type Played = {
  readonly story: string
  readonly failure: string | undefined
  readonly violation: Violation | undefined
}

/** How fine expectations are looked at, ms. */
const lookMs = 5
const sweepMs = 1_000
/** Every script has the same chance: the golden file shall change only with the core. */
const worldSeed = 1

/** Thrown within this file when a line does not hold. */
class Failed extends Error {}

/** Plays a script to its end or to the first line that does not hold. */
export function playScript(core: Core, text: string): Played {
  const script = parseScript(text)
  const pair = pairOf(script.given)
  const world = new World(
    core,
    {
      settings: [settingsOf(pair, 'master'), settingsOf(pair, 'slave')],
      modemLines: true,
      watchdog: false,
      disks: disksOf(pair),
    },
    worldSeed,
  )
  const story: string[] = [...script.story.map((line) => `# ${line}`), '']
  world.trace = (line) => {
    if (!line.includes(' <- ') && !line.includes(' -> ')) story.push(line)
  }
  sweep(world)
  let failure: string | undefined
  try {
    for (const line of script.steps) perform(world, line, story)
  } catch (error) {
    if (!(error instanceof Failed)) throw error
    failure = error.message
    story.push(`FAILED ${failure}`)
  }
  return { story: `${story.join('\n')}\n`, failure, violation: world.violation }
}

/** The replication has a wire of its own, a resynchronisation takes a second, and somebody writes twice a second. */
function disksOf({ resources = [] }: PairChoice): DiskChoice | undefined {
  return resources.length === 0 ? undefined : { resources, sharesCable: false, rate: 20, writeMs: 500, seed: worldSeed }
}

function sweep(world: World): void {
  world.checks.swept()
  world.later(sweepMs, () => {
    sweep(world)
  })
}

function perform(world: World, line: Line, story: string[]): void {
  const [first, ...rest] = line.words
  if (first === 'at') {
    const at = parseSpan(rest[0])
    if (at === undefined || at < world.now) fail(line, 'the time must not lie in the past')
    run(world, line, at)
    const words = rest.slice(1)
    if (words.length === 0) return
    story.push(`${stamp(world.now)} *** ${words.join(' ')}`)
    const problem = happen(world, words)
    if (problem !== undefined) fail(line, problem)
    run(world, line, world.now)
    return
  }
  if (first !== 'expect') fail(line, 'a line begins with given, at or expect')
  expect(world, line, rest, story)
}

function expect(world: World, line: Line, words: readonly string[], story: string[]): void {
  const [how, spanText, ...what] = words
  const span = parseSpan(spanText)
  const holds = expectation(what)
  if (span === undefined || holds === undefined || (how !== 'within' && how !== 'for'))
    fail(line, 'cannot be understood')
  const from = world.now
  const until = from + span
  while (how === 'for' ? holds(world, from) : !holds(world, from)) {
    if (world.now >= until) break
    run(world, line, Math.min(world.now + lookMs, until))
  }
  if (!holds(world, from)) fail(line, `not so at ${stamp(world.now).trim()}`)
  const when = how === 'for' ? `for ${spanText ?? ''}` : `after ${Math.ceil(world.now - from)} ms`
  story.push(`${stamp(world.now)} ok  ${what.join(' ')} (${when})`)
}

function run(world: World, line: Line, until: number): void {
  world.run(until)
  const { violation } = world
  if (violation !== undefined) fail(line, `the promise ${violation.promise} is broken: ${violation.text}`)
}

function fail(line: Line, text: string): never {
  throw new Failed(`line ${line.number}: ${line.words.join(' ')}: ${text}`)
}
