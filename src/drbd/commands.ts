/**
 * Which program with which arguments carries out an order about a disk, how long may it take, and what may it destroy?
 *
 * Orders go through `drbdadm`, which fills in addresses and options from the resource file. It reads that file for each
 * verb, so a broken file would break even a demotion: the emergency verbs go straight to `drbdsetup` with the minor or
 * the name. Every order has a deadline of its own. Orders that can destroy data are a set of their own and are built
 * only with a token of the operator (`tokens.ts`).
 * Arguments are a vector; there is no shell. Names have been checked by the settings, and are checked again here.
 * Source: `drbdadm --dry-run VERB` of drbd-utils 9.22 with both grammars; deadlines: own choice, below drbd-utils' own
 * classes of 5, 121 and 600 s, and far above the 0.1 to 1.6 s measured on emulated machines.
 */
import { assert } from '../base/assert.ts'

/** Which DRBD the kernel has; the two differ in a few verbs and in the grammar of the resource file. */
export type Grammar = '8.4' | '9'

/** One replicated volume, as the tools name it. */
export type DiskResource = {
  readonly name: string
  /** Number of the device, /dev/drbdN. */
  readonly minor: number
}

/** Its block device. */
export function deviceOf({ minor }: DiskResource): string {
  return `/dev/drbd${minor}`
}

/** Orders that change a state and destroy nothing. */
export type PlainVerb =
  | 'up'
  | 'down'
  | 'adjust'
  | 'primary'
  | 'secondary'
  | 'emergency-secondary'
  | 'connect'
  | 'disconnect'
  | 'disconnect-now'
  | 'outdate'
  | 'resume-io'
  | 'pause-resync'
  | 'resume-resync'
  | 'verify'

/** Orders that can destroy data: only with a token of the operator. */
export type DestructiveVerb =
  'force-primary' | 'connect-discarding-mine' | 'invalidate' | 'force-detach' | 'create-metadata' | 'new-generation'

/** Questions. They change nothing and take no lock. */
export type Question = 'settings' | 'disk-state' | 'role' | 'connection'

/** Everything that can be asked of one resource. */
export type DiskVerb = PlainVerb | DestructiveVerb | Question

/** Programs that are called. */
export type Program = 'drbdadm' | 'drbdsetup' | 'findmnt' | 'mount' | 'umount' | 'systemctl'

/** A program call that is ready to run. */
export type CommandLine = {
  readonly verb: string
  /** Resource, or what else it is about; for error texts and for the lane it runs in. */
  readonly target: string
  readonly program: Program
  readonly arguments: readonly string[]
  readonly deadlineMs: number
  /** `reads` may run beside an order, the others one at a time per target. */
  readonly effect: 'reads' | 'changes' | 'destroys'
}

type Row = {
  readonly arguments: (resource: DiskResource, grammar: Grammar) => readonly string[]
  readonly deadlineMs: number
  readonly effect: CommandLine['effect']
  readonly program?: 'drbdsetup'
}

/** The tool only asks or sets something in the kernel. */
const quickMs = 5000
/** The tool attaches or detaches a disk, or waits for the other node. */
const slowMs = 20_000
/** The kernel may call the fence-peer script up to four times before it answers (measured). */
const primaryMs = 60_000
/** Writing metadata of a large disk. */
const metadataMs = 120_000

function admin(verb: string, deadlineMs: number, options: readonly string[] = []): Row {
  return { arguments: ({ name }) => [verb, ...options, name], deadlineMs, effect: 'changes' }
}

function ask(verb: string): Row {
  return { arguments: ({ name }) => [verb, name], deadlineMs: quickMs, effect: 'reads' }
}

function destroying(verb: string, deadlineMs: number, options: readonly string[]): Row {
  return { ...admin(verb, deadlineMs, options), effect: 'destroys' }
}

