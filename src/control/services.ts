/**
 * What do the daemon and its clients say to each other about services?
 *
 * Part of the protocol of `protocol.ts`, with the schemas of the reports.
 */
import * as z from 'zod'
import type { Placement, ServiceFacts } from '../core/eyes.ts'

/** Requests about services. Names are those of the firmware profile, 1..40 characters. */
export type ServiceRequest =
  /** New clients are let in, or kept out; answered when that is in force (SVC-11). */
  | { readonly type: 'clients'; readonly admit: boolean }
  /** Start a service here for the time of its read-only check (SVC-12). Answered when it was stopped again. */
  | { readonly type: 'service-verify'; readonly service: string }
  /** How many clients each running service has. Answered by `connections`. */
  | { readonly type: 'connections' }

/** Reports about services. */
export type ServiceReportMessage = {
  readonly type: 'connections'
  readonly counts: readonly ConnectionCount[]
}

/** Clients of one service; `null` when it does not run here, has no command for it, or the command does not say. */
export type ConnectionCount = { readonly service: string; readonly clients: number | null }

/** The services of a node, for status. */
export type ServicesReport = {
  /** May new clients begin at the ports of the services? */
  readonly clients: 'admitted' | 'refused'
  readonly services: readonly ServiceState[]
}

/** One service on this node. */
export type ServiceState = {
  readonly name: string
  /** As people say it; the name where the profile has none. */
  readonly title: string
  readonly unit: string
  readonly placement: Placement
  readonly state: ServiceFacts['unit']
  /** The words of the service manager. */
  readonly detail: string
  readonly check: ServiceFacts['check']
  /** Why the last check failed; empty when it did not. */
  readonly checkText: string
  /** How often it ended by itself since the agent started. */
  readonly deaths: number
  readonly atBoot: boolean
  /** What makes it unusable here, or unreadable; `null` when nothing does. */
  readonly problem: string | null
}

/** Longest name of a service, characters: that of the settings. */
export const serviceNameMax = 40

/** Every word of a union, once: a word too few or too many does not compile. */
type Words<Word extends string> = { readonly [Each in Word]: Each }

const name = z.string().min(1).max(serviceNameMax)

/** Schemas of the requests. */
export const serviceRequestSchemas = [
  z.strictObject({ type: z.literal('clients'), admit: z.boolean() }),
  z.strictObject({ type: z.literal('service-verify'), service: name }),
  z.strictObject({ type: z.literal('connections') }),
] as const

const text = z.string()

const state: z.ZodType<ServiceState> = z.looseObject({
  name: text,
  title: text,
  unit: text,
  placement: z.enum({
    master: 'master',
    slave: 'slave',
    both: 'both',
    'slave-when-available': 'slave-when-available',
  } satisfies Words<Placement>),
  state: z.enum({
    stopped: 'stopped',
    starting: 'starting',
    running: 'running',
    stopping: 'stopping',
    failed: 'failed',
    missing: 'missing',
    masked: 'masked',
    unknown: 'unknown',
  } satisfies Words<ServiceFacts['unit']>),
  detail: text,
  check: z.enum({ none: 'none', passed: 'passed', failed: 'failed' } satisfies Words<ServiceFacts['check']>),
  checkText: text,
  deaths: z.int(),
  atBoot: z.boolean(),
  problem: text.nullable(),
})

/** Schema of the part of the status. */
export const servicesSchema: z.ZodType<ServicesReport> = z.looseObject({
  clients: z.enum({ admitted: 'admitted', refused: 'refused' } satisfies Words<ServicesReport['clients']>),
  services: z.array(state),
})

/** Schema of the report. */
export const connectionsSchema = z.looseObject({
  type: z.literal('connections'),
  counts: z.array(z.looseObject({ service: text, clients: z.int().nullable() })),
})

/** The refusal of a name that the settings do not have. */
export function noSuchService(name: string, services: readonly { readonly name: string }[]): string {
  const list = services.length === 0 ? 'it has none' : `it has ${services.map((service) => service.name).join(', ')}`
  return `the pair has no service ${name}; ${list}`
}
