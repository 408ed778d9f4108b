/**
 * How far is a resynchronisation, how fast does it run, and when will it be over?
 *
 * Counted from the amount that is out of sync, which both grammars tell; the percentage is of the largest amount seen in
 * this run, because 8.4 does not say with how much it began. The rate is an exponential average over about ten seconds,
 * so that one slow second does not double the estimate; without a rate there is no estimate.
 */
import { elapsed } from '../base/time.ts'
import type { Instant } from '../base/time.ts'

/** A run that is being followed. */
export type SyncRun = {
  readonly direction: 'to-peer' | 'from-peer'
  /** Most that was out of sync in this run, KiB. */
  readonly totalKib: number
  readonly leftKib: number
  readonly at: Instant
  /** KiB per second, smoothed; `undefined` until two amounts have been seen. */
  readonly rateKib?: number
}

/** What is shown of a run. */
export type Progress = {
  readonly direction: SyncRun['direction']
  /** Of the whole volume, or of what differs only (DRBD-17). `unknown` without the size. */
  readonly kind: 'full' | 'difference' | 'unknown'
  /** 0..100, never 100 while the run lasts. */
  readonly donePercent: number
  readonly leftKib: number
  readonly rateKib?: number
  readonly secondsLeft?: number
}

/** Time in which an old rate loses most of its weight, ms. */
const smoothingMs = 10_000

/** The end is seen when DRBD says so, not when the amount is 0. */
const donePercentMax = 99.9

const hundred = 100
const msPerSecond = 1000

/** A full copy has at least this share of the volume to do when it begins. */
const fullShare = 0.99

/** Takes in an amount. `run`: the one so far; another direction begins a new one. */
export function absorbAmount(
  run: SyncRun | undefined,
  direction: SyncRun['direction'],
  leftKib: number,
  now: Instant,
): SyncRun {
  if (run?.direction !== direction) return { direction, totalKib: leftKib, leftKib, at: now }
  const spanMs = elapsed(run.at, now)
  if (spanMs <= 0) return run
  const current = Math.max(0, ((run.leftKib - leftKib) * msPerSecond) / spanMs)
  const weight = run.rateKib === undefined ? 1 : 1 - Math.exp(-spanMs / smoothingMs)
  const rateKib = (run.rateKib ?? 0) * (1 - weight) + current * weight
  return { direction, totalKib: Math.max(run.totalKib, leftKib), leftKib, at: now, rateKib }
}

/** What to show of a run. `sizeKib`: of the volume, when known. */
export function progressOf(run: SyncRun, sizeKib: number | undefined): Progress {
  const share = run.totalKib === 0 ? 0 : (run.totalKib - run.leftKib) / run.totalKib
  const donePercent = Math.min(donePercentMax, share * hundred)
  const kind = sizeKib === undefined ? 'unknown' : run.totalKib >= sizeKib * fullShare ? 'full' : 'difference'
  const shown: Progress = { direction: run.direction, kind, donePercent, leftKib: run.leftKib }
  if (run.rateKib === undefined) return shown
  if (run.rateKib < 1) return { ...shown, rateKib: run.rateKib }
  return { ...shown, rateKib: run.rateKib, secondsLeft: Math.ceil(run.leftKib / run.rateKib) }
}
