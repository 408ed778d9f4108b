/**
 * What form do the disks have in a report?
 *
 * Part of `report-schema.ts`, by the same rules: held against the types, and open for fields that are added.
 */
import * as z from 'zod'
import { refusalCodes } from '../core/reasons.ts'
import type { DaemonStatus, ReplicationReport, ResyncReport, VerifyReport } from './protocol.ts'

/** Every word of a union, once: a word too few or too many does not compile. */
type Words<Word extends string> = { readonly [Each in Word]: Each }

const text = z.string()
const flag = z.boolean()
const ms = z.number()

type Disk = DaemonStatus['disks'][number]

const quality = z.enum({
  'up-to-date': 'up-to-date',
  consistent: 'consistent',
  outdated: 'outdated',
  inconsistent: 'inconsistent',
  failed: 'failed',
  unknown: 'unknown',
} satisfies Words<Disk['disk']>)

const diskRole = z.enum({
  'disk-primary': 'disk-primary',
  'disk-secondary': 'disk-secondary',
  unknown: 'unknown',
} satisfies Words<Disk['role']>)

/** One replicated volume. */
export const diskSchema: z.ZodType<Disk> = z.looseObject({
  resource: text,
  connection: z.enum({
    connected: 'connected',
    connecting: 'connecting',
    'stand-alone': 'stand-alone',
    unknown: 'unknown',
  } satisfies Words<Disk['connection']>),
  role: diskRole,
  peerRole: diskRole,
  disk: quality,
  peerDisk: quality,
  sync: z.enum({ none: 'none', source: 'source', target: 'target', verify: 'verify', paused: 'paused' } satisfies Words<
    Disk['sync']
  >),
  outOfSyncKib: z.number().nullable(),
  inSync: flag,
  suspended: flag,
  mounted: flag,
  stale: flag,
  forced: flag,
  peerBehind: z.enum({
    no: 'no',
    acknowledged: 'acknowledged',
    fenced: 'fenced',
    departed: 'departed',
    failed: 'failed',
    presumed: 'presumed',
  } satisfies Words<Disk['peerBehind']>),
  relation: z.enum({
    equal: 'equal',
    'mine-behind': 'mine-behind',
    'theirs-behind': 'theirs-behind',
    diverged: 'diverged',
    unrelated: 'unrelated',
    unknown: 'unknown',
  } satisfies Words<Disk['relation']>),
  generation: text.nullable(),
  peerGeneration: text.nullable(),
  lostForMs: ms.nullable(),
  unfitReason: z.enum(refusalCodes).nullable(),
})

/** A resynchronisation under way. */
export const resyncSchema: z.ZodType<ResyncReport> = z.looseObject({
  resource: text,
  direction: z.enum(['to-peer', 'from-peer']),
  kind: z.enum(['full', 'difference', 'unknown']),
  donePercent: z.number(),
  leftKib: z.number(),
  rateKib: z.number().nullable(),
  secondsLeft: z.number().nullable(),
})

const verification: z.ZodType<VerifyReport> = z.looseObject({
  resource: text,
  runningForMs: ms.nullable(),
  donePercent: z.number().nullable(),
  last: z
    .looseObject({
      endedAt: text,
      outcome: z.enum(['alike', 'different', 'broken-off']),
      outOfSyncKib: z.number().nullable(),
    })
    .nullable(),
})

/** How the replication driver is driven. */
export const replicationSchema: z.ZodType<ReplicationReport> = z.looseObject({
  rateKib: z.number(),
  rateInForce: flag.nullable(),
  turnedAway: z.int(),
  failing: z.array(text),
  unknownWords: z.int(),
  droppedLines: z.int(),
  streams: z.int(),
  verifications: z.array(verification),
})
