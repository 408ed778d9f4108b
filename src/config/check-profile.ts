/**
 * Is a firmware profile right by itself, and what does it say?
 *
 * It is judged with the smallest pair above it, so that all rules between several keys are asked as well. What such a pair
 * lacks, a serial port for instance, is no fault of the profile: only problems in its own files count.
 */
import { canonicalEntry } from './canonical.ts'
import { may } from './entry.ts'
import { description } from './keys/profile.ts'
import { loadSettings } from './load.ts'
import type { Problem } from './problem.ts'
import type { ProfileLookup } from './profile.ts'
import type { SiteSettings } from './site.ts'
import { allKeys } from './table.ts'

/** What is known of a profile. */
export type ProfileFindings = {
  readonly problems: readonly Problem[]
  /** Left out when the settings of a pair could not be made of it. */
  readonly site?: SiteSettings
}

/** What a profile and those below it say for one key. */
export type ProfileLine = { readonly path: string; readonly value: string; readonly profile: string }

const pairText = (name: string): string =>
  `profile: ${JSON.stringify(name)}\npair: {id: 1}\nmaster: {lan-ip: 192.0.2.1}\nslave: {lan-ip: 192.0.2.2}\n`
const nodeText = 'ha: {enabled: true}\nnode: {role: master}\npstn: [{name: pstn0, path: /dev/ttyS0, type: heartbeat}]\n'
/** Names that no file can have. */
const files = { pairFile: '\0pair', nodeFile: '\0node' }

/** Judges a profile of this name with all that it extends. A name that is not installed is a problem as well. */
export function checkProfile(name: string, profiles: ProfileLookup): ProfileFindings {
  const read = loadSettings({ pairText: pairText(name), nodeText, ...files, profiles })
  if (read.ok) return { problems: [], ...(read.site.role === 'standalone' ? {} : { site: read.site }) }
  const named = read.problems.flatMap((problem) => {
    if (problem.file !== files.pairFile) return [problem]
    return problem.key === 'profile' ? [{ ...problem, file: name, line: 0, column: 0 }] : []
  })
  const own = named.filter(({ file }) => file !== files.nodeFile && file !== 'built-in default')
  return { problems: own }
}

/** What the profiles of these settings say, without defaults, in the order of the table. */
export function profileLines({ effective: { entries } }: SiteSettings): readonly ProfileLine[] {
  const bag = { path: '', entries }
  return allKeys
    .flatMap((key) => canonicalEntry(bag, key))
    .flatMap(({ path, value, origin }) => (origin.type === 'profile' ? [{ path, value, profile: origin.profile }] : []))
}

/** The line that describes the family of appliances; empty when there is none. */
export function profileDescription({ effective: { entries } }: SiteSettings): string {
  return may({ path: '', entries }, description) ?? ''
}
