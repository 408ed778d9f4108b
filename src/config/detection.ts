/**
 * How long does it take at worst until a dead peer is judged dead?
 *
 * Two detectors (CON-15): the silence of the beats, and checks of the peer's address that fail in a row. The second one
 * decides, together with the first, only in a routed pair: no serial line, no VIP whose silence could be proven, and no
 * disk, whose own deadline would have passed by then (D11a).
 */
import type { SiteSettings } from './site.ts'
import { deriveTiming } from './timing.ts'

/** An address that does not answer within this has failed its check, ms. */
export const checkAnswerMs = 1_000

/** Worst cases in ms. `decisive`: the checks decide too. */
export type Detection = { readonly beatsMs: number; readonly checksMs: number; readonly decisive: boolean }

/** Does the second detector decide? */
export function checksDecide(site: SiteSettings): boolean {
  const serial = site.paths.some((path) => path.medium === 'serial')
  return !serial && site.replication === undefined && site.vips.every((vip) => !vip.enabled)
}

/** The worst cases of these settings, from the instant at which the peer is gone. */
export function detectionOf(site: SiteSettings): Detection {
  const { deadMs, answerMs } = deriveTiming(site)
  const { intervalMs, recheckMs, failuresMax } = site.peerCheck
  const checksMs = intervalMs + (failuresMax - 1) * recheckMs + checkAnswerMs
  return { beatsMs: deadMs + answerMs, checksMs, decisive: checksDecide(site) }
}

/** The same in a sentence. */
export function detectionText({ beatsMs, checksMs, decisive }: Detection): string {
  const beats = `silence of the beats is judged within ${seconds(beatsMs)}`
  const checks = `checks of the peer's address fail within ${seconds(checksMs)}`
  const both = seconds(Math.max(beatsMs, checksMs))
  return decisive
    ? `${beats}, ${checks}; both must agree: a dead peer is detected within ${both}`
    : `${beats}; ${checks}, which only confirms`
}

/** A span in whole seconds, none of which is left out. */
function seconds(ms: number): string {
  return `${Math.ceil(ms / 1_000)} s`
}
