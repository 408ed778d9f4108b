/**
 * What does one node tell about itself, so that two nodes can be compared?
 *
 * There is no channel between the nodes on which such facts could travel before they are a pair, and the beats carry none
 * of them; so they are written as JSON by one node and read by the other, over whatever way the operator has. A question
 * that was not answered in time says so in place of its answer, and never holds up the others.
 * Rejected: asking the peer's agent over the network (it listens to beats only, D18).
 */
import * as z from 'zod'

/** Most entries of each list of a file; more than any node has. */
const listMax = 256
/** Longest text of a file, characters. */
const textMax = 500

const text = z.string().max(textMax)
const count = z.number().min(0)
const list = <Item extends z.ZodType>(item: Item): z.ZodArray<Item> => z.array(item).max(listMax)
const unanswered = z.object({ unanswered: text })
const role = z.enum(['master', 'slave', 'standalone'])

const machine = z.object({
  /** Logical processors, and memory in MiB. */
  processors: count,
  memoryMib: count,
  devices: list(text),
  serialPorts: list(text),
  /** The kernel has the replication driver, loaded or to be loaded. */
  replicationDriver: z.boolean(),
})

const volume = z.object({ name: text, disk: text, sizeKib: count.nullable() })

const clock = z.object({
  /** Since 1970, ms, by the wall clock; read in the same moment as the monotonic clock, ms. */
  wallMs: z.number(),
  monotonicMs: count,
  bootId: count.nullable(),
  /** The kernel's clock is kept by a time service; `null` when that cannot be seen. */
  synchronised: z.boolean().nullable(),
})

const zone = z.object({
  zone: text,
  device: text,
  address: text,
  present: z.boolean(),
  carrier: z.boolean(),
  /** `answers` is `null` when nobody asked. */
  gateways: list(z.object({ address: text, answers: z.boolean().nullable() })),
})

/** What came of a connection from this node to a port of the peer. `refused`: it got there, and nobody listens. */
const reached = z.enum(['open', 'refused', 'silent', 'unreachable', 'not-tried'])

const port = z.object({ name: text, port: count, protocol: z.enum(['tcp', 'udp']), reached })

const repeated = z.object({ port: count, attempts: count, succeeded: count, firstFailure: count.nullable() })

const updates = z.object({ state: z.enum(['on', 'off', 'unknown']), found: text })

const entitlement = z.object({
  state: z.enum(['entitled', 'not-entitled', 'not-demanded']),
  found: text,
  /** SHA-256 of the file. */
  fingerprint: text.nullable(),
  contract: text.nullable(),
})

const backup = z.object({ kind: z.enum(['configuration', 'user-data']), file: text, ageMs: z.number().nullable() })

const load = z.object({ fifteenMinutes: count, processors: count })

const moves = list(z.object({ ms: count }))

const answer = <Asked extends z.ZodType>(
  asked: Asked,
): z.ZodUnion<[typeof unanswered, z.ZodObject<{ value: Asked }>]> => z.union([unanswered, z.object({ value: asked })])

const nodeFacts = z.object({
  version: z.literal(1),
  /** Wall clock of the node, ISO 8601 in UTC. */
  takenAt: text,
  role,
  enabled: z.boolean(),
  hapair: text,
  /** Whether the settings want a heartbeat over a serial line. */
  wantsSerial: z.boolean(),
  pairId: count.nullable(),
  settingsHash: count.nullable(),
  /** Host name that the system has, with its domain, and what the settings make of it. */
  hostname: text,
  base: text.nullable(),
  domain: text.nullable(),
  configuredHostname: text.nullable(),
  release: answer(text),
  machine: answer(machine),
  volumes: answer(list(volume)),
  clock: answer(clock),
  zones: answer(list(zone)),
  routes: answer(list(z.object({ destination: text, gateway: text, device: text }))),
  ports: answer(list(port)),
  repeated: answer(repeated.nullable()),
  updates: answer(updates),
  entitlement: answer(entitlement),
  backups: answer(list(backup)),
  load: answer(load),
  /** Takes and releases with all their steps, oldest first, as far as this run of the agent knows them. */
  moves: answer(moves),
})

/** Everything that one node tells about itself. */
export type NodeFacts = z.infer<typeof nodeFacts>

/** What a question gave: its answer, or why there is none. */
export type Answer<T> = { readonly value: T } | { readonly unanswered: string }

/** Outcome of a connection. */
export type Reached = z.infer<typeof reached>

/** Ports, zones, volumes and the rest, each by itself. */
export type MachineFacts = z.infer<typeof machine>
/** A replicated volume with the disk below it. */
export type VolumeFacts = z.infer<typeof volume>
/** Both clocks of a node at one moment. */
export type ClockFacts = z.infer<typeof clock>
/** A network area with addresses of the pair. */
export type ZoneFacts = z.infer<typeof zone>
/** A port of the peer, seen from this node. */
export type PortFacts = z.infer<typeof port>
/** Connections in quick succession to one open port of the peer. */
export type RepeatedFacts = z.infer<typeof repeated>
/** Whether the appliance updates itself. */
export type UpdateFacts = z.infer<typeof updates>
/** Whether the feature is allowed on this node. */
export type EntitlementFacts = z.infer<typeof entitlement>
/** The newest backup of a kind. */
export type BackupFacts = z.infer<typeof backup>
/** Load average of the last quarter of an hour. */
export type LoadFacts = z.infer<typeof load>

/** Largest file of facts, bytes. */
export const factsBytesMax = 1 << 20

/** Reads the facts of a node from JSON; a text that says what is wrong when it is something else. */
export function parseNodeFacts(written: string): NodeFacts | { readonly problem: string } {
  if (written.length > factsBytesMax) return { problem: `larger than ${factsBytesMax} bytes` }
  let parsed: unknown
  try {
    parsed = JSON.parse(written)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return { problem: `no JSON: ${error.message}` }
  }
  const result = nodeFacts.safeParse(parsed)
  if (result.success) return result.data
  const [first] = result.error.issues
  const place = first === undefined || first.path.length === 0 ? 'the file' : first.path.join('.')
  return { problem: `not written by "hapair doctor --write-facts": ${place}: ${first?.message ?? 'wrong'}` }
}

/** The facts as they are written. */
export function renderNodeFacts(facts: NodeFacts): string {
  return `${JSON.stringify(facts, undefined, 2)}\n`
}
