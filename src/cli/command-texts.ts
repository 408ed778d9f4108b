/**
 * Which commands exist, and what does each of them take?
 *
 * This is the registry: the program, the help, the completion and the check of the manual page are made from it. What
 * a command does stands in its own file under `commands/`.
 */
import { diskCommandTexts, expertModeText } from './disk-command-texts.ts'
import { featureCommandTexts } from './feature-command-texts.ts'
import * as option from './option-texts.ts'
import { serviceCommandTexts } from './service-command-texts.ts'
import type { ServiceCommandName } from './service-command-texts.ts'
import type { OptionText } from './option-texts.ts'

/** An argument: `<file>` is needed, `[name]` is not. */
export type ArgumentText = { readonly name: string; readonly text: string; readonly choices?: readonly string[] }

/** One command. */
export type CommandText = {
  /** As typed; a command of a group has two words. */
  readonly name: CommandName
  readonly summary: string
  readonly arguments: readonly ArgumentText[]
  readonly options: readonly OptionText[]
  /** What it needs: nothing, a running daemon, or a running daemon and an administrator. */
  readonly needs: 'nothing' | 'daemon' | 'admin'
  /** Older names that do the same. */
  readonly aliases?: readonly string[]
}

/** Names of all commands. */
export type CommandName =
  | 'status'
  | 'why'
  | 'links'
  | 'logs'
  | 'make-master'
  | 'make-slave'
  | 'failover'
  | 'failback'
  | 'hold'
  | 'unhold'
  | 'release'
  | 'split-brain show'
  | 'demote-master'
  | 'init'
  | 'maintenance'
  | 'enable'
  | 'disable'
  | 'can-reboot'
  | 'reboot'
  | 'boot'
  | 'stop'
  | 'vip list'
  | 'vip set'
  | 'vip enable'
  | 'vip disable'
  | 'vip announce'
  | 'config check'
  | 'config show'
  | 'config schema'
  | 'doctor'
  | 'keygen'
  | 'replay'
  | 'fencing test'
  | 'verify'
  | ServiceCommandName
  | 'expert mode'
  | 'completion'
  | 'ha-initialise'

/** Groups of commands. */
export const groupTexts: Readonly<Record<string, string>> = {
  vip: 'show and change the virtual addresses',
  config: 'check and show the settings',
  service: 'show and check the placed services',
  clients: 'let new clients in, or keep them out',
  profile: 'show and check the firmware profiles',
  'split-brain': 'compare two data sets that have parted',
  fencing: 'test the device that switches the peer off',
  expert: 'commands for upgrade and trouble only, which can do harm',
}

const roleOptions = [option.yes, option.dryRun, option.force, option.json]
const orderOptions = [option.json]
const askedOptions = [option.yes, option.dryRun, option.json]
const vipName = { name: '[name]', text: 'name of the VIP; needed when there are several' }

