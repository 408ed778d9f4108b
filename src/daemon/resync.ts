/**
 * How far is a resynchronisation, for those who wait for it (DRBD-8)?
 *
 * A report for the status, and a line for journal and console: when it begins, each tenth of it, and at least once a
 * minute, so that a slow one does not look like one that hangs. That it is over, the core tells.
 */
import { elapsed } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import type { ResyncReport } from '../control/protocol.ts'
import type { Progress } from '../drbd/progress.ts'

/** Part between two lines, and longest time between them, ms; own choices. */
const stepPercent = 10
const quietMs = 60_000

const kibPerMib = 1024
const secondsPerMinute = 60

/** The report of one resynchronisation. */
export function resyncReport(resource: string, progress: Progress): ResyncReport {
  const { direction, kind, donePercent, leftKib, rateKib, secondsLeft } = progress
  const tenths = Math.floor(donePercent * 10) / 10
  return {
    ...{ resource, direction, kind, leftKib },
    donePercent: tenths,
    rateKib: rateKib === undefined ? null : Math.round(rateKib),
    secondsLeft: secondsLeft ?? null,
  }
}

/** `mail: 42.0 % of a full copy to the peer, 1.2 MiB/s, about 3 min left`. */
export function renderResync(report: ResyncReport): string {
  const { resource, direction, kind, donePercent, rateKib, secondsLeft } = report
  const what = kind === 'full' ? 'a full copy' : kind === 'difference' ? 'the difference' : 'the resynchronisation'
  const where = direction === 'to-peer' ? 'to the peer' : 'from the peer'
  const rate = rateKib === null ? '' : `, ${(rateKib / kibPerMib).toFixed(1)} MiB/s`
  return `${resource}: ${donePercent.toFixed(1)} % of ${what} ${where}${rate}${leftText(secondsLeft)}; do not reboot`
}

function leftText(seconds: number | null): string {
  if (seconds === null) return ''
  const minutes = Math.ceil(seconds / secondsPerMinute)
  return seconds < 2 * secondsPerMinute ? `, about ${seconds} s left` : `, about ${minutes} min left`
}

type Last = { readonly direction: ResyncReport['direction']; readonly step: number; readonly at: Instant }

/** Which resynchronisations have a new line to tell? One memory for each volume. */
export class ProgressLines {
  readonly #last = new Map<string, Last>()

  /** Lines that are due now. A volume that is not among the reports has nothing under way. */
  lines(reports: readonly ResyncReport[], now: Instant): readonly string[] {
    for (const name of this.#last.keys()) {
      if (reports.every(({ resource }) => resource !== name)) this.#last.delete(name)
    }
    return reports.flatMap((report) => {
      const { resource, direction, donePercent } = report
      const step = Math.floor(donePercent / stepPercent)
      const last = this.#last.get(resource)
      const same = last?.direction === direction && last.step >= step
      if (last !== undefined && same && elapsed(last.at, now) < quietMs) return []
      this.#last.set(resource, { direction, step, at: now })
      return [renderResync(report)]
    })
  }
}
