/**
 * What did all rings together come to?
 *
 * Rings run one after the other. A ring that this machine cannot play is counted as skipped; a test file that skips
 * itself although its ring can be played is a hole in the ring, and counts as a failure.
 */
import { spawnSync } from 'node:child_process'
import { getuid } from 'node:process'
import type { Ring } from './ring.ts'
import { playStep, say } from './step.ts'
import { noTotals, sumOf } from './tap-totals.ts'
import type { Totals } from './tap-totals.ts'

/** Plays rings one after the other. `raw`: print tap's protocol as it comes. */
export async function playRings(rings: readonly Ring[], raw: boolean): Promise<Totals> {
  const labs = canRunLabs()
  let sum = noTotals
  for (const ring of rings) {
    const possible = labs || !ring.lab
    const totals = possible ? skipsAsFailures(await playRing(ring, raw)) : skippedRing(ring)
    sum = sumOf(sum, totals)
  }
  return sum
}

/** The last lines of every run: how many were skipped, then the sum alone. True when nothing failed. */
export function sayTotals({ passed, failed, skipped }: Totals): boolean {
  say(`${skipped} skipped`)
  say(`${passed} passed, ${failed} failed`)
  return failed === 0 && passed > 0
}

function canRunLabs(): boolean {
  return getuid?.() === 0 && spawnSync('unshare', ['--net', '--mount', 'true']).status === 0
}

function skippedRing(ring: Ring): Totals {
  say(`ring ${ring.name}: skipped, it needs root and network namespaces\n`)
  return { ...noTotals, skipped: ring.steps.length }
}

function skipsAsFailures(totals: Totals): Totals {
  for (const name of totals.filesSkipped) say(`not ok: this could have run here: ${name}`)
  const holes = totals.filesSkipped.length
  return { ...totals, failed: totals.failed + holes }
}

async function playRing(ring: Ring, raw: boolean): Promise<Totals> {
  const begunMs = performance.now()
  say(`ring ${ring.name}`)
  const waiting = [...ring.steps]
  const results: Totals[] = []
  const work = async (): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      results.push(await playStep(step, raw, ring.jobs > 1))
    }
  }
  await Promise.all(Array.from({ length: ring.jobs }, work))
  const sum = results.reduce(sumOf, noTotals)
  const seconds = ((performance.now() - begunMs) / 1000).toFixed(0)
  say(`ring ${ring.name}: ${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped in ${seconds} s\n`)
  return sum
}
