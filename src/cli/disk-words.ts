/**
 * What do the words about disks mean, in a few words each?
 *
 * As `words.ts` for phases: a word without its text does not compile.
 */
import type { DiskStatus } from '../core/status-document.ts'

/** State of the connection. */
export const connectionWords: Readonly<Record<DiskStatus['connection'], string>> = {
  connected: 'connected',
  connecting: 'not connected, waiting for the peer',
  'stand-alone': 'not connected, standing alone',
  unknown: 'connection unknown',
}

/** Role of a copy. */
export const roleWords: Readonly<Record<DiskStatus['role'], string>> = {
  'disk-primary': 'primary',
  'disk-secondary': 'secondary',
  unknown: 'role unknown',
}

/** Quality of a copy. */
export const qualityWords: Readonly<Record<DiskStatus['disk'], string>> = {
  'up-to-date': 'up to date',
  consistent: 'consistent, perhaps not the newest',
  outdated: 'outdated',
  inconsistent: 'inconsistent',
  failed: 'disk failed',
  unknown: 'disk unknown',
}

/** How the data of this node stands to the peer's, by their generation identifiers. */
export const relationWords: Readonly<Record<DiskStatus['relation'], string>> = {
  equal: 'both have the same data',
  'mine-behind': 'the peer has all of this data and newer',
  'theirs-behind': 'this node has all of the data of the peer and newer',
  diverged: 'both went on alone from common data: the two cannot be merged',
  unrelated: 'the two have no identifier in common: they cannot be merged',
  unknown: 'the identifiers of the peer are not known',
}

/** How the peer came to be behind. */
export const behindWords: Readonly<Record<DiskStatus['peerBehind'], string>> = {
  no: 'nothing says that the peer is behind',
  acknowledged: 'the peer said that it outdated its own copy',
  fenced: 'the peer was switched off by its fencing device',
  departed: 'the peer left in order and holds nothing',
  failed: 'the disk of the peer failed while it followed this one',
  presumed: 'the peer is presumed to be behind, by its silence alone',
}

/** Why a stale copy does not lead. */
export const staleSentence =
  'the peer may have written alone after the replication was lost; this copy leads only after a resynchronisation'
