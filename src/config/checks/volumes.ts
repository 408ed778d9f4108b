/**
 * Are the replicated volumes described so that they can be mounted and moved without touching each other?
 */
import { dirname } from 'node:path'
import { blameHeld, blameKey } from '../blame.ts'
import { volumeDraftKeys, volumeDrafts } from '../derive-volumes.ts'
import type { VolumeDraft } from '../derive-volumes.ts'
import { heldOf, listed, may, need, recordsOf } from '../entry.ts'
import type { RecordEntry } from '../entry.ts'
import type { RecordsKey, ValueKey } from '../key.ts'
import {
  drbdResources,
  lowerDiskMeta,
  lowerDiskName,
  lowerDiskPath,
  lowerDisks,
  volumeDisk,
  volumeMeta,
  volumeMinor,
  volumeMount,
  volumeName,
  volumeOptions,
  volumePort,
  volumes,
  volumeType,
} from '../keys/disk.ts'
import { controlSocket, stateFolder } from '../keys/node.ts'
import { nearest } from '../nearest.ts'
import type { Check, Whole } from '../whole.ts'
import type { Problem } from '../problem.ts'

/** Run folder in which the kernel's handler looks for the agent: it is called without arguments and environment. */
const handlersFolder = '/run/hapair'

/** Entries of the files, not of a profile, that describe no resource of the pair. */
function strangers(whole: Whole, list: RecordsKey, nameKey: ValueKey<string>): readonly Problem[] {
  const known = listed(whole, drbdResources).map(({ value }) => value)
  return recordsOf(whole, list).flatMap((entry) => {
    const name = need(entry, nameKey)
    const held = heldOf(entry, nameKey)
    if (held?.origin.type !== 'file' || known.includes(name)) return []
    const meant = nearest(name, known)
    const hint = meant === undefined ? '' : `; the nearest is ${meant}`
    return [blameHeld(held, `a name of drbd.resources${hint}`)]
  })
}

const knownVolumes: Check = {
  reads: volumeDraftKeys,
  find: (whole) => [...strangers(whole, volumes, volumeName), ...strangers(whole, lowerDisks, lowerDiskName)],
}

const diskNamed: Check = {
  reads: volumeDraftKeys,
  find: (whole) =>
    volumeDrafts(whole).flatMap(({ name, disk, held }) =>
      disk === undefined
        ? [blameHeld(held, `has a disk: in drbd.volume with the name ${name}, or in drbd.lower-disk of this node`)]
        : [],
    ),
}

/** What two volumes must not share, and the key that is to blame. */
type Trait = {
  readonly key: ValueKey<unknown>
  readonly what: string
  readonly of: (draft: VolumeDraft) => string | number | undefined
}

const traits: readonly Trait[] = [
  { key: volumeMinor, what: 'minor', of: ({ minor }) => minor },
  { key: volumePort, what: 'port', of: ({ port }) => port },
  { key: volumeDisk, what: 'disk', of: ({ disk }) => disk },
  { key: volumeMount, what: 'mount point', of: ({ mount }) => mount },
]

const ownTraits: Check = {
  reads: volumeDraftKeys,
  find: (whole) => {
    const drafts = volumeDrafts(whole)
    return traits.flatMap(({ key, what, of }) =>
      drafts.flatMap((draft, index) => {
        const value = of(draft)
        const other = drafts.slice(0, index).find((earlier) => value !== undefined && of(earlier) === value)
        if (other === undefined) return []
        return [blameTrait(draft, key, `unique; the ${what} ${value ?? ''} is that of ${other.name}`)]
      }),
    )
  },
}

/** The value where it is written; a derived one is blamed on the name of the resource. */
function blameTrait({ entry, lower, held }: VolumeDraft, key: ValueKey<unknown>, rule: string): Problem {
  const written = key === volumeDisk && lower !== undefined ? heldOf(lower, lowerDiskPath) : undefined
  return blameHeld(written ?? (entry === undefined ? undefined : heldOf(entry, key)) ?? held, rule)
}

/** Device and index of metadata that does not lie at the end of the disk. */
function apartOf({ meta }: VolumeDraft): { readonly path: string; readonly index: string } | undefined {
  const [path, index = ''] = meta.split(' ')
  return path === undefined || !path.startsWith('/') ? undefined : { path, index }
}

const metaApart: Check = {
  reads: volumeDraftKeys,
  find: (whole) => {
    const drafts = volumeDrafts(whole)
    return drafts.flatMap((draft, position) => {
      const own = apartOf(draft)
      if (own === undefined) return []
      const data = drafts.find(({ disk }) => disk === own.path)
      if (data !== undefined) return [blameMeta(draft, `no disk of a volume; ${own.path} is that of ${data.name}`)]
      const other = drafts.slice(0, position).find((earlier) => {
        const theirs = apartOf(earlier)
        const apart = own.index !== '' && theirs?.index !== '' && theirs?.index !== own.index
        return theirs?.path === own.path && !apart
      })
      return other === undefined ? [] : [blameMeta(draft, `apart from ${other.name}: with an index each, not the same`)]
    })
  },
}

function blameMeta({ entry, lower, held }: VolumeDraft, rule: string): Problem {
  const written = lower === undefined ? undefined : heldOf(lower, lowerDiskMeta)
  return blameHeld(written ?? (entry === undefined ? undefined : heldOf(entry, volumeMeta)) ?? held, rule)
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}

const mountOrder: Check = {
  reads: volumeDraftKeys,
  find: (whole) => {
    const drafts = volumeDrafts(whole)
    return drafts.flatMap((draft, index) => {
      const { mount } = draft
      const outer = drafts
        .slice(index + 1)
        .find((later) => mount !== undefined && later.mount !== undefined && isWithin(mount, later.mount))
      if (outer === undefined || outer.mount === mount) return []
      const rule = `comes after ${outer.name} in drbd.resources, in whose folder ${outer.mount ?? ''} it is mounted`
      return [blameTrait(draft, volumeMount, rule)]
    })
  },
}

const recordOutside: Check = {
  reads: [...volumeDraftKeys, stateFolder],
  find: (whole) => {
    const folder = need(whole, stateFolder)
    const above = volumeDrafts(whole).filter(({ mount }) => mount !== undefined && isWithin(folder, mount))
    return above.map((draft) =>
      blameTrait(draft, volumeMount, `not above state.folder (${folder}): the record must be there without the volume`),
    )
  },
}

function lonely(entry: RecordEntry, key: ValueKey<string>): readonly Problem[] {
  const held = heldOf(entry, key)
  const mounted = may(entry, volumeMount) !== undefined
  return held === undefined || mounted ? [] : [blameHeld(held, 'only with mount-point')]
}

const mountComplete: Check = {
  reads: [volumes],
  find: (whole) =>
    recordsOf(whole, volumes).flatMap((entry) => [...lonely(entry, volumeType), ...lonely(entry, volumeOptions)]),
}

const handlersSocket: Check = {
  reads: [drbdResources, controlSocket],
  find: (whole) => {
    const folder = dirname(need(whole, controlSocket))
    if (listed(whole, drbdResources).length === 0 || folder === handlersFolder) return []
    const rule = `in ${handlersFolder} on a node with a disk: the kernel's handler looks there`
    return [blameKey(whole, controlSocket, rule, whole.nodeFile)]
  },
}

/** Rules about replicated volumes. */
export const volumeChecks: readonly Check[] = [
  knownVolumes,
  diskNamed,
  ownTraits,
  metaApart,
  mountOrder,
  recordOutside,
  mountComplete,
  handlersSocket,
]
