/**
 * How are the services of a node told?
 */
import type { ConnectionCount, ServicesReport, ServiceState } from '../control/services.ts'
import type { DaemonStatus } from '../control/protocol.ts'
import type { Paint } from './terminal.ts'

/** Lines for the status: one when all is well, and one for each service of which there is something to say. */
export function renderServiceSummary({ serviceUnits: report }: DaemonStatus, paint: Paint): readonly string[] {
  if (report === null) return []
  const running = report.services.filter(({ state }) => state === 'running').map(({ name }) => name)
  const here =
    running.length === 0 ? 'none runs here' : `${running.join(', ')} ${running.length === 1 ? 'runs' : 'run'} here`
  const closed = report.clients === 'refused' ? [paint('warn', 'new clients are refused')] : []
  const odd = report.services.filter((service) => troubleOf(service) !== undefined)
  return [here, ...closed, ...odd.map((service) => `${service.name}: ${paint('warn', troubleOf(service) ?? '')}`)]
}

/** What is wrong with a service; undefined when nothing is. */
function troubleOf({ state, detail, check, checkText, atBoot, problem }: ServiceState): string | undefined {
  if (problem !== null) return problem
  if (state === 'failed' || state === 'unknown') return detail
  if (check === 'failed') return checkText
  return atBoot ? 'would start at boot by itself' : undefined
}

/** A table of every service. `counts`: clients, when they were asked for. */
export function renderServices(
  report: ServicesReport,
  counts: readonly ConnectionCount[] | undefined,
  paint: Paint,
): readonly string[] {
  const width = Math.max(...report.services.map(({ name }) => name.length))
  const placeWidth = Math.max(...report.services.map(({ placement }) => placement.length))
  const lines = report.services.flatMap((service) => {
    const { name, placement, unit, deaths } = service
    const clients = counts?.find((count) => count.service === name)?.clients ?? null
    const rest = [
      stateText(service, paint),
      unit,
      ...(clients === null ? [] : [`${clients} ${clients === 1 ? 'client' : 'clients'}`]),
      ...(deaths === 0 ? [] : [`ended ${deaths === 1 ? 'once' : `${deaths} times`} by itself`]),
    ]
    const trouble = troubleOf(service)
    const line = `${name.padEnd(width)}  ${placement.padEnd(placeWidth)}  ${rest.join(', ')}`
    return trouble === undefined ? [line] : [line, `  ${paint('warn', trouble)}`]
  })
  return report.clients === 'refused' ? [...lines, paint('warn', 'new clients are refused on this node')] : lines
}

function stateText({ state, check }: ServiceState, paint: Paint): string {
  const style = state === 'running' ? 'good' : state === 'stopped' ? 'dim' : 'warn'
  const works = check === 'none' ? '' : `, check ${paint(check === 'passed' ? 'good' : 'bad', check)}`
  return `${paint(style, state)}${works}`
}
