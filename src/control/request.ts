/**
 * Is this line a request, and if not, which rule does it break?
 *
 * Unknown requests, unknown fields and values out of range are refused with the rule in words, because the client may
 * be a script that a person has to repair. Nothing is guessed and nothing is left out silently.
 */
import * as z from 'zod'
import { parseJson } from './json.ts'
import { journalCategories, journalCountMax, journalLevels, resourceCharactersMax } from './protocol.ts'
import type { Request } from './protocol.ts'
import { serviceRequestSchemas } from './services.ts'

/** Longest order id and longest phase name, characters. */
const idCharactersMax = 64

/** Largest number of a request on one connection. */
const numberMax = 0xffff_ffff

const seen = z.strictObject({ term: z.int().min(0).max(numberMax), phase: z.string().max(idCharactersMax) })

/** A generation identifier as the status shows it, or empty where nothing goes. */
const victim = z.string().regex(/^(?:[0-9A-F]{16})?$/)

/** As many resources as a beat has blocks for (D8). */
const resourcesMax = 8

const operatorOrder = z.discriminatedUnion('verb', [
  z.strictObject({
    verb: z.enum(['make-master', 'make-slave', 'failover', 'failback']),
    force: z.boolean(),
    seen: seen.exactOptional(),
  }),
  z.strictObject({ verb: z.enum(['hold', 'unhold', 'release', 'stop', 'restart', 'announce']) }),
  z.strictObject({ verb: z.enum(['maintain', 'unmaintain', 'demote-master', 'force-master']) }),
  z.strictObject({ verb: z.literal('repair'), victims: z.array(victim).max(resourcesMax), thenFailback: z.boolean() }),
])

const requestSchema: z.ZodType<Request> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ping') }),
  z.strictObject({ type: z.literal('feature') }),
  z.strictObject({ type: z.literal('status') }),
  z.strictObject({ type: z.literal('follow') }),
  z.strictObject({
    type: z.literal('order'),
    orderId: z.string().min(1).max(idCharactersMax),
    order: operatorOrder,
  }),
  z.strictObject({
    type: z.literal('journal'),
    count: z.int().min(0).max(journalCountMax),
    follow: z.boolean(),
    category: z.enum(journalCategories).exactOptional(),
    level: z.enum(journalLevels).exactOptional(),
  }),
  z.strictObject({ type: z.literal('addresses') }),
  z.strictObject({ type: z.literal('links') }),
  z.strictObject({ type: z.literal('reload') }),
  z.strictObject({ type: z.literal('verify'), resource: z.string().min(1).max(resourceCharactersMax) }),
  z.strictObject({ type: z.literal('fence'), resource: z.string().min(1).max(resourceCharactersMax) }),
  ...serviceRequestSchemas,
])

const numbered = z.strictObject({ id: z.int().min(0).max(numberMax), request: z.unknown() })

/** A request with its number, or the rule that the line breaks. `id` is 0 when the line does not say. */
export type ReadRequest =
  | { readonly type: 'request'; readonly id: number; readonly request: Request }
  | { readonly type: 'refused'; readonly id: number; readonly rule: string }

/** Reads one line of a client. Never throws. */
export function parseRequest(line: string): ReadRequest {
  const json = parseJson(line)
  if (json === undefined) return { type: 'refused', id: 0, rule: 'a request is one JSON object on one line' }
  const outer = numbered.safeParse(json.value)
  if (!outer.success) {
    return {
      type: 'refused',
      id: 0,
      rule: `a request has the form {"id": number, "request": {...}}: ${told(outer.error)}`,
    }
  }
  const { id } = outer.data
  const inner = requestSchema.safeParse(outer.data.request)
  return inner.success
    ? { type: 'request', id, request: inner.data }
    : { type: 'refused', id, rule: `the request is not known: ${told(inner.error)}` }
}

/** Most faults of one line that are told. */
const faultsMax = 3

function told(error: z.ZodError): string {
  return error.issues
    .slice(0, faultsMax)
    .map((issue) => (issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`))
    .join('; ')
}
