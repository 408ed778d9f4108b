/**
 * What does this node watch beside the beats, with every default filled in?
 */
import { siteLinks } from './derive-links.ts'
import { listed, may, need } from './entry.ts'
import {
  checkFailures,
  checkInterval,
  checkRecheck,
  monitorOnFewer,
  monitorPeriod,
  monitorTargets,
  pingIterations,
} from './keys/monitor.ts'
import type { SiteSettings } from './site.ts'
import type { Whole } from './whole.ts'

/** Re-check interval when none is written, ms: PAR-33. */
const recheckMs = 15_000

/** Links, jury and checks of the peer's address. */
export function siteMonitors(whole: Whole): Pick<SiteSettings, 'links' | 'jury' | 'peerCheck'> {
  const intervalMs = need(whole, checkInterval)
  return {
    links: siteLinks(whole),
    jury: {
      targets: listed(whole, monitorTargets).map((target) => target.value),
      periodMs: need(whole, monitorPeriod),
      onFewerMs: need(whole, monitorOnFewer),
    },
    peerCheck: {
      intervalMs,
      recheckMs: may(whole, checkRecheck) ?? Math.min(recheckMs, intervalMs),
      failuresMax: may(whole, pingIterations) ?? need(whole, checkFailures),
    },
  }
}
