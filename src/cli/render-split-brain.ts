/**
 * How are two data sets that have parted said to a person?
 *
 * Since when, why it is believed, both sides of each volume beside each other, then the advice, and for either side the
 * commands that end it, with the node on which each is given.
 */
import type { DaemonStatus } from '../control/protocol.ts'
import type { NodeName } from '../core/types.ts'
import { connectionWords, qualityWords, relationWords, roleWords } from './disk-words.ts'
import { renderDivergence } from './render-disks.ts'
import { renderKib } from './render-size.ts'
import { identity, peerIdentity } from './render-status.ts'
import type { Side, SplitBrain, PartedVolume, Way } from './split-brain.ts'
import type { Paint } from './terminal.ts'

/** The comparison as lines. */
export function renderSplitBrain(
  found: SplitBrain,
  status: DaemonStatus,
  support: string | undefined,
  paint: Paint,
): readonly string[] {
  const name = (node: NodeName): string => (node === status.node ? identity(status) : peerIdentity(status))
  if (found.kind !== 'diverged') return [...found.evidence, found.advice.reason]
  const leader = found.leads === 'master' || found.leads === 'slave' ? name(found.leads) : leaderWords[found.leads]
  return [
    ...renderDivergence(status, support, paint).filter((line) => !line.startsWith('"hapair split-brain show"')),
    ...found.evidence.map((fact) => `  ${fact}`),
    `running master: ${leader}`,
    ...found.volumes.flatMap((volume) => volumeLines(volume, name)),
    ...adviceLines(found, name, paint),
  ]
}

const leaderWords = { none: 'nobody', both: 'both nodes', unknown: 'not known' } as const

function volumeLines(volume: PartedVolume, name: (node: NodeName) => string): readonly string[] {
  return [
    `volume ${volume.resource}: ${relationWords[volume.relation]}; ${connectionWords[volume.connection]}`,
    `  written here since the two were the same: ${writtenText(volume.outOfSyncKib)}`,
    ...volume.sides.map((side) => `  ${sideText(side, name)}`),
  ]
}

function writtenText(kib: number | null): string {
  return kib === null ? 'how much is not known' : `at least ${renderKib(kib)}`
}

function sideText(side: Side, name: (node: NodeName) => string): string {
  const marks = side.marks.map((mark) => `, ${mark}`).join('')
  const state =
    side.role === 'unknown' && side.disk === 'unknown'
      ? 'not connected'
      : `${roleWords[side.role]}, ${qualityWords[side.disk]}`
  return `${name(side.node)}: ${state}${marks}, generation ${side.generation ?? 'not known'}, ${lastWriteText(side)}`
}

function lastWriteText(side: Side): string {
  if (side.lastWrite === 'now') return 'in use now'
  if (side.lastWrite !== null) return `file system last written ${side.lastWrite}`
  return side.here ? 'last write not known' : 'last write: give this command there'
}

function adviceLines(found: SplitBrain, name: (node: NodeName) => string, paint: Paint): readonly string[] {
  const { advice, ways } = found
  const head =
    advice.keep === null
      ? [`${paint('warn', 'no advice')}: ${advice.reason}`]
      : [`advice: keep the data of ${paint('bold', name(advice.keep))}, because ${advice.reason}`]
  return [...head, ...ways.flatMap((way) => wayLines(way, name))]
}

function wayLines(way: Way, name: (node: NodeName) => string): readonly string[] {
  return [
    `to keep the data of ${name(way.keep)} (${way.loses}):`,
    ...way.commands.map(({ node, command, why }, index) => `  ${index + 1}. on ${name(node)}: ${command}  (${why})`),
  ]
}
