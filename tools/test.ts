/**
 * Is the whole product all right? All rings, one after the other; what `npm test` runs.
 *
 *   node tools/test.ts [--quick | --nightly] [--reporter=tap]
 *
 * `--quick` plays what a change needs before it is committed (`npm run check`); `--nightly` what takes longer. The
 * last line is `N passed, N failed`; the exit code is 0 only when nothing failed and no ring that could have run was
 * left out.
 */
import { parseArgs } from 'node:util'
import { playRings, sayTotals } from './play.ts'
import { demoRing, labRing, metalRing, nightlyRings, quickRing, simulatorRing, staticRing } from './ring.ts'
import type { Ring } from './ring.ts'
import { endRunningSteps, say } from './step.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    nightly: { type: 'boolean', default: false },
    reporter: { type: 'string', default: 'short' },
  },
})

function rings(): Ring[] {
  if (values.quick) return [staticRing(), quickRing()]
  if (values.nightly) return nightlyRings()
  return [staticRing(), quickRing(), simulatorRing(), labRing(), metalRing('selected'), demoRing()]
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    say(`not ok: interrupted by ${signal}`)
    endRunningSteps()
    process.exit(1)
  })
}

const totals = await playRings(rings(), values.reporter === 'tap')
process.exitCode = sayTotals(totals) ? 0 : 1
