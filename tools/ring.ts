/**
 * Which rings of tests are there, and what does each run?
 *
 * A ring is a list of steps that may not run beside another ring, because its tests need the machine for themselves.
 * A step is one program. A test file is a program too and speaks tap's protocol: tap's own runner was rejected because
 * it loads the compiler for each file, 2 s of processor time that the pinned runtime does not need. The name of a test
 * file decides its ring: `lab-*` needs root and network namespaces, `sim*` plays the two cores against each other,
 * everything else is quick.
 */
import { readdirSync } from 'node:fs'

/** One program to run. `tap`: its output is tap's protocol, and its totals count; else it counts as one test. */
export type Step = {
  readonly name: string
  readonly words: readonly string[]
  readonly tap: boolean
  /** After so long the step and its children are killed and it counts as failed, ms. */
  readonly limitMs: number
}

/** Steps that are played with at most `jobs` at a time. `lab`: cannot run without root and namespaces. */
export type Ring = {
  readonly name: string
  readonly lab: boolean
  readonly jobs: number
  readonly steps: readonly Step[]
}

const minuteMs = 60_000
/** Schedules of a night; `test/sim.test.ts` has the number for every change. */
const nightlySeeds = 100_000
const nightlyFrames = 10_000_000

const node = 'node_modules/.bin/node'

function program(name: string, words: readonly string[], minutes: number): Step {
  return { name, words, tap: false, limitMs: minutes * minuteMs }
}

/** One step for each test file. `minutes`: how long one file may take. */
function tapRun(files: readonly string[], minutes: number): Step[] {
  return files.map((file) => ({ name: file, words: [node, file], tap: true, limitMs: minutes * minuteMs }))
}

function testFiles(belongs: (name: string) => boolean): string[] {
  const names = readdirSync('test').filter((name) => name.endsWith('.test.ts') && belongs(name))
  return names.sort().map((name) => `test/${name}`)
}

const isLab = (name: string): boolean => name.startsWith('lab-')
const isSimulator = (name: string): boolean => name.startsWith('sim')

/** Types, rules of style, layout of the text: nothing of the product runs. */
export function staticRing(): Ring {
  const formatted = '{src,test,lab,bench,tools}/**/*.ts'
  return {
    name: 'static',
    lab: false,
    jobs: 2,
    steps: [
      program('types', ['node_modules/.bin/tsc', '--noEmit'], 3),
      program('lint', ['node_modules/.bin/eslint', '--max-warnings=0', '.'], 3),
      program('layout', ['node_modules/.bin/prettier', '--check', '--log-level=warn', formatted], 2),
    ],
  }
}

/** Unit, golden, contract and tidy tests: no root, no clock. */
export function quickRing(): Ring {
  const files = testFiles((name) => !isLab(name) && !isSimulator(name))
  return { name: 'quick', lab: false, jobs: 2, steps: tapRun(files, 2) }
}

/** Two cores over lossy wires in virtual time, and the bugs that the checkers must find. */
export function simulatorRing(): Ring {
  // The test file plays the seeds and the mutants itself, on both cores.
  return { name: 'simulator', lab: false, jobs: 1, steps: tapRun(testFiles(isSimulator), 14) }
}

/** Real sockets, kernel addresses and terminals, in namespaces; one file at a time, because they measure time. */
export function labRing(): Ring {
  return { name: 'lab', lab: true, jobs: 1, steps: tapRun(testFiles(isLab), 6) }
}

/**
 * Two emulated machines with real disks, UARTs and the package, made here first; `names`: what is played on them. The first
 * run on a machine also builds the image of theirs, which takes about two minutes.
 */
export function metalRing(names: 'selected' | 'every'): Ring {
  const lab = [node, 'lab/metal/main.ts', '--tap', '--scenario', names]
  return {
    name: 'metal',
    lab: true,
    jobs: 1,
    steps: [
      program('package for the machines', [node, 'tools/package.ts', '--compression=zstd'], 5),
      { name: `metal scenarios: ${names}`, words: lab, tap: true, limitMs: (names === 'every' ? 75 : 20) * minuteMs },
    ],
  }
}

/** The demo as a visitor sees it: every drill must have ended as expected. */
export function demoRing(times = 1): Ring {
  const plays = Array.from({ length: times }, () => program('demo', [node, 'lab/netns/demo.ts', '--once'], 7))
  return { name: 'demo', lab: true, jobs: 1, steps: plays }
}

/** What is too long for every change: many more seeds and frames, and the demo twice in a row. */
export function nightlyRings(): Ring[] {
  const fuzz = program('frames', [node, 'test/wire/fuzz.ts', '--inputs', String(nightlyFrames), '--seed', '7'], 60)
  const seeds = program('seeds', [node, 'test/sim/main.ts', '--seeds', String(nightlySeeds)], 120)
  const disks = ['--disks', '--seeds', String(nightlySeeds)]
  const withDisks = program('seeds with disks', [node, 'test/sim/main.ts', ...disks], 120)
  const mutants = program('planted bugs', [node, 'test/sim/main.ts', '--mutants', '--disks', '--fence'], 120)
  const single = (name: string, step: Step): Ring => ({ name, lab: false, jobs: 1, steps: [step] })
  const made = program('package', [node, 'tools/package.ts'], 10)
  const installed = program('package check', [node, 'tools/package.ts', '--check'], 15)
  return [
    single('package', made),
    single('package check', installed),
    single('frames', fuzz),
    single('seeds', seeds),
    single('seeds with disks', withDisks),
    single('planted bugs', mutants),
    simulatorRing(),
    labRing(),
    metalRing('every'),
    demoRing(2),
  ]
}