const rows: Readonly<Record<DiskVerb, Row>> = {
  up: admin('up', slowMs),
  down: admin('down', slowMs),
  adjust: admin('adjust', slowMs),
  primary: admin('primary', primaryMs),
  secondary: admin('secondary', slowMs),
  'emergency-secondary': {
    arguments: ({ name, minor }, grammar) => ['secondary', grammar === '9' ? name : String(minor)],
    deadlineMs: slowMs,
    effect: 'changes',
    program: 'drbdsetup',
  },
  connect: admin('connect', quickMs),
  // Asks the peer first: up to 3.8 s when its frames are lost, and it outdates a secondary beside a primary (measured).
  disconnect: admin('disconnect', slowMs),
  // Asks nobody: 0.5 s (measured), and changes no disk.
  'disconnect-now': admin('disconnect', quickMs, ['--force']),
  outdate: admin('outdate', quickMs),
  'resume-io': admin('resume-io', quickMs),
  'pause-resync': admin('pause-sync', quickMs),
  'resume-resync': admin('resume-sync', quickMs),
  verify: admin('verify', quickMs),
  'force-primary': destroying('primary', primaryMs, ['--force']),
  'connect-discarding-mine': destroying('connect', quickMs, ['--discard-my-data']),
  invalidate: destroying('invalidate', slowMs, []),
  'force-detach': destroying('detach', quickMs, ['--force']),
  'create-metadata': destroying('create-md', metadataMs, ['--force']),
  'new-generation': destroying('new-current-uuid', quickMs, ['--clear-bitmap']),
  'disk-state': ask('dstate'),
  role: ask('role'),
  connection: ask('cstate'),
  settings: {
    arguments: ({ name }) => ['show', '--show-defaults', name],
    deadlineMs: quickMs,
    effect: 'reads',
    program: 'drbdsetup',
  },
}

/** Does this verb need a token of the operator? */
export function isDestructive(verb: DiskVerb): verb is DestructiveVerb {
  return rows[verb].effect === 'destroys'
}

/** A name that no tool can take for an option. */
const safeName = /^[A-Za-z0-9][A-Za-z0-9_.+-]{0,127}$/

/** Builds the call for an order that destroys nothing, or for a question. */
export function commandLine(verb: PlainVerb | Question, resource: DiskResource, grammar: Grammar): CommandLine {
  return lineOf(verb, resource, grammar)
}

/** Builds the call for any verb. Only `tokens.ts` calls this for a destructive one. */
export function lineOf(verb: DiskVerb, resource: DiskResource, grammar: Grammar): CommandLine {
  assert(safeName.test(resource.name), 'the settings accept only names that no tool can take for an option')
  const row = rows[verb]
  return {
    verb,
    target: resource.name,
    program: row.program ?? 'drbdadm',
    arguments: row.arguments(resource, grammar),
    deadlineMs: row.deadlineMs,
    effect: row.effect,
  }
}

/**
 * The call that asks for the generation identifiers. `peer`: the peer's number, which 9 wants to know.
 * Trap: `drbdadm get-gi` opens the backing disk when nothing is attached, and an attachment at that moment fails.
 */
export function generationLine(resource: DiskResource, grammar: Grammar, peer: string): CommandLine {
  const { name, minor } = resource
  return {
    verb: 'generation',
    target: name,
    program: 'drbdsetup',
    arguments: ['get-gi', ...(grammar === '9' ? [name, peer, '0'] : [String(minor)])],
    deadlineMs: quickMs,
    effect: 'reads',
  }
}

/** State of everything, once; the same grammar as the stream. */
export const snapshotLine: CommandLine = {
  verb: 'snapshot',
  target: 'all',
  program: 'drbdsetup',
  arguments: ['events2', '--now', '--statistics'],
  deadlineMs: quickMs,
  effect: 'reads',
}

/** Versions of tools and kernel module. */
export const versionLine: CommandLine = {
  verb: 'version',
  target: 'module',
  program: 'drbdadm',
  arguments: ['--version'],
  deadlineMs: quickMs,
  effect: 'reads',
}

/** DRBD 9.0.0 in the form of DRBD_KERNEL_VERSION_CODE. */
const version9 = 0x09_00_00

/** Which grammar the kernel module speaks; `undefined` when no module is loaded. */
export function parseGrammar(versions: string): Grammar | undefined {
  const code = Number.parseInt(/^DRBD_KERNEL_VERSION_CODE=(0x[0-9a-f]{6})$/m.exec(versions)?.[1] ?? '0', 16)
  if (code === 0) return undefined
  return code >= version9 ? '9' : '8.4'
}
