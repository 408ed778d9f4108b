/**
 * Which keys belong to a firmware profile alone?
 *
 * A profile is data about a family of appliances. Product names stand here and nowhere in the program (PROF-3).
 * Commands are lists of words that are never given to a shell, and the settings code itself runs none of them.
 */
import { choice, count, name, prose, text } from '../kind.ts'
import { profileOnly, records, required, value, values } from '../key.ts'
import { filePath } from '../place-kinds.ts'
import { profileServices } from './profile-services.ts'

/** Our own limits for what a profile may list. */
const limit = {
  name: 40,
  words: 16,
  paths: 256,
  ports: 32,
  reboots: 9,
  prose: 2000,
  line: 200,
}

/** Largest port number: RFC 768, RFC 9293. */
const portMax = 65_535

const word = text(limit.line, /^[^\p{Cc}]+$/u, `one word of a command, up to ${limit.line} characters`)
const line = text(limit.line, /^[^\p{Cc}]+$/u, `one line of up to ${limit.line} characters`)

export const extendsProfile = value({
  path: 'extends',
  layers: profileOnly,
  kind: name(limit.name),
  meaning: 'Profile whose values are used below this one.',
  rule: 'no loop',
  requirement: 'PROF-1',
})

export const description = value({
  path: 'description',
  layers: profileOnly,
  kind: line,
  meaning: 'The family of appliances in one line.',
  requirement: 'PROF-1',
})

export const syncModules = values({
  path: 'sync.modules',
  layers: profileOnly,
  kind: name(limit.name),
  max: limit.paths,
  meaning: 'Modules whose configuration is copied to the peer.',
  requirement: 'PROF-1',
})

export const syncPaths = values({
  path: 'sync.paths',
  layers: profileOnly,
  kind: filePath,
  max: limit.paths,
  meaning: 'Files and folders that are copied to the peer.',
  requirement: 'PROF-1',
})

export const portNumber = required({
  path: 'ports[].port',
  layers: profileOnly,
  kind: count(1, portMax),
  meaning: 'Number of the port.',
  requirement: 'PAR-59',
})

export const portPurpose = required({
  path: 'ports[].name',
  layers: profileOnly,
  kind: name(limit.name),
  meaning: 'What the port is for.',
  requirement: 'PAR-59',
})

export const portProtocol = value({
  path: 'ports[].protocol',
  layers: profileOnly,
  kind: choice(['tcp', 'udp']),
  initial: 'tcp',
  meaning: 'Protocol of the port. Only tcp can be tried from outside; udp is listed, to be looked at by hand.',
  requirement: 'PRE-6, PAR-59',
})

export const profilePorts = records({
  path: 'ports',
  layers: profileOnly,
  max: limit.ports,
  identity: 'ports[].name',
  fields: [portPurpose, portNumber, portProtocol],
  meaning: 'Ports that must be open between the nodes in both directions.',
  requirement: 'PROF-1, PAR-59',
})

export const entitlementFile = value({
  path: 'entitlement.file',
  layers: profileOnly,
  kind: filePath,
  meaning: 'File that must exist for the pair feature to be allowed.',
  requirement: 'LIC-1',
})

export const entitlementCheck = values({
  path: 'entitlement.check',
  layers: profileOnly,
  kind: word,
  max: limit.words,
  meaning: 'Command that ends with 0 when the pair feature is allowed, as a list of words.',
  requirement: 'LIC-1',
})

export const backupHook = values({
  path: 'backup.hook',
  layers: profileOnly,
  kind: word,
  max: limit.words,
  meaning: 'Command that adds the settings to the backup of the appliance, as a list of words.',
  requirement: 'BAK-1',
})

export const rebootsRevision = value({
  path: 'upgrade.reboots.revision',
  layers: profileOnly,
  kind: count(0, limit.reboots, 'reboots'),
  initial: 1,
  meaning: 'Reboots in a row that an upgrade within a version takes.',
  requirement: 'PAR-62, UPG-5',
})

export const rebootsVersion = value({
  path: 'upgrade.reboots.version',
  layers: profileOnly,
  kind: count(0, limit.reboots, 'reboots'),
  initial: 1,
  meaning: 'Reboots in a row that an upgrade to a new version takes.',
  requirement: 'PAR-62, UPG-5',
})

export const statusPrefix = value({
  path: 'probe.prefix',
  layers: profileOnly,
  kind: name(limit.name),
  initial: 'HAPAIR',
  meaning: 'First word of the answers to health probes.',
  requirement: 'PAR-57, PROBE-2',
})

export const supportText = value({
  path: 'support.text',
  layers: profileOnly,
  kind: prose(limit.prose),
  meaning: 'What the operator is told when the two data sets have diverged.',
  requirement: 'SB-6',
})

/** Keys of a profile, in the order of the manual page. */
export const profileKeys = [
  extendsProfile,
  description,
  profileServices,
  syncModules,
  syncPaths,
  profilePorts,
  entitlementFile,
  entitlementCheck,
  backupHook,
  rebootsRevision,
  rebootsVersion,
  statusPrefix,
  supportText,
]
