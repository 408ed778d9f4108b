/**
 * What form does a report have, in a way that can be checked and published?
 *
 * The compiler holds each schema against its type in `protocol.ts`, so that the two cannot part. Fields that a schema
 * does not know are let through: a field is never renamed or taken away, only added, and a client of yesterday must
 * still read the daemon of today.
 */
import * as z from 'zod'
import { reasons, refusalCodes } from '../core/reasons.ts'
import type { FencingStatus } from '../core/status-document.ts'
import type { NodeName, Phase, RefusedKind, Verdict, Zone } from '../core/types.ts'
import { diskSchema, replicationSchema, resyncSchema } from './disk-schema.ts'
import { monitorSchema, outlookSchema } from './monitor-schema.ts'
import { serviceSchema } from './service-schema.ts'
import { errorCodes, fenceCodes, journalCategories, journalLevels } from './protocol.ts'
import type { AddressReport, DaemonStatus, JournalLine, LinksReport, Report } from './protocol.ts'
import { connectionsSchema, servicesSchema } from './services.ts'

/** Every word of a union, once: a word too few or too many does not compile. */
type Words<Word extends string> = { readonly [Each in Word]: Each }

const text = z.string()
const flag = z.boolean()
const ms = z.number()
const node = z.enum({ master: 'master', slave: 'slave' } satisfies Words<NodeName>)
const zone = z.enum({ lan: 'lan', dmz: 'dmz', wan: 'wan' } satisfies Words<Zone>)
const phaseWords = {
  starting: 'starting',
  'running-slave': 'running-slave',
  'taking-over': 'taking-over',
  'running-master': 'running-master',
  isolated: 'isolated',
  releasing: 'releasing',
  held: 'held',
} satisfies Words<Phase>
const phase = z.enum(phaseWords)
const holder = z.enum({
  master: 'master',
  slave: 'slave',
  none: 'none',
  both: 'both',
  unknown: 'unknown',
} satisfies Words<DaemonStatus['holder']>)
const refusal = z.enum(refusalCodes)

const verdict = z.enum({
  'never-heard': 'never-heard',
  alive: 'alive',
  'alive-foreign': 'alive-foreign',
  late: 'late',
  restarting: 'restarting',
  'links-cut': 'links-cut',
  'agent-dead': 'agent-dead',
  'powered-off': 'powered-off',
  'silent-dead': 'silent-dead',
  'i-am-isolated': 'i-am-isolated',
  'cannot-judge': 'cannot-judge',
  gathering: 'gathering',
  departed: 'departed',
} satisfies Words<Verdict>)

const peer = z.looseObject({
  node,
  verdict,
  evidence: z.array(text),
  phase: z.enum({ ...phaseWords, 'not-available': 'not-available', 'never-heard': 'never-heard' } satisfies Words<
    DaemonStatus['peer']['phase']
  >),
  contactAgeMs: ms.nullable(),
  twoWay: flag,
  fit: flag,
  held: flag,
  settingsMatch: flag.nullable(),
  clock: z.looseObject({ bootId: z.number(), aheadMs: z.number() }).nullable(),
})

const path = z.looseObject({
  name: text,
  medium: text,
  up: flag,
  oneWay: flag,
  usable: flag,
  carrier: flag,
  beatAgeMs: ms.nullable(),
  refusedAgeMs: ms.nullable(),
})

const vip = z.looseObject({
  name: text,
  zone,
  device: text,
  enabled: flag,
  address: text,
  prefix: z.int().nullable(),
  aliases: z.array(text),
  holder,
})

const fencing = z.looseObject({
  device: z.literal('agent'),
  state: z.enum({
    idle: 'idle',
    'switching-off': 'switching-off',
    'confirmed-off': 'confirmed-off',
    failed: 'failed',
  } satisfies Words<FencingStatus['state']>),
  orderedAgoMs: ms.nullable(),
  failures: z.int(),
  failure: text,
  answers: z.enum({ yes: 'yes', no: 'no', unknown: 'unknown' } satisfies Words<FencingStatus['answers']>),
  answersText: text,
})

