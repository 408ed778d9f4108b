/**
 * Which texts do the cases about settings start from?
 *
 * The smallest settings that make a pair, the profiles of the tree, and one call that loads both.
 */
import { readFileSync } from 'node:fs'
import { loadSettings } from '../../src/config/load.ts'
import type { LoadResult } from '../../src/config/load.ts'
import { renderProblem } from '../../src/config/problem.ts'
import type { ProfileLookup } from '../../src/config/profile.ts'
import type { SiteSettings } from '../../src/config/site.ts'

/** The smallest pair file. */
export const smallPair = `pair:
  id: 7
master:
  lan-ip: 192.0.2.11
slave:
  lan-ip: 192.0.2.12
`

/** The smallest node file of the master. */
export const smallNode = `ha:
  enabled: true
node:
  role: master
`

/** The same of the slave. */
export const slaveNode = smallNode.replace('role: master', 'role: slave')

/** A profile with a disk-free, carrier-quiet ground: the serial port and nothing else. */
export const plainProfile = 'pstn:\n  - {name: pstn0, path: /dev/ttyS0, type: heartbeat}\n'

/** Looks up the profiles that the project ships. */
export const shipped: ProfileLookup = (name) => {
  if (name !== 'generic' && name !== 'serial-appliance') return undefined
  const url = new URL(`../../firmware-profiles/${name}.yaml`, import.meta.url)
  return { file: `${name}.yaml`, text: readFileSync(url, 'utf8') }
}

/** Looks up profiles by name in a record. */
export function profilesOf(texts: Readonly<Record<string, string>>): ProfileLookup {
  return (name) => {
    const text = texts[name]
    return text === undefined ? undefined : { file: `${name}.yaml`, text }
  }
}

/** Loads texts under the names pair.yaml and node.yaml. */
export function load(pairText: string, nodeText = smallNode, profiles: ProfileLookup = shipped): LoadResult {
  return loadSettings({ pairText, nodeText, pairFile: 'pair.yaml', nodeFile: 'node.yaml', profiles })
}

/** Every problem in one line each; empty when the settings are right. */
export function told(pairText: string, nodeText = smallNode, profiles: ProfileLookup = shipped): readonly string[] {
  const result = load(pairText, nodeText, profiles)
  return result.ok ? [] : result.problems.map(renderProblem)
}

/** The site of settings that are right; throws with every problem when they are not. */
export function siteOf(pairText: string, nodeText = smallNode, profiles: ProfileLookup = shipped): SiteSettings {
  const result = load(pairText, nodeText, profiles)
  if (!result.ok) throw new Error(result.problems.map(renderProblem).join('\n'))
  if (result.site.role === 'standalone') throw new Error('standalone')
  return result.site
}
