/**
 * How is hapaird called?
 *
 * A daemon has few options; everything else is settings. Unknown ones are refused with the usage.
 */
import { parseArgs } from 'node:util'

/** The options of a start, with their defaults filled in. Folders are paths. */
export type DaemonArguments = {
  readonly configFolder: string
  readonly profileFolders: readonly string[]
  readonly stateFolder: string | undefined
  readonly runFolder: string | undefined
  /** Root of the system below which files and tools of the disks lie. */
  readonly diskRoot: string
  readonly realtime: boolean
  readonly recorder: boolean
  readonly check: boolean
}

/** What `--help` prints. */
export const usage = `Usage: hapaird [OPTION]...

Failover agent of one node of a pair. Runs in the foreground.

  --config-dir DIR    settings: pair.yaml and node.yaml (default /etc/hapair)
  --profile-dir DIR   firmware profiles, may be repeated (default /etc/hapair/profiles and the shipped ones)
  --state-dir DIR     durable record and flight recording, in place of the setting
  --run-dir DIR       control sockets, in place of the setting's folder
  --disk-root DIR     files and tools of the disks lie below DIR, for tests (default /)
  --no-realtime       do not ask for SCHED_FIFO
  --no-recorder       write no flight recording
  --check             read and judge the settings, then end
  --version           print the version, then end
  --help              print this, then end
`

/** What was asked for, `help` or `version`, or what is wrong with it. */
export type ParsedArguments =
  | { readonly type: 'run'; readonly given: DaemonArguments }
  | { readonly type: 'help' | 'version' }
  | { readonly type: 'wrong'; readonly text: string }

/** Parses the arguments after the program's name. `shipped`: the folder of the shipped profiles. */
export function parseArguments(list: readonly string[], shipped: string): ParsedArguments {
  try {
    const { values } = parseArgs({
      args: [...list],
      options: {
        'config-dir': { type: 'string', default: '/etc/hapair' },
        'profile-dir': { type: 'string', multiple: true },
        'state-dir': { type: 'string' },
        'run-dir': { type: 'string' },
        'disk-root': { type: 'string', default: '/' },
        'no-realtime': { type: 'boolean', default: false },
        'no-recorder': { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
        version: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    })
    if (values.help) return { type: 'help' }
    if (values.version) return { type: 'version' }
    const given: DaemonArguments = {
      configFolder: values['config-dir'],
      profileFolders: values['profile-dir'] ?? ['/etc/hapair/profiles', shipped],
      stateFolder: values['state-dir'],
      runFolder: values['run-dir'],
      diskRoot: values['disk-root'],
      realtime: !values['no-realtime'],
      recorder: !values['no-recorder'],
      check: values.check,
    }
    return { type: 'run', given }
  } catch (cause) {
    return { type: 'wrong', text: cause instanceof Error ? cause.message : 'unknown arguments' }
  }
}
