/**
 * Which options exist, and what does each of them say?
 *
 * Every text stands here once; help, completion and the check of the manual page read it from here.
 */
import { journalCategories, journalCountMax, journalLevels } from '../control/protocol.ts'

/** An option as commander writes it: `-y, --yes`, `--timeout <span>`. */
export type OptionText = {
  readonly flags: string
  readonly text: string
  /** Words that the value must be one of. */
  readonly choices?: readonly string[]
  /** May be given more than once; the values make a list. */
  readonly repeats?: true
  /** Used when the option is not given. */
  readonly initial?: string
}

/** Lines that `logs` prints when it is not told otherwise. */
const logLinesInitial = 50

export const all: OptionText = {
  flags: '--all',
  text: 'list every command, with the reason when it cannot be given now',
}
export const configDir: OptionText = {
  flags: '--config-dir <dir>',
  text: 'settings: pair.yaml and node.yaml (default /etc/hapair)',
}
export const profileDir: OptionText = {
  flags: '--profile-dir <dir>',
  text: 'firmware profiles, may be repeated (default /etc/hapair/profiles and the shipped ones)',
  repeats: true,
}
export const runDir: OptionText = {
  flags: '--run-dir <dir>',
  text: 'control sockets (default /run/hapair, or the folder of control.socket in the settings)',
}

export const alias: OptionText = {
  flags: '--alias <address>',
  text: 'another address that moves with the VIP, may be repeated; the list given replaces the old one',
  repeats: true,
}
export const allowUpdates: OptionText = {
  flags: '--allow-updates',
  text: 'go on although automatic updates are on; status goes on warning of them',
}
export const asMasterDryRun: OptionText = {
  flags: '--as-master-dry-run',
  text: 'also try what the slave would meet as master: each zone, its gateway and route; nothing is changed',
}
export const category: OptionText = {
  flags: '--category <category>',
  text: 'only lines of this category; failover is the view of role changes, heartbeat that of the links',
  choices: journalCategories,
}
export const checklist: OptionText = {
  flags: '--checklist',
  text: 'print the steps of an installation with their outcome instead',
}
export const count: OptionText = {
  flags: '-n, --count <lines>',
  text: `number of lines, 0 to ${journalCountMax} (default ${logLinesInitial})`,
  initial: String(logLinesInitial),
}
export const countClients: OptionText = {
  flags: '--clients',
  text: 'also how many clients each service has, by the commands of the profile; needs an administrator',
}
export const verifyService: OptionText = { flags: '--verify', text: 'needed: nothing is started to stay' }
export const device: OptionText = {
  flags: '--device <device>',
  text: 'device of the VIP, when it is not the one of the zone',
}
export const disableHaIp: OptionText = { flags: '--disable-ha-ip', text: 'as hapair vip disable' }
export const disabled: OptionText = { flags: '--disabled', text: 'write the VIP, but do not hold it yet' }
export const dryRun: OptionText = { flags: '--dry-run', text: 'print what would be done, and do nothing' }
export const facts: OptionText = {
  flags: '--facts <file>',
  text: 'judge the facts of this file instead of those of this node; - is the standard input',
}
export const follow: OptionText = { flags: '-f, --follow', text: 'go on until interrupted, at each change' }
export const followVerify: OptionText = {
  flags: '-f, --follow',
  text: 'show how far it is until it has ended, and end with its outcome; interrupting that does not end it',
}
export const force: OptionText = {
  flags: '--force',
  text: 'go on although the peer cannot be asked; only when you know that it holds nothing',
}
export const forceEnable: OptionText = {
  flags: '--force',
  text: 'on the slave: go on although it is not known that the master is up',
}
export const forceKey: OptionText = { flags: '--force', text: 'replace an existing key' }
export const haIp: OptionText = { flags: '--ha-ip <address>', text: 'as hapair vip set' }
export const json: OptionText = { flags: '--json', text: 'print JSON for scripts' }
export const keyFile: OptionText = {
  flags: '--file <path>',
  text: 'file of the key (default: the key file of the settings)',
}
export const level: OptionText = {
  flags: '--level <level>',
  text: 'only lines of this level and above',
  choices: journalLevels,
}
export const masterIp: OptionText = {
  flags: '--master-ip <address>',
  text: "the master's own address on the device of the VIP",
}
export const name: OptionText = {
  flags: '--name <name>',
  text: 'name of the VIP; needed when there are several in the zone',
}
export const origin: OptionText = { flags: '--origin', text: 'say for each value where it comes from' }
export const override: OptionText = {
  flags: '--override',
  text: 'restart although this node must not go down now; a word must be typed on a terminal, and it is logged as an alarm',
}
export const forceMode: OptionText = {
  flags: '--force',
  text: 'lead although the peer is or may be running master, or this data is not proven; split-brain may follow',
}
export const offForReal: OptionText = { flags: '--off', text: 'really switch the peer off' }
export const peerFacts: OptionText = {
  flags: '--peer-facts <file>',
  text: 'compare with the facts that the other node wrote; - is the standard input',
}
export const reinit: OptionText = {
  flags: '--reinit',
  text: 'establish the pair anew: the data of one side stays, that of the other one is overwritten',
}
export const saveVictimFolder: OptionText = {
  flags: '--save-victim <dir>',
  text: 'repair nothing, but copy the data that will be overwritten into this folder; given on the node whose data goes',
}
export const source: OptionText = {
  flags: '--source <side>',
  text: 'whose data stays; needed when the data has diverged',
  choices: ['master', 'slave'],
}
export const schema: OptionText = {
  flags: '--schema',
  text: 'print the JSON schema of the status document, and do nothing else',
}
export const set: OptionText = {
  flags: '--set <key=value>',
  text: 'replay under another setting, such as heartbeat.dead-time=3s; may be repeated',
  repeats: true,
}
export const slaveIp: OptionText = {
  flags: '--slave-ip <address>',
  text: "the slave's own address on the device of the VIP",
}
export const timeout: OptionText = {
  flags: '--timeout <span>',
  text: 'how long to wait at most, such as 60s (default 60s)',
  initial: '60s',
}
export const writeFacts: OptionText = {
  flags: '--write-facts',
  text: 'print the facts of this node as JSON, for --peer-facts on the other one, and do nothing else',
}
export const yes: OptionText = { flags: '-y, --yes', text: 'do not ask' }
export const zone: OptionText = {
  flags: '--zone <zone>',
  text: 'network area of the VIP (default lan)',
  choices: ['lan', 'dmz', 'wan'],
  initial: 'lan',
}

/** Options before the command. */
export const globalOptions: readonly OptionText[] = [all, configDir, profileDir, runDir]
