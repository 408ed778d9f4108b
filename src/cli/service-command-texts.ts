/**
 * Which commands concern the services and the firmware profiles, and what does each of them take?
 *
 * A part of the registry.
 */
import type { CommandText } from './command-texts.ts'
import * as option from './option-texts.ts'

/** Their names. */
export type ServiceCommandName =
  | 'service list'
  | 'service start'
  | 'service log'
  | 'clients disable'
  | 'clients enable'
  | 'profile list'
  | 'profile show'
  | 'profile check'
  | 'profile detect'

const serviceArgument = { name: '<name>', text: 'name of the service in the firmware profile' }

/** In the order of help and manual. */
export const serviceCommandTexts: readonly CommandText[] = [
  {
    name: 'service list',
    summary: 'show every service of the pair: where it is placed, and whether it runs and works here',
    arguments: [],
    options: [option.countClients, option.json],
    needs: 'daemon',
  },
  {
    name: 'service start',
    summary: 'with --verify: start a service here for the time of its read-only check, and stop it again',
    arguments: [serviceArgument],
    options: [option.verifyService, option.json],
    needs: 'admin',
  },
  {
    name: 'service log',
    summary: 'show what a service itself wrote on this node',
    arguments: [serviceArgument],
    options: [option.count, option.json],
    needs: 'nothing',
  },
  {
    name: 'clients disable',
    summary: 'refuse new clients at the services of this node; those that are connected stay',
    arguments: [],
    options: [option.json],
    needs: 'admin',
  },
  {
    name: 'clients enable',
    summary: 'let new clients in again',
    arguments: [],
    options: [option.json],
    needs: 'admin',
  },
  {
    name: 'profile list',
    summary: 'show every firmware profile that is installed, and which one is in use',
    arguments: [],
    options: [option.json],
    needs: 'nothing',
  },
  {
    name: 'profile show',
    summary: 'show what a firmware profile says, with what it extends',
    arguments: [{ name: '[profile]', text: 'name of the profile; that of the settings when it is left out' }],
    options: [option.json],
    needs: 'nothing',
  },
  {
    name: 'profile check',
    summary: 'judge a firmware profile, also one that is not installed yet',
    arguments: [{ name: '<file>', text: 'file of the profile, or the name of an installed one' }],
    options: [option.json],
    needs: 'nothing',
  },
  {
    name: 'profile detect',
    summary: 'show what this machine is, and which installed profiles fit it',
    arguments: [],
    options: [option.json],
    needs: 'nothing',
  },
]
