/**
 * What does a node's status document say?
 *
 * It is read with the program's own schema, so a document that a scenario understands is one that everybody does.
 */
import type { DaemonStatus } from '../../src/control/protocol.ts'
import { statusSchema } from '../../src/control/report-schema.ts'

/** The document in the line that the agent sent; undefined when that is none, or only half of it. */
export function statusIn(printed: string): DaemonStatus | undefined {
  let line: unknown
  try {
    line = JSON.parse(printed)
  } catch {
    // Half a document: the machine is slow, the caller asks again.
    return undefined
  }
  const parsed = statusSchema.safeParse(field(field(line, 'report'), 'status'))
  return parsed.success ? parsed.data : undefined
}

/** Commands that a node would not refuse now. */
export function commandsOffered({ commands }: DaemonStatus): readonly string[] {
  return commands.filter(({ available }) => available).map(({ command }) => command)
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined
}