/** Every command, in the order of help and manual. */
export const commandTexts: readonly CommandText[] = [
  {
    name: 'status',
    summary: 'show this node, its peer, the addresses and what is wrong',
    arguments: [],
    options: [option.json, option.follow, option.schema],
    needs: 'daemon',
    aliases: ['ha-status'],
  },
  {
    name: 'why',
    summary: 'say why this node would or would not take over, and what would change that',
    arguments: [],
    options: [option.json],
    needs: 'daemon',
  },
  {
    name: 'links',
    summary: 'show each heartbeat path with its counters and what is wrong with it',
    arguments: [],
    options: [option.json],
    needs: 'daemon',
  },
  {
    name: 'logs',
    summary: 'show the story of this node: what it decided, and why',
    arguments: [],
    options: [option.follow, option.category, option.level, option.count, option.json],
    needs: 'admin',
  },
  {
    name: 'make-master',
    summary: 'make this node the running master; the other one becomes running slave',
    arguments: [],
    options: roleOptions,
    needs: 'admin',
  },
  {
    name: 'make-slave',
    summary: 'make this node the running slave; the other one becomes running master',
    arguments: [],
    options: roleOptions,
    needs: 'admin',
  },
  {
    name: 'failover',
    summary: 'move the running-master role to the node that does not have it',
    arguments: [],
    options: roleOptions,
    needs: 'admin',
    aliases: ['ha-failover'],
  },
  {
    name: 'failback',
    summary: "give the running-master role back to the configured master; in split-brain: repair with the slave's data",
    arguments: [],
    options: [...roleOptions, option.saveVictimFolder],
    needs: 'admin',
    aliases: ['ha-failback'],
  },
  {
    name: 'hold',
    summary: 'keep this node from taking anything by itself',
    arguments: [],
    options: orderOptions,
    needs: 'admin',
  },
  {
    name: 'unhold',
    summary: 'let this node take part again',
    arguments: [],
    options: orderOptions,
    needs: 'admin',
  },
  {
    name: 'release',
    summary: 'give up everything on this node at once, and hold it',
    arguments: [],
    options: askedOptions,
    needs: 'admin',
  },
  ...diskCommandTexts,
  ...serviceCommandTexts,
  ...featureCommandTexts,
  {
    name: 'boot',
    summary: 'for boot scripts: wait until the role of this node is decided',
    arguments: [],
    options: [option.timeout, option.json],
    needs: 'nothing',
  },
  {
    name: 'stop',
    summary: 'for shutdown scripts: hand over what this node holds and end the agent',
    arguments: [],
    options: [option.timeout, option.yes, option.json],
    needs: 'admin',
  },
  {
    name: 'vip list',
    summary: 'show every virtual address and what the kernel has of it',
    arguments: [],
    options: [option.json],
    needs: 'daemon',
  },
  {
    name: 'vip set',
    summary: 'write a virtual address into pair.yaml, or change it, and put it in force',
    arguments: [{ name: '<address>', text: 'the address, with or without prefix length' }],
    options: [
      ...[option.name, option.zone, option.alias, option.device, option.masterIp, option.slaveIp, option.disabled],
      ...askedOptions,
    ],
    needs: 'nothing',
  },
  {
    name: 'vip enable',
    summary: 'hold a virtual address that was disabled',
    arguments: [vipName],
    options: askedOptions,
    needs: 'nothing',
  },
  {
    name: 'vip disable',
    summary: 'no longer hold a virtual address; it stays in the settings',
    arguments: [vipName],
    options: askedOptions,
    needs: 'nothing',
  },
  {
    name: 'vip announce',
    summary: 'announce every address again to the network',
    arguments: [],
    options: orderOptions,
    needs: 'admin',
  },
  {
    name: 'config check',
    summary: 'check the settings, also against the devices of this node',
    arguments: [],
    options: [option.json],
    needs: 'nothing',
  },
  {
    name: 'config show',
    summary: 'show every setting that holds here, defaults included',
    arguments: [],
    options: [option.origin, option.json],
    needs: 'nothing',
  },
  {
    name: 'config schema',
    summary: 'print the JSON schema of a settings file',
    arguments: [{ name: '[layer]', text: 'which file: pair, node or profile', choices: ['pair', 'node', 'profile'] }],
    options: [],
    needs: 'nothing',
  },
  {
    name: 'doctor',
    summary: 'examine this node, and the pair: what passes, what fails, what to look at by hand',
    arguments: [],
    options: [
      ...[option.peerFacts, option.facts, option.writeFacts, option.checklist, option.asMasterDryRun],
      option.json,
    ],
    needs: 'nothing',
  },
  {
    name: 'keygen',
    summary: 'make the secret key of the pair',
    arguments: [],
    options: [option.keyFile, option.forceKey],
    needs: 'nothing',
  },
  {
    name: 'fencing test',
    summary: 'test the device that switches the peer off, as hapaird demands it of class P',
    arguments: [],
    options: [option.offForReal, ...askedOptions],
    needs: 'nothing',
  },
  {
    name: 'replay',
    summary: 'run a flight recording through the decisions again, also under other settings',
    arguments: [{ name: '<file>', text: 'recording of hapaird, in the folder flight of the state folder' }],
    options: [option.set, option.json],
    needs: 'nothing',
  },
  expertModeText,
  {
    name: 'completion',
    summary: 'print the completion script for bash',
    arguments: [],
    options: [],
    needs: 'nothing',
  },
  {
    name: 'ha-initialise',
    summary: 'older form of vip set, vip disable and init',
    arguments: [],
    options: [
      ...[option.haIp, option.disableHaIp, option.reinit, option.source, option.saveVictimFolder],
      ...askedOptions,
    ],
    needs: 'nothing',
  },
]
