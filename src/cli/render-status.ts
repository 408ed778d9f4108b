/**
 * How is the status document said to a person?
 *
 * One label per line, the node first, then from the pair down to the single link, and what is wrong at the end where
 * the eye rests. Pure: the document in, lines out. A peer that is not heard is shown as not available with the time of
 * the last contact, never with its last role (ROLE-10).
 */
import type { DaemonStatus, LinkReport, LinksReport, VipReport } from '../control/protocol.ts'
import { isDiverged, renderDisks, renderDivergence, renderProtection } from './render-disks.ts'
import { renderFencing } from './render-fencing.ts'
import { renderServiceSummary } from './render-services.ts'
import { renderMonitors } from './render-monitors.ts'
import { renderSpan } from './render-span.ts'
import type { Paint } from './terminal.ts'
import { spoken, verdictSentences } from './words.ts'

/** Column at which values begin. */
const labelWidth = 11

/** Aliases of one VIP that are listed; the rest is counted, and `vip list` has them all. */
const aliasesListed = 8

/** The whole view. `links`: counters of the paths, when they are known; `support`: whom to call, from the profile. */
export function renderStatus(
  status: DaemonStatus,
  links: LinksReport | undefined,
  paint: Paint,
  support?: string,
): readonly string[] {
  return [
    labelled('node', [renderNode(status)]),
    labelled('pair', [pairText(status, paint), ...renderProtection(status)]),
    ...labelled('conflict', renderDivergence(status, support, paint)),
    labelled('addresses', [addressText(status)]),
    labelled('vips', vipLines(status)),
    ...labelled('disks', renderDisks(status, paint)),
    ...labelled('fencing', renderFencing(status, paint)),
    ...labelled('services', renderServiceSummary(status, paint)),
    labelled('peer', peerLines(status, paint)),
    labelled('links', linkLines(status, links, paint)),
    labelled('witness', [status.witness]),
    ...labelled('monitors', renderMonitors(status, paint)),
    ...labelled('fitness', fitnessLines(status, paint)),
    ...moveLines(status),
    labelled('warnings', warningLines(status, paint)),
    labelled('logged in', [`${status.names.loggedInto}, hapair ${status.program.version}, ${status.program.realtime}`]),
  ].flat()
}

/** One line that says which node this is: derived host name, configured role, and what it does now (ROLE-4). */
export function renderNode(status: DaemonStatus): string {
  const promoted = status.promoted ? ' (promoted)' : ''
  const held = status.held && status.phase !== 'held' ? ', held' : ''
  const since = `for ${renderSpan(status.phaseForMs)}`
  return `${identity(status)}, ${spoken(status.phase)}${promoted} ${since}${held}`
}

/** `ha1 (master)`, or the role alone when no host name is set. */
export function identity(status: DaemonStatus): string {
  return named(status.names.hostname, status.node)
}

/** The peer in the same form. */
export function peerIdentity(status: DaemonStatus): string {
  return named(status.names.peerHostname, status.peer.node)
}

function named(hostname: string | null, node: string): string {
  return hostname === null ? node : `${hostname} (${node})`
}

function labelled(label: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => `${(index === 0 ? label : '').padEnd(labelWidth)}${line}`)
}

/** Condition with its cause (FO-20), mapping and term. */
function pairText(status: DaemonStatus, paint: Paint): string {
  const mild = ['degraded', 'switching', 'syncing', 'maintenance'].includes(status.pair)
  const word = paint(status.pair === 'stable' ? 'good' : mild ? 'warn' : 'bad', spoken(status.pair))
  const causes = status.pair === 'degraded' ? causesOf(status) : []
  const cause = causes.length === 0 ? '' : ` (${causes.join(', ')})`
  const maintenance = status.maintenance ? `, ${paint('warn', 'nothing moves by itself')}` : ''
  return `${word}${cause}, ${mappingText(status)}, term ${status.term.number}${maintenance}`
}

/** `normal mapping` and its like; without a running master, why there is none. */
export function mappingText(status: DaemonStatus): string {
  if (status.mapping !== 'none') return `${status.mapping} mapping`
  if (status.holder === 'both') return 'two running masters'
  return status.holder === 'none' ? 'no running master' : 'no running master known'
}

/** Why the pair is degraded. */
function causesOf(status: DaemonStatus): string[] {
  const { peer, paths } = status
  const silent = peer.phase === 'not-available' || peer.phase === 'never-heard'
  const down = paths.filter((path) => !path.up || path.oneWay).map((path) => path.name)
  return [
    ...(silent ? ['peer not available'] : []),
    ...(!silent && peer.held ? ['peer held'] : []),
    ...(!silent && !peer.held && !peer.fit ? ['peer cannot take over'] : []),
    ...(status.held ? ['this node held'] : []),
    ...(isDiverged(status) || status.disks.every((disk) => disk.inSync) ? [] : ['disks not in sync']),
    ...(!silent && down.length > 0 ? [`heartbeat impaired on ${down.join(', ')}`] : []),
  ]
}

/** Which of the nodes' own addresses leads to whom (CLI-3). */
function addressText(status: DaemonStatus): string {
  const { masterAddress, slaveAddress } = status.names
  switch (status.holder) {
    case 'master':
      return `running master ${masterAddress}, standby ${slaveAddress}`
    case 'slave':
      return `running master ${slaveAddress}, standby ${masterAddress}`
    case 'none':
    case 'both':
    case 'unknown':
      return `master ${masterAddress}, slave ${slaveAddress}; running master: ${status.holder}`
  }
}

