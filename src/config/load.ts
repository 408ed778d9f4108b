/**
 * Are these settings right, and what do they say?
 *
 * Texts in, settings or all problems out; the callers read the files. Reading, merging and judging are three passes:
 * a value that breaks its own rule is told by the first, and no rule of the third is asked about it.
 */
import { assert } from '../base/assert.ts'
import { blameKey } from './blame.ts'
import { buildSite, buildStandalone } from './build.ts'
import { applianceChecks } from './checks/appliance.ts'
import { adviceChecks, standaloneAdvice } from './checks/advice.ts'
import { diskChecks } from './checks/disk.ts'
import { volumeChecks } from './checks/volumes.ts'
import { fencingChecks } from './checks/fencing.ts'
import { heartbeatChecks } from './checks/heartbeat.ts'
import { identityChecks, missingLanIp } from './checks/identity.ts'
import { serviceChecks } from './checks/services.ts'
import { monitorChecks } from './checks/monitor.ts'
import { timingChecks } from './checks/timing.ts'
import { vipChecks } from './checks/vip.ts'
import { witnessChecks } from './checks/witness.ts'
import { heldOf, need } from './entry.ts'
import { masterLanIp, nodeRole, pairId, profileName, slaveLanIp } from './keys/pair.ts'
import { mergeLayers } from './layers.ts'
import { inFileOrder } from './problem.ts'
import type { Problem } from './problem.ts'
import { readProfiles } from './profile.ts'
import type { ProfileChain, ProfileLookup } from './profile.ts'
import { readSource } from './source.ts'
import type { Site } from './site.ts'
import { allKeys } from './table.ts'
import type { Reading } from './walk.ts'
import { runChecks } from './whole.ts'
import type { Check, Whole } from './whole.ts'

/** The settings of a node as text. File names are used in problems and by `showSettings` only. */
export type SettingsText = {
  readonly pairText: string
  readonly nodeText: string
  readonly pairFile: string
  readonly nodeFile: string
  readonly profiles: ProfileLookup
}

/** The settings with advice about them, or every problem in the order of the files. */
export type LoadResult =
  | { readonly ok: true; readonly site: Site; readonly advisories: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] }

const checks: readonly Check[] = [
  ...identityChecks,
  ...heartbeatChecks,
  ...timingChecks,
  ...vipChecks,
  ...witnessChecks,
  ...monitorChecks,
  ...diskChecks,
  ...volumeChecks,
  ...serviceChecks,
  ...fencingChecks,
  ...applianceChecks,
]

/** Reads, merges and judges the settings of a node. Never throws, whatever the texts. */
export function loadSettings(texts: SettingsText): LoadResult {
  const pair = readSource({ file: texts.pairFile, text: texts.pairText, layer: 'pair' })
  const node = readSource({ file: texts.nodeFile, text: texts.nodeText, layer: 'node' })
  const profiles = profilesBelow(pair, texts.profiles)
  const whole = wholeOf(texts, pair, node, profiles)
  const found = [...pair.problems, ...node.problems, ...profiles.problems, ...judge(whole)]
  const files = [texts.pairFile, texts.nodeFile]
  if (found.length > 0) return { ok: false, problems: inFileOrder(found, files) }
  const names = profiles.chain.map((link) => link.name)
  if (standalone(whole)) {
    return { ok: true, site: buildStandalone(whole, names), advisories: standaloneAdvice(whole) }
  }
  return { ok: true, site: buildSite(whole, names), advisories: inFileOrder(runChecks(whole, adviceChecks), files) }
}

function profilesBelow(pair: Reading, lookup: ProfileLookup): ProfileChain {
  if (pair.faulty.has(profileName.path)) return { chain: [], problems: [] }
  const bag = { path: '', entries: pair.entries }
  const held = heldOf(bag, profileName)
  assert(held !== undefined, 'the profile has a default')
  return readProfiles(held, need(bag, profileName), lookup)
}

function wholeOf(texts: SettingsText, pair: Reading, node: Reading, profiles: ProfileChain): Whole {
  const below = profiles.chain.map((link) => link.reading)
  const entries = mergeLayers([...below, pair, node].map((reading) => reading.entries))
  const faulty = new Set([...below, pair, node].flatMap((reading) => [...reading.faulty]))
  const broken = pair.faulty.has(profileName.path) || profiles.problems.length > 0
  // What an unreadable profile would have said is not known: nothing that it may set can be judged.
  const unknown = broken ? allKeys.filter((key) => key.layers.includes('profile') && !entries.has(key.path)) : []
  for (const key of unknown) faulty.add(key.path)
  return { path: '', entries, faulty, pairFile: texts.pairFile, nodeFile: texts.nodeFile }
}

function standalone(whole: Whole): boolean {
  return !whole.faulty.has(nodeRole.path) && need(whole, nodeRole) === 'standalone'
}

function judge(whole: Whole): readonly Problem[] {
  if (standalone(whole)) return []
  const faulty = new Set(whole.faulty)
  for (const key of [pairId, masterLanIp, slaveLanIp]) if (!whole.entries.has(key.path)) faulty.add(key.path)
  return [...missingPairId(whole), ...missingLanIp(whole), ...runChecks({ ...whole, faulty }, checks)]
}

function missingPairId(whole: Whole): readonly Problem[] {
  if (whole.entries.has(pairId.path) || whole.faulty.has(pairId.path)) return []
  return [blameKey(whole, pairId, pairId.kind.rule, whole.pairFile)]
}
