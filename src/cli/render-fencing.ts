/**
 * How is the fencing device said to a person?
 */
import type { DaemonStatus } from '../control/protocol.ts'
import { renderSpan } from './render-span.ts'
import type { Paint } from './terminal.ts'

/** One line for a pair with a device, and one more for what went wrong; nothing for a pair without. */
export function renderFencing({ fencing }: DaemonStatus, paint: Paint): readonly string[] {
  if (fencing === null) return []
  const ago = fencing.orderedAgoMs === null ? '' : `, ordered ${renderSpan(fencing.orderedAgoMs)} ago`
  return [`device ${answersText(fencing, paint)}, ${stateText(fencing, paint)}${fencing.state === 'idle' ? '' : ago}`]
}

type Fencing = NonNullable<DaemonStatus['fencing']>

function answersText({ answers }: Fencing, paint: Paint): string {
  switch (answers) {
    case 'yes':
      return paint('good', 'answers')
    case 'no':
      return paint('bad', 'does not answer')
    case 'unknown':
      return 'not asked yet'
  }
}

function stateText({ state, failures }: Fencing, paint: Paint): string {
  switch (state) {
    case 'idle':
      return 'nothing to do'
    case 'switching-off':
      return paint('warn', 'switching the peer off')
    case 'confirmed-off':
      return 'the peer is off by its word'
    case 'failed':
      return paint('bad', failures === 1 ? 'one order in vain' : `${failures} orders in vain`)
  }
}
