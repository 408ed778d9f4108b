/**
 * How is a line of the story said to a person?
 *
 * When, which node, how long since the move began, what and why. The sentence comes from the daemon, so that console,
 * system log and this view say the same.
 */
import type { JournalLine } from '../control/protocol.ts'
import { renderSpan } from './render-span.ts'
import type { Paint } from './terminal.ts'

const styles = { info: 'dim', notice: 'bold', warning: 'warn', alarm: 'bad' } as const

/** One line. */
export function renderJournalLine(line: JournalLine, paint: Paint): string {
  const facts = line.facts.length === 0 ? '' : ` (${line.facts.join('; ')})`
  const elapsed = line.elapsedMs === undefined ? '' : ` +${renderSpan(line.elapsedMs)}`
  const level = paint(styles[line.level], line.level)
  return `${line.wall} ${line.node} ${line.category} ${level}${elapsed}: ${line.sentence}${facts}`
}
