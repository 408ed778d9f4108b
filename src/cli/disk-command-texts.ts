/**
 * Which commands concern the disks and what may go down, and what does each of them take?
 *
 * The part of the registry for split-brain, repair, maintenance and reboots.
 */
import type { CommandText } from './command-texts.ts'
import * as option from './option-texts.ts'

const askedOptions = [option.yes, option.dryRun, option.json]

/** In the order of help and manual. */
export const diskCommandTexts: readonly CommandText[] = [
  {
    name: 'split-brain show',
    summary: 'compare the two data sets, say which one should be kept, and which commands end the split-brain',
    arguments: [],
    options: [option.json],
    needs: 'daemon',
  },
  {
    name: 'demote-master',
    summary: 'in split-brain, on the configured master: give everything up; no data is touched',
    arguments: [],
    options: askedOptions,
    needs: 'admin',
    aliases: ['ha-demote-primary'],
  },
  {
    name: 'init',
    summary: 'with --reinit: establish the pair anew with the data of this node; that of the other one goes',
    arguments: [],
    options: [option.reinit, option.source, option.saveVictimFolder, ...askedOptions],
    needs: 'admin',
  },
  {
    name: 'verify',
    summary: 'on the running master: compare both copies of a replicated volume; nothing is repaired',
    arguments: [{ name: '<resource>', text: 'a name of drbd.resources, or all' }],
    options: [option.followVerify, option.json],
    needs: 'admin',
  },
  {
    name: 'maintenance',
    summary: 'begin or end a maintenance, in which nothing moves by itself',
    arguments: [{ name: '<state>', text: 'begin it or end it', choices: ['on', 'off'] }],
    options: [option.json],
    needs: 'admin',
  },
  {
    name: 'can-reboot',
    summary: 'say by the exit code whether this node may go down now, and if not, why',
    arguments: [],
    options: [option.json],
    needs: 'daemon',
  },
  {
    name: 'reboot',
    summary: 'stop in order and restart this machine, if this node may go down now',
    arguments: [],
    options: [option.override, option.timeout, ...askedOptions],
    needs: 'admin',
  },
]

/** The command that is no daily one. */
export const expertModeText: CommandText = {
  name: 'expert mode',
  summary: 'set what this node is, for upgrade and trouble only; master can lead into split-brain',
  arguments: [{ name: '<mode>', text: 'what this node shall be', choices: ['master', 'slave'] }],
  options: [option.yes, option.dryRun, option.forceMode, option.json],
  needs: 'admin',
}
