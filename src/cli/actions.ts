/**
 * Which file does which command?
 *
 * Each is loaded when it is called, because a boot script should not wait for what it does not use.
 */
import type { Action } from './call.ts'
import type { CommandName } from './command-texts.ts'

/** The action of each command. */
export const actions: Readonly<Record<CommandName, () => Promise<Action>>> = {
  status: async () => (await import('./commands/status.ts')).statusCommand,
  why: async () => (await import('./commands/why.ts')).whyCommand,
  links: async () => (await import('./commands/links.ts')).linksCommand,
  logs: async () => (await import('./commands/logs.ts')).logsCommand,
  'make-master': async () => (await import('./commands/role.ts')).roleCommand('make-master'),
  'make-slave': async () => (await import('./commands/role.ts')).roleCommand('make-slave'),
  failover: async () => (await import('./commands/role.ts')).roleCommand('failover'),
  failback: async () => (await import('./commands/role.ts')).roleCommand('failback'),
  hold: async () => (await import('./commands/hold.ts')).holdCommand('hold'),
  unhold: async () => (await import('./commands/hold.ts')).holdCommand('unhold'),
  release: async () => (await import('./commands/release.ts')).releaseCommand,
  'split-brain show': async () => (await import('./commands/split-brain-show.ts')).splitBrainShowCommand,
  'demote-master': async () => (await import('./commands/demote-master.ts')).demoteMasterCommand,
  init: async () => (await import('./commands/repair.ts')).initCommand,
  maintenance: async () => (await import('./commands/maintenance.ts')).maintenanceCommand,
  enable: async () => (await import('./commands/enable.ts')).enableCommand,
  disable: async () => (await import('./commands/disable.ts')).disableCommand,
  'can-reboot': async () => (await import('./commands/can-reboot.ts')).canRebootCommand,
  reboot: async () => (await import('./commands/reboot.ts')).rebootCommand,
  boot: async () => (await import('./commands/boot.ts')).bootCommand,
  stop: async () => (await import('./commands/stop.ts')).stopCommand,
  'vip list': async () => (await import('./commands/vip-list.ts')).vipListCommand,
  'vip set': async () => (await import('./commands/vip-set.ts')).vipSetCommand,
  'vip enable': async () => (await import('./commands/vip-switch.ts')).vipSwitchCommand('vip-enable'),
  'vip disable': async () => (await import('./commands/vip-switch.ts')).vipSwitchCommand('vip-disable'),
  'vip announce': async () => (await import('./commands/vip-announce.ts')).vipAnnounceCommand,
  'config check': async () => (await import('./commands/config-check.ts')).configCheckCommand,
  'config show': async () => (await import('./commands/config-show.ts')).configShowCommand,
  'config schema': async () => (await import('./commands/config-schema.ts')).configSchemaCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
  keygen: async () => (await import('./commands/keygen.ts')).keygenCommand,
  replay: async () => (await import('./commands/replay.ts')).replayCommand,
  'fencing test': async () => (await import('./commands/fencing-test.ts')).fencingTestCommand,
  verify: async () => (await import('./commands/verify.ts')).verifyCommand,
  'service list': async () => (await import('./commands/service-list.ts')).serviceListCommand,
  'service start': async () => (await import('./commands/service-start.ts')).serviceStartCommand,
  'service log': async () => (await import('./commands/service-log.ts')).serviceLogCommand,
  'clients disable': async () => (await import('./commands/clients.ts')).clientsCommand(false),
  'clients enable': async () => (await import('./commands/clients.ts')).clientsCommand(true),
  'profile list': async () => (await import('./commands/profile-list.ts')).profileListCommand,
  'profile show': async () => (await import('./commands/profile-show.ts')).profileShowCommand,
  'profile check': async () => (await import('./commands/profile-check.ts')).profileCheckCommand,
  'profile detect': async () => (await import('./commands/profile-detect.ts')).profileDetectCommand,
  'expert mode': async () => (await import('./commands/expert-mode.ts')).expertModeCommand,
  completion: async () => (await import('./commands/completion.ts')).completionCommand,
  'ha-initialise': async () => (await import('./commands/ha-initialise.ts')).haInitialiseCommand,
}
