/**
 * How are hapair's own programs run inside a lab's machine?
 *
 * The daemon and the command line of this tree, with the folders that an installed one uses. What the node thinks is
 * read through the command line, as an operator would; what it holds is never asked of it but of the kernel.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Machine, Program } from './machine.ts'

const agent = fileURLToPath(new URL('../../bin/hapaird', import.meta.url))
const commandLine = fileURLToPath(new URL('../../bin/hapair', import.meta.url))

/** The few fields of a status that the lab reads. */
export type Opinion = {
  readonly phase: string
  /** The verdict on the other node. */
  readonly peer: string
  /** Commands that it would not refuse now. */
  readonly offers: readonly string[]
}

/** Why hapair cannot be run here; undefined when it can. */
export function hapairMissing(): string | undefined {
  const absent = [agent, commandLine].find((path) => !existsSync(path))
  return absent === undefined ? undefined : `${absent} does not exist`
}

/** Starts the daemon; its settings must have been written. */
export function startHapair(machine: Machine): Promise<Program> {
  return machine.start('hapaird', [agent, '--config-dir', '/etc/hapair'])
}

/** Starts a command that changes something; its exit code comes later, its output is in its log. */
export function orderHapair(machine: Machine, words: readonly string[]): Promise<Program> {
  return machine.start(words[0] ?? 'order', [commandLine, ...words])
}

/** The node's own opinion: its phase, and its verdict on the other one. Undefined while its daemon does not answer. */
export function hapairOpinion(machine: Machine): Opinion | undefined {
  let status: unknown
  try {
    status = JSON.parse(machine.run([commandLine, 'status', '--json']))
  } catch {
    // No daemon yet, or one that is just going: the caller asks again.
    return undefined
  }
  const phase = field(status, 'phase')
  const peer = field(field(status, 'peer'), 'verdict')
  if (typeof phase !== 'string' || typeof peer !== 'string') return undefined
  return { phase, peer, offers: commandsOffered(field(status, 'commands')) }
}

function commandsOffered(commands: unknown): string[] {
  if (!Array.isArray(commands)) return []
  const available = commands.filter((command: unknown) => field(command, 'available') === true)
  return available.map((command: unknown) => String(field(command, 'command')))
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined
}
