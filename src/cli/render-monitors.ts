/**
 * How are watched links, the jury and the checks of the peer's address said to a person?
 */
import type { DaemonStatus } from '../control/protocol.ts'
import type { LinkStatus } from '../core/status-document.ts'
import { renderSpan } from './render-span.ts'
import type { Paint } from './terminal.ts'

/** Lines of a pair that watches something; nothing for one that does not. */
export function renderMonitors({ monitors, outlook }: DaemonStatus, paint: Paint): readonly string[] {
  return [
    ...linkLine('LAN', monitors.lan, paint),
    ...linkLine('Internet', monitors.internet, paint),
    ...outlook.devices.filter(({ state }) => state !== 'unwatched').map((device) => deviceLine(device, paint)),
    ...juryLine(monitors, paint),
    ...checkLine(monitors, paint),
    ...(outlook.gatewayLeftOut === null ? [] : [outlook.gatewayLeftOut]),
    ...outlook.unknownNames.map((name) => paint('warn', `${name} has no address: it is not asked`)),
  ]
}

function linkLine(name: string, link: LinkStatus, paint: Paint): readonly string[] {
  if (link.state === 'unwatched' && link.peer === 'unwatched') return []
  const since = link.forMs === null ? '' : ` for ${renderSpan(link.forMs)}`
  const timer = link.handsOverAfterMs === null ? '' : `; hands over after ${renderSpan(link.handsOverAfterMs)}`
  return [`${name} ${stateText(link.state, paint)}${since}, of the peer ${stateText(link.peer, paint)}${timer}`]
}

function stateText(state: LinkStatus['state'] | 'unknown', paint: Paint): string {
  return state === 'up' ? paint('good', state) : state === 'down' ? paint('bad', state) : state
}

function deviceLine(device: DaemonStatus['outlook']['devices'][number], paint: Paint): string {
  return `  ${device.device}: ${stateText(device.state, paint)}, ${device.why}`
}

function juryLine({ jury }: DaemonStatus['monitors'], paint: Paint): readonly string[] {
  if (jury === null) return []
  const there = jury.peerReached === null ? 'nothing compared yet' : `${jury.peerReached} there`
  const fewer = jury.fewerForMs === null ? '' : paint('warn', `, fewer here for ${renderSpan(jury.fewerForMs)}`)
  const limit = jury.handsOverAfterMs === null ? '' : `; hands over after ${renderSpan(jury.handsOverAfterMs)}`
  return [`jury: ${jury.reached} targets answer here, ${there}${fewer}${limit}`]
}

/** Worth a line where it decides, and where it fails. */
function checkLine({ peerCheck }: DaemonStatus['monitors'], paint: Paint): readonly string[] {
  const { failures, failuresMax, decisive, asked } = peerCheck
  if (!asked || (failures === 0 && !decisive)) return []
  const counter = `${failures} of ${failuresMax} checks of the peer's address failed`
  return [`${failures === 0 ? counter : paint('warn', counter)}${decisive ? ', which decide with the beats' : ''}`]
}
