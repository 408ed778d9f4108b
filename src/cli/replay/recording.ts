/**
 * What does one line of a flight recording say?
 *
 * The first line holds the settings and the instant of the start, each further line one fact with its instant. A
 * recording may be cut off in the middle of a line, and may come from another version: whatever is not understood is
 * a value with the rule that it breaks.
 */
import * as z from 'zod'
import { instant } from '../../base/time.ts'
import type { Instant } from '../../base/time.ts'
import { parseJson } from '../../control/json.ts'
import type { PairEvent } from '../../core/events.ts'
import type { PairSettings } from '../../core/settings.ts'
import { decodeState } from '../../core/state-text.ts'
import type { PairState } from '../../core/state.ts'

/** The first line. */
export type Head = {
  readonly settings: PairSettings
  readonly startedAt: Instant
  /** Where the core was, in a file that is not the first one of its run. */
  readonly state?: PairState
}

/** Any further line. */
export type Fact = { readonly at: Instant; readonly event: PairEvent }

/** What a line says, or the rule that it breaks. */
export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly rule: string }

const node = z.enum(['master', 'slave'])
const span = z.number().min(0)

/** All of `PairSettings`; the core relies on each field. */
const settingsSchema: z.ZodType<PairSettings> = z.looseObject({
  node,
  pairId: z.int(),
  settingsHash: z.int(),
  timing: z.looseObject({
    class: z.enum(['normal', 'fast']),
    deadMs: span,
    lateMs: span,
    warnMs: span,
    isolateMs: span,
    answerMs: span,
    beatMs: span,
    leaseMs: span,
    renewMs: span,
    steadyMs: span,
    bootWaitMs: span,
    restartMs: span,
    stepMs: span,
    diskStepMs: span,
    replicationLagMs: span,
    orderMs: span,
    unitsStopMs: span.default(0),
    // Recordings of programs that knew no fencing device have neither.
    fenceMs: span.default(0),
    flapWindowMs: span,
  }),
  paths: z.array(
    z.looseObject({ id: z.int(), name: z.string(), medium: z.enum(['serial', 'ethernet']), beatMs: span }),
  ),
  zones: z.array(
    z.looseObject({
      zone: z.enum(['lan', 'dmz', 'wan']),
      device: z.string(),
      addresses: z.array(z.string()),
      peerAddress: z.string(),
    }),
  ),
  witnesses: z.int(),
  failback: z.enum(['auto', 'manual']),
  onFailure: z.enum(['promote', 'keep-standby']),
  soloStart: z.enum(['auto', 'hold', 'promote']),
  onCarrierLossMs: z.union([span, z.literal('off')]),
  takeFromStranger: z.boolean(),
  resources: z.array(z.string()),
  isolation: z.enum(['auto', 'manual']),
  fencing: z.enum(['none', 'agent']).default('none'),
  services: z
    .array(
      z.looseObject({
        name: z.string(),
        placement: z.enum(['master', 'both', 'slave', 'slave-when-available']),
        order: z.int(),
        after: z.array(z.string()),
        startMs: span,
        stopMs: span,
      }),
    )
    .default([]),
  servicePolicy: z
    .looseObject({ width: z.int(), restarts: z.int(), windowMs: span })
    .default({ width: 1, restarts: 1, windowMs: 1 }),
  onLanDownMs: z.union([span, z.literal('off')]).default('off'),
  onInternetDownMs: z.union([span, z.literal('off')]).default('off'),
  onFewerTargetsMs: z.union([span, z.literal('off')]).default('off'),
  peerCheck: z
    .looseObject({ failuresMax: z.int(), decisive: z.boolean() })
    .default({ failuresMax: 1, decisive: false }),
})

const headSchema = z.looseObject({
  format: z.literal(1),
  settings: settingsSchema,
  startedAt: z.number(),
  state: z.unknown().optional(),
})
const factSchema = z.looseObject({ at: z.number(), event: z.looseObject({ type: z.string() }) })

/** Every kind of fact: one that is missing here does not compile. */
const eventTypes: Readonly<Record<PairEvent['type'], true>> = {
  started: true,
  beat: true,
  'beat-refused': true,
  'foreign-version': true,
  session: true,
  'path-device': true,
  services: true,
  links: true,
  targets: true,
  'peer-check': true,
  'probe-answer': true,
  'probe-unsent': true,
  'witness-answer': true,
  'zone-carrier': true,
  'address-missing': true,
  'address-rival': true,
  stalled: true,
  'caught-up': true,
  timer: true,
  order: true,
  'fence-asked': true,
  'fence-device': true,
  settings: true,
  'effect-done': true,
  'effect-failed': true,
  disk: true,
}

/** Reads the first line. */
export function readHead(line: string): Read<Head> {
  const parsed = headSchema.safeParse(parseJson(line)?.value)
  if (!parsed.success)
    return { ok: false, rule: 'the first line of a recording holds format 1, the settings and the start' }
  const { settings, startedAt } = parsed.data
  const state = decodeState(parsed.data.state)
  return { ok: true, value: { settings, startedAt: instant(startedAt), ...(state === undefined ? {} : { state }) } }
}

/** Reads any further line. */
export function readFact(line: string): Read<Fact> {
  const parsed = factSchema.safeParse(parseJson(line)?.value)
  if (!parsed.success) return { ok: false, rule: 'a line of a recording holds an instant and a fact' }
  const { at, event } = parsed.data
  if (!isEvent(event)) return { ok: false, rule: `the fact ${event.type} is not known to this version` }
  return { ok: true, value: { at: instant(at), event: restored(event) } }
}

/** The recording is the daemon's own; its fields beyond the kind are taken as written. */
function isEvent(event: { readonly type: string }): event is PairEvent {
  return Object.hasOwn(eventTypes, event.type)
}

/** JSON has no undefined: a path on which nothing was heard is `null` in a recorded beat. */
function restored(event: PairEvent): PairEvent {
  if (event.type !== 'beat') return event
  const echoes: readonly (number | null | undefined)[] = event.beat.echoes
  return { ...event, beat: { ...event.beat, echoes: echoes.map((echo) => echo ?? undefined) } }
}
