/**
 * How is one heartbeat path said to a person?
 *
 * First whether it works, then what to do, then the counters for whoever wants to look closer.
 */
import type { LinkReport } from '../control/protocol.ts'
import type { PathStatus } from '../core/status-document.ts'
import { renderSpan } from './render-span.ts'
import type { Paint } from './terminal.ts'

/** Lines of one path. `seen`: its line of the status document. */
export function renderLink(link: LinkReport, seen: PathStatus | undefined, paint: Paint): readonly string[] {
  const state = seen === undefined ? 'unknown' : stateText(seen)
  const beat =
    seen === undefined || seen.beatAgeMs === null ? 'no beat heard' : `last beat ${renderSpan(seen.beatAgeMs)} ago`
  const style = state === 'up' ? 'good' : state === 'one way' ? 'warn' : 'bad'
  const refused = Object.entries(link.refused).filter(([, number]) => number > 0)
  return [
    `${link.name}: ${link.medium} on ${link.device}, ${paint(style, state)}, ${beat}`,
    `  ${link.finding}: ${link.sentence}`,
    ...(link.detail === link.sentence ? [] : [`  ${link.detail}`]),
    `  sent ${link.sent}, dropped ${link.dropped}, heard ${link.heard}, lost in the last hour ${link.lossesLastHour ?? 'unknown'}`,
    `  refused: ${refused.length === 0 ? 'none' : refused.map(([kind, number]) => `${kind} ${number}`).join(', ')}; bytes that were no frame: ${link.garbageBytes}`,
    ...(link.modemLines === null ? [] : [`  modem lines: ${modemText(link.modemLines)}`]),
  ]
}

function stateText(seen: PathStatus): 'up' | 'one way' | 'down' | 'device unusable' {
  if (!seen.usable) return 'device unusable'
  return !seen.up ? 'down' : seen.oneWay ? 'one way' : 'up'
}

function modemText(lines: NonNullable<LinkReport['modemLines']>): string {
  return Object.entries(lines)
    .map(([name, raised]) => `${name.toUpperCase()} ${raised ? 'on' : 'off'}`)
    .join(', ')
}