/** How well a standby could take over, and what is against it. */
function fitnessLines({ fitness }: DaemonStatus, paint: Paint): string[] {
  if (fitness === null) return []
  const against = fitness.checks.filter(({ result }) => result !== 'pass')
  return [
    `${paint(fitness.score === 100 ? 'good' : 'bad', String(fitness.score))} of 100, ${renderSpan(fitness.agoMs)} ago`,
    ...against.map(({ check, found, result }) => paint(result === 'fail' ? 'bad' : 'warn', `${check}: ${found}`)),
  ]
}

function vipLines(status: DaemonStatus): string[] {
  if (status.vips.length === 0) return ['none configured']
  return status.vips.flatMap((vip) => {
    const prefix = vip.prefix === null ? '' : `/${vip.prefix}`
    const line = `${vip.name}: ${vip.address}${prefix} in ${vip.zone} on ${vip.device}, ${holderText(status, vip)}`
    return vip.aliases.length === 0 ? [line] : [line, aliasText(vip.aliases)]
  })
}

function aliasText(aliases: readonly string[]): string {
  const rest = aliases.length - aliasesListed
  const listed = aliases.slice(0, aliasesListed).join(', ')
  return rest > 0 ? `  with ${listed} and ${rest} more` : `  with ${listed}`
}

function holderText(status: DaemonStatus, vip: VipReport): string {
  if (!vip.enabled) return 'disabled'
  if (vip.holder === 'none') return 'held by nobody'
  if (vip.holder === 'unknown') return 'holder unknown'
  if (vip.holder === 'both') return 'claimed by both nodes'
  if (vip.holder !== status.node) return `held by the ${vip.holder}`
  const announced = status.lastAnnouncedMsAgo
  const when = announced === null ? 'not announced yet' : `announced ${renderSpan(announced)} ago`
  return `held by the ${vip.holder} (this node), ${when}`
}

function peerLines(status: DaemonStatus, paint: Paint): string[] {
  const { peer } = status
  const who = peerIdentity(status)
  if (peer.phase === 'never-heard')
    return [`${who}, ${paint('warn', 'not available')}: ${verdictSentences['never-heard']}`]
  const contact = peer.contactAgeMs === null ? '' : `, last contact ${renderSpan(peer.contactAgeMs)} ago`
  if (peer.phase === 'not-available') {
    return [
      `${who}, ${paint('bad', 'not available')}${contact}`,
      `judged ${spoken(peer.verdict)}: ${verdictSentences[peer.verdict]}`,
      ...peer.evidence.map((fact) => `  ${fact}`),
    ]
  }
  const late = peer.verdict === 'alive' ? '' : `, ${paint('warn', spoken(peer.verdict))}`
  const settings = peer.settingsMatch === false ? [paint('warn', 'has other settings than this node')] : []
  return [`${who}, ${spoken(peer.phase)}${fitnessText(peer, paint)}${late}${contact}`, ...settings]
}

/** Whether the peer could take over; a running master has nothing to take. */
function fitnessText(peer: DaemonStatus['peer'], paint: Paint): string {
  if (peer.phase === 'held') return ''
  if (peer.held) return `, ${paint('warn', 'held')}`
  if (peer.phase !== 'running-slave') return ''
  return peer.fit ? ', fit to take over' : `, ${paint('warn', 'cannot take over')}`
}

function linkLines(status: DaemonStatus, links: LinksReport | undefined, paint: Paint): string[] {
  if (status.paths.length === 0) return ['none configured']
  const width = Math.max(...status.paths.map((path) => path.name.length))
  return status.paths.map((path) => {
    const state = !path.usable
      ? paint('bad', 'device unusable')
      : !path.up
        ? paint('bad', 'down')
        : path.oneWay
          ? paint('warn', 'one way')
          : paint('good', 'up')
    const beat = path.beatAgeMs === null ? 'no beat heard' : `last beat ${renderSpan(path.beatAgeMs)} ago`
    const report = links?.paths.find((link) => link.name === path.name)
    return `${path.name.padEnd(width)}  ${path.medium}, ${state}, ${beat}${lossText(report)}${findingText(report)}`
  })
}

function lossText(report: LinkReport | undefined): string {
  if (report?.lossesLastHour === undefined || report.lossesLastHour === null) return ''
  return `, ${report.lossesLastHour} lost in the last hour`
}

/** Findings that need no words. */
const quietFindings = ['ok', 'none', 'not-judged']

function findingText(report: LinkReport | undefined): string {
  return report === undefined || quietFindings.includes(report.finding) ? '' : `, ${report.finding}`
}

function moveLines(status: DaemonStatus): string[] {
  const { move, order } = status
  if (move !== null) {
    const text = `${move.kind}, cause ${spoken(move.cause)}, step ${move.step}, ${renderSpan(move.elapsedMs)} so far; do not reboot`
    return labelled('moving', [text])
  }
  if (order !== null)
    return labelled('order', [`${spoken(order.cause)}: ${order.step}, ${order.taker} shall be running master`])
  return []
}

function warningLines(status: DaemonStatus, paint: Paint): string[] {
  const all = [...new Set([...status.alarms, ...status.warnings])]
  return all.length === 0 ? ['none'] : all.map((warning) => paint('warn', warning))
}
