/**
 * With which number does a command end, and what does it tell a script?
 *
 * The numbers are fixed: boot scripts and tool buttons are written against them. The manual page prints this table.
 */

/** Exit codes by name. 10 to 12 belong to `hapair boot`. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  notRunning: 4,
  permission: 5,
  badSettings: 6,
  notEntitled: 7,
  notActive: 8,
  bootRunningSlave: 10,
  bootHeld: 11,
  bootNotDecided: 12,
} as const

/** One of the exit codes. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** What each code means, in the order of the manual page. */
export const exitMeanings: readonly { readonly code: ExitCode; readonly meaning: string }[] = [
  { code: 0, meaning: 'done; for boot: this node is running master; for can-reboot: this node may go down' },
  { code: 1, meaning: 'failed; for verify --follow: the copies differ, or the comparison was broken off' },
  { code: 2, meaning: 'wrong use of the command, or --yes is missing where nobody can be asked' },
  {
    code: 3,
    meaning: 'refused; the reason is printed, and nothing was changed; for can-reboot: this node may not go down now',
  },
  { code: 4, meaning: 'hapaird is not running' },
  { code: 5, meaning: 'no permission' },
  { code: 6, meaning: 'the settings are wrong' },
  { code: 7, meaning: 'enable: this node is not entitled to the feature; nothing was changed' },
  { code: 8, meaning: 'the feature is switched off on this node; nothing was done' },
  { code: 10, meaning: 'boot: this node is running slave' },
  { code: 11, meaning: 'boot: this node is held' },
  { code: 12, meaning: 'boot: the role was not decided in time' },
]

/** A command cannot go on. `message` is printed as it is; wrong use, refusals by this program, bad settings. */
export class CommandError extends Error {
  override name = 'CommandError'
  readonly exitCode: ExitCode

  constructor(exitCode: ExitCode, message: string) {
    super(message)
    this.exitCode = exitCode
  }
}
