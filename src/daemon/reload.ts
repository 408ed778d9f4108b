/**
 * Which settings does a running agent put in force, and which does it refuse or leave for its next start?
 *
 * Everything is judged before anything is changed: a reload is done as a whole or not at all.
 */
import type { SiteSettings } from '../config/site.ts'
import type { OrderAnswer } from '../core/effects.ts'

/** New settings, or why they cannot be read. */
export type ReadSettings = { readonly site: SiteSettings } | { readonly problems: readonly string[] }

/** The settings to put in force with what to tell of them, or why nothing was changed. */
export type ReloadPlan =
  | { readonly type: 'replace'; readonly site: SiteSettings; readonly text: string }
  | { readonly type: 'refused'; readonly answer: OrderAnswer }

/** Judges new settings beside those in force. */
export function planReload(before: SiteSettings, again: ReadSettings): ReloadPlan {
  if ('problems' in again) return refused(`\n${again.problems.join('\n')}`)
  const { site } = again
  const why = obstacleOf(before, site)
  if (why !== undefined) return refused(` ${why}`)
  const restart = differ(site.paths, before.paths)
  const text = restart ? 'in force, except the heartbeat paths: restart the agent for them' : 'in force'
  return { type: 'replace', site: { ...site, paths: before.paths }, text }
}

function obstacleOf(before: SiteSettings, site: SiteSettings): string | undefined {
  const { role, pairId, keyFile, fencing, replication, deadMs } = before
  if (site.role !== role || site.pairId !== pairId || site.keyFile !== keyFile) {
    return 'role, pair and key file need a restart of the agent'
  }
  if (differ(site.fencing, fencing)) return 'the fencing device needs a test and a restart of the agent'
  // The driver's own timers follow the dead time.
  if (differ(site.replication, replication) || (replication !== undefined && site.deadMs !== deadMs)) {
    return 'replicated volumes need a restart of the agent'
  }
  // Their number in a beat is their place in the list.
  const shapes = (of: SiteSettings): unknown => of.services.map((service) => ({ ...service, placement: '' }))
  const used = differ(shapes(site), shapes(before)) || site.serviceAuditMs !== before.serviceAuditMs
  return used ? 'the list of services, and what the profile says of them, need a restart of the agent' : undefined
}

function differ(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) !== JSON.stringify(other)
}

function refused(why: string): ReloadPlan {
  return { type: 'refused', answer: { type: 'failed', text: `nothing was changed:${why}` } }
}
