/**
 * Does the simulator find a planted bug?
 *
 * The sources of floors 0 and 1 are copied, patched and played until the promise that the bug breaks is broken. A bug
 * that is not found in the budget is a hole in the checkers, and fails.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { playScript } from '../scenarios/play.ts'
import { loadCore } from './core-port.ts'
import { crashPlans } from './crash-plans.ts'
import { playCrash } from './crash-points.ts'
import { playAll } from './crew.ts'
import { mutants, mutantsOfDisks, mutantsOfFence, mutantsOfServices } from './mutants.ts'
import { playScriptHolds } from './mutant.ts'
import type { Mutant } from './mutant.ts'

/** Seeds that a bug may survive. */
const seedBudget = 3_000

/** What became of a mutant. */
export type Fate =
  | { readonly type: 'killed'; readonly promise: string; readonly where: string }
  | { readonly type: 'outdated' }
  | { readonly type: 'survived'; readonly others: readonly string[] }

/** Plays one mutant. */
export async function fateOf(mutant: Mutant, source: string, jobs: number): Promise<Fate> {
  const folder = mkdtempSync(join(tmpdir(), 'hapair-mutant-'))
  try {
    for (const floor of ['base', 'core']) cpSync(join(source, floor), join(folder, floor), { recursive: true })
    if (!patch(join(folder, 'core', mutant.file), mutant.find, mutant.replace)) return { type: 'outdated' }
    const { also, alsoIn = mutant.file } = mutant
    if (also !== undefined && !patch(join(folder, 'core', alsoIn), also, '')) return { type: 'outdated' }
    if (mutant.plan !== undefined) return await playPlan(mutant, mutant.plan, folder)
    return mutant.script === undefined ? await hunt(mutant, folder, jobs) : await stage(mutant, mutant.script, folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Replaces a text that stands exactly once in a file; false when it does not. */
function patch(file: string, find: string, replace: string): boolean {
  const parts = readFileSync(file, 'utf8').split(find)
  if (parts.length === 2) writeFileSync(file, parts.join(replace))
  return parts.length === 2
}

/** Plays the one script that shows the bug. */
async function stage(mutant: Mutant, script: string, folder: string): Promise<Fate> {
  const text = readFileSync(new URL(`../scenarios/${script}`, import.meta.url), 'utf8')
  const { failure, violation } = playScript(await loadCore(folder), text)
  const promise = violation?.promise ?? (failure === undefined ? undefined : playScriptHolds)
  if (promise === undefined) return { type: 'survived', others: [] }
  if (!mutant.promises.includes(promise)) return { type: 'survived', others: [promise] }
  return { type: 'killed', promise, where: script }
}

/** Plays the one plan that shows the bug. */
async function playPlan(mutant: Mutant, name: string, folder: string): Promise<Fate> {
  const plan = crashPlans.find((one) => one.name === name)
  if (plan === undefined) return { type: 'survived', others: [`no plan is called ${name}`] }
  const promise = playCrash(await loadCore(folder), plan, undefined).violation?.promise
  if (promise === undefined) return { type: 'survived', others: [] }
  if (!mutant.promises.includes(promise)) return { type: 'survived', others: [promise] }
  return { type: 'killed', promise, where: name }
}

async function hunt(mutant: Mutant, folder: string, jobs: number): Promise<Fate> {
  const others = new Set<string>()
  const begin = mutant.from ?? 1
  let from = begin
  while (from < begin + seedBudget) {
    const sum = await playAll({
      source: folder,
      from,
      count: begin + seedBudget - from,
      jobs,
      first: true,
      violationsMax: 1,
      disks: mutantsOfDisks.includes(mutant) || mutantsOfFence.includes(mutant) || mutantsOfServices.includes(mutant),
      fence: mutantsOfFence.includes(mutant),
      services: mutantsOfServices.includes(mutant),
    })
    const hit = sum.violations.find(({ promise }) => mutant.promises.includes(promise))
    if (hit !== undefined) return { type: 'killed', promise: hit.promise, where: `seed ${hit.seed}` }
    for (const { promise } of sum.violations) others.add(promise)
    if (sum.violations.length === 0) break
    from = Math.max(...sum.violations.map(({ seed }) => seed)) + 1
  }
  return { type: 'survived', others: [...others] }
}

/** What the hunt for a mutant needs. */
export type Hunt = {
  readonly source: string
  readonly jobs: number
  /** Regular expression for the names of the mutants to play; all when there is none. */
  readonly only: string | undefined
  /** Also the bugs that only a pair with disks can have. */
  readonly disks: boolean
  /** Also the bugs that only a pair with fencing devices can have. */
  readonly fence?: boolean
  /** Also the bugs that only a pair with services can have. */
  readonly services?: boolean
  readonly say: (line: string) => void
}

/** Plays every mutant. True when all were killed. */
export async function killAll({
  source,
  jobs,
  only,
  disks,
  fence = false,
  services = false,
  say,
}: Hunt): Promise<boolean> {
  let survivors = 0
  const planted = [
    ...mutants,
    ...(disks ? mutantsOfDisks : []),
    ...(fence ? mutantsOfFence : []),
    ...(services ? mutantsOfServices : []),
  ]
  for (const mutant of planted) {
    if (only !== undefined && !new RegExp(only).test(mutant.name)) continue
    const fate = await fateOf(mutant, source, jobs)
    if (fate.type === 'killed') say(`killed   ${mutant.name} by ${fate.promise}, ${fate.where}`)
    else if (fate.type === 'outdated')
      say(`OUTDATED ${mutant.name}: its text is not found exactly once in ${mutant.file}`)
    else
      say(
        `SURVIVED ${mutant.name}: expected ${mutant.promises.join(' or ')}, broke ${fate.others.join(', ') || 'nothing'}`,
      )
    if (fate.type !== 'killed') survivors += 1
  }
  say(`${survivors} of ${planted.length} mutants not killed`)
  return survivors === 0
}
