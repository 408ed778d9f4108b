/**
 * Which keys of a firmware profile tell `hapair doctor` where to look on the appliance?
 *
 * Release, automatic updates, backups and the entitlement of the feature lie in other places on every family of
 * appliances. Each key left out means what holds on a plain Debian, or that nothing is demanded.
 */
import { choice, text } from '../kind.ts'
import { profileOnly, value, values } from '../key.ts'
import { filePath } from '../place-kinds.ts'

/** Our own limits, as in the rest of a profile. */
const limit = { words: 16, line: 200 }

const word = text(limit.line, /^[^\p{Cc}]+$/u, `one word of a command, up to ${limit.line} characters`)

export const releaseFile = value({
  path: 'release.file',
  layers: profileOnly,
  kind: filePath,
  derived: 'name and version in /etc/os-release',
  meaning: 'File whose text is the release of the appliance software; the two nodes must have the same.',
  requirement: 'PRE-2',
})

export const updatesCheck = values({
  path: 'updates.check',
  layers: profileOnly,
  kind: word,
  max: limit.words,
  meaning:
    'Command that ends with 0 while automatic updates of the appliance are off, as a list of words; left out: the settings of apt are read.',
  requirement: 'PRE-9, PAR-61',
})

export const configurationBackup = value({
  path: 'backup.configuration',
  layers: profileOnly,
  kind: filePath,
  meaning: 'File that each backup of the configuration writes; the time of its last change is the age of the backup.',
  requirement: 'GEN-5',
})

export const userDataBackup = value({
  path: 'backup.user-data',
  layers: profileOnly,
  kind: filePath,
  meaning: 'File that each backup of the user data writes; the time of its last change is the age of the backup.',
  requirement: 'GEN-5',
})

export const entitlementIdentity = value({
  path: 'entitlement.identity',
  layers: profileOnly,
  kind: choice(['none', 'machine-id', 'product-uuid', 'hostname']),
  initial: 'none',
  meaning:
    'What of the node stands in its entitlement file, so that the file of one node does not entitle the other one.',
  rule: 'entitlement.file is needed with it',
  requirement: 'LIC-2',
})

export const entitlementContract = value({
  path: 'entitlement.contract',
  layers: profileOnly,
  kind: text(limit.line, /^[^\p{Cc}]+$/u, `the beginning of a line, up to ${limit.line} characters`),
  meaning: 'Beginning of the line of the entitlement file that has the contract identifier, such as "Contract ID:".',
  requirement: 'LIC-2, PAR-63',
})

/** Keys about the appliance, in the order of the manual page. */
export const applianceKeys = [
  releaseFile,
  updatesCheck,
  configurationBackup,
  userDataBackup,
  entitlementIdentity,
  entitlementContract,
]