/** The status document as it is published by `hapair status --schema`. */
export const statusSchema: z.ZodType<DaemonStatus> = z.looseObject({
  version: z.literal(1),
  node,
  phase,
  phaseForMs: ms,
  pair: z.enum({
    starting: 'starting',
    stable: 'stable',
    syncing: 'syncing',
    degraded: 'degraded',
    switching: 'switching',
    'dual-active': 'dual-active',
    'split-brain': 'split-brain',
    'not-served': 'not-served',
    maintenance: 'maintenance',
  } satisfies Words<DaemonStatus['pair']>),
  mapping: z.enum({ normal: 'normal', inverted: 'inverted', none: 'none' } satisfies Words<DaemonStatus['mapping']>),
  promoted: flag,
  holder,
  term: z.looseObject({ number: z.int(), node }),
  claim: z.looseObject({ ageMs: ms, lapsed: flag, announcedRounds: z.int() }).nullable(),
  fit: flag,
  unfitReason: refusal.nullable(),
  heldBack: z.enum([...refusalCodes, 'left-to-operator']).nullable(),
  held: flag,
  sticky: z.enum({ master: 'master', slave: 'slave', none: 'none' } satisfies Words<DaemonStatus['sticky']>),
  peer,
  paths: z.array(path),
  zones: z.array(z.looseObject({ zone, device: text, carrier: flag, addresses: z.array(text), held: flag })),
  disks: z.array(diskSchema),
  services: z.array(serviceSchema),
  servicesUp: flag,
  divergedForMs: ms.nullable(),
  maintenance: flag,
  // A daemon of yesterday knows no fencing device.
  fencing: fencing.nullable().default(null),
  witness: z.enum({ answers: 'answers', silent: 'silent', 'no witness': 'no witness' } satisfies Words<
    DaemonStatus['witness']
  >),
  monitors: monitorSchema,
  move: z.looseObject({ kind: text, cause: text, step: text, elapsedMs: ms }).nullable(),
  order: z.looseObject({ cause: text, step: text, taker: node }).nullable(),
  warnings: z.array(text),
  commands: z.array(z.looseObject({ command: text, available: flag, reason: text, node: node.nullable() })),
  program: z.looseObject({ version: text, pid: z.int(), startedForMs: ms, realtime: text }),
  names: z.looseObject({
    hostname: text.nullable(),
    peerHostname: text.nullable(),
    masterAddress: text,
    slaveAddress: text,
    loggedInto: text,
  }),
  enabled: flag,
  fitness: z
    .looseObject({
      score: z.number(),
      agoMs: ms,
      checks: z.array(z.looseObject({ check: text, result: z.enum(['pass', 'warn', 'fail']), found: text })),
    })
    .nullable(),
  alarms: z.array(text),
  vips: z.array(vip),
  resyncs: z.array(resyncSchema),
  replication: replicationSchema.nullable(),
  // A daemon of yesterday places no services.
  serviceUnits: servicesSchema.nullable().default(null),
  outlook: outlookSchema,
  lastAnnouncedMsAgo: ms.nullable(),
})

/** A line of the story, as `hapair logs --json` prints it. */
export const journalSchema: z.ZodType<JournalLine> = z.looseObject({
  seq: z.int(),
  wall: text,
  monotonicMs: ms,
  node,
  category: z.enum(journalCategories),
  level: z.enum(journalLevels),
  reason: z.enum(reasons),
  sentence: text,
  facts: z.array(text),
  elapsedMs: ms.exactOptional(),
})

const link = z.looseObject({
  name: text,
  medium: z.enum(['serial', 'ethernet']),
  device: text,
  sent: z.int(),
  dropped: z.int(),
  heard: z.int(),
  refused: z.record(
    z.enum({
      garbage: 'garbage',
      'mis-keyed': 'mis-keyed',
      foreign: 'foreign',
      replay: 'replay',
      loopback: 'loopback',
      unexpected: 'unexpected',
    } satisfies Words<RefusedKind>),
    z.int(),
  ),
  garbageBytes: z.int(),
  finding: text,
  sentence: text,
  modemLines: z.looseObject({ cts: flag, dsr: flag, dcd: flag }).nullable(),
  lossesLastHour: z.int().nullable(),
  detail: text,
})

const links: z.ZodType<LinksReport> = z.looseObject({ paths: z.array(link) })

const address: z.ZodType<AddressReport> = z.looseObject({
  vip: text,
  zone,
  device: text,
  address: text,
  enabled: flag,
  present: flag,
  problem: text.nullable(),
})

const answer = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('progress'), text }),
  z.looseObject({ type: z.literal('done'), text }),
  z.looseObject({ type: z.literal('refused'), refusal, text }),
  z.looseObject({ type: z.literal('failed'), text }),
])

const reportSchema: z.ZodType<Report> = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('status'), status: statusSchema }),
  z.looseObject({ type: z.literal('feature'), active: flag }),
  z.looseObject({ type: z.literal('answer'), answer }),
  z.looseObject({ type: z.literal('journal'), line: journalSchema }),
  z.looseObject({ type: z.literal('addresses'), addresses: z.array(address) }),
  z.looseObject({ type: z.literal('links'), links }),
  z.looseObject({ type: z.literal('fence'), code: z.literal(fenceCodes), text }),
  connectionsSchema,
  z.looseObject({
    type: z.literal('error'),
    code: z.enum(errorCodes),
    text,
  }),
  z.looseObject({ type: z.literal('end') }),
])

/** Whether something read from the daemon is a report that this program understands. */
export function isReport(value: unknown): value is Report {
  return reportSchema.safeParse(value).success
}
