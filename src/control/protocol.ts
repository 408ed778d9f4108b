/**
 * What do the daemon and its clients say to each other?
 *
 * The client writes requests, one JSON object per line, each with a number; the daemon writes reports, one JSON object
 * per line, each with the number of the request that it belongs to. Several requests may be open on one connection. A
 * report of the type `end` or `error` is the last one of its request.
 * Rejected: HTTP over the socket (the daemon serves no HTTP), D-Bus (not on every appliance), a binary form (nobody
 * could read it with `socat` at three in the morning).
 * Sources: architecture "What runs", D18; requirement CFG-6 (other users see only status).
 */
import type { FenceCode, OrderAnswer, Told } from '../core/effects.ts'
import type { OperatorOrder } from '../core/events.ts'
import type { Reason } from '../core/reasons.ts'
import type { FitnessReport } from './fitness.ts'
import type { StatusDocument } from '../core/status-document.ts'
import type { NodeName, RefusedKind, Zone } from '../core/types.ts'
import type { ServiceReportMessage, ServiceRequest, ServicesReport } from './services.ts'

/** Categories of the journal. `failover` is one view of LOG-1, all others are the other one. */
export type JournalCategory = Told['category']

/** Levels of the journal, least important first. */
export type JournalLevel = Told['level']

/** Every category, for option texts and checks. */
export const journalCategories = ['failover', 'heartbeat', 'address', 'operator'] as const satisfies JournalCategory[]

/** Every level, least important first. */
export const journalLevels = ['info', 'notice', 'warning', 'alarm'] as const satisfies JournalLevel[]

/** Longest name of a resource, characters: drbd.conf(5) has no limit, the settings have 40. */
export const resourceCharactersMax = 128

/** Most lines of the journal that one request asks for: what the daemon keeps. */
export const journalCountMax = 2_000

/** What a client may ask. */
export type Request =
  | { readonly type: 'ping' }
  /** Is the feature switched on, or does this node hold what is the pair's all the same? */
  | { readonly type: 'feature' }
  /** One status document. */
  | { readonly type: 'status' }
  /** The status document now and after each change, at most five a second, until the client goes. */
  | { readonly type: 'follow' }
  /** An operator's order; `orderId` 1..64 characters, chosen by the client, the same for a repetition. */
  | { readonly type: 'order'; readonly orderId: string; readonly order: OperatorOrder }
  /** The last `count` lines (0..2,000) of this category, at or above this level; with `follow` also those to come. */
  | {
      readonly type: 'journal'
      readonly count: number
      readonly follow: boolean
      readonly category?: JournalCategory
      readonly level?: JournalLevel
    }
  /** Every address of the settings with what the kernel has of it. */
  | { readonly type: 'addresses' }
  /** Counters and findings of every heartbeat path. */
  | { readonly type: 'links' }
  /** Read the settings files again and put them in force. */
  | { readonly type: 'reload' }
  /** Begin to compare both copies of this volume, or of `all`. Answered when it was begun; it takes hours. */
  | { readonly type: 'verify'; readonly resource: string }
  /**
   * The kernel froze the writes of a primary and asks what became of the peer; `resource` by its name. Open until that is
   * known, for minutes if need be. A newer question about the same resource ends the older one with the code 1.
   */
  | { readonly type: 'fence'; readonly resource: string }
  | ServiceRequest

const adminTypes: ReadonlySet<Request['type']> = new Set([
  ...(['order', 'reload', 'journal', 'fence', 'verify'] as const),
  ...(['clients', 'service-verify', 'connections'] as const),
])

/** Requests that only an administrator may make; others see only how things are (CFG-6), not who ordered what. */
export function needsAdmin(request: Request): boolean {
  return adminTypes.has(request.type)
}

/** What the daemon answers. */
export type Report =
  | { readonly type: 'status'; readonly status: DaemonStatus }
  | { readonly type: 'feature'; readonly active: boolean }
  /** For `order`, `reload`, `verify`, `clients` and `service-verify`: progress any number of times, then exactly one of done, refused and failed. */
  | { readonly type: 'answer'; readonly answer: OrderAnswer }
  | { readonly type: 'journal'; readonly line: JournalLine }
  /** One page of addresses; more reports follow until `end`. */
  | { readonly type: 'addresses'; readonly addresses: readonly AddressReport[] }
  | { readonly type: 'links'; readonly links: LinksReport }
  /** Exit code for the kernel's handler, and why, for the system log. */
  | { readonly type: 'fence'; readonly code: FenceCode; readonly text: string }
  | ServiceReportMessage
  | { readonly type: 'error'; readonly code: ErrorCode; readonly text: string }
  | { readonly type: 'end' }

/** Why a request was not answered. */
export type ErrorCode = (typeof errorCodes)[number]
/** All of them. */
export const errorCodes = ['malformed', 'too-long', 'permission', 'busy', 'failed'] as const

/** Exit codes that the kernel's handler may be given: all of `FenceCode`. */
export const fenceCodes = [1, 3, 4, 5, 6, 7] as const satisfies readonly FenceCode[]

/** The status document with what only the daemon knows. */
export type DaemonStatus = StatusDocument & {
  readonly program: {
    readonly version: string
    readonly pid: number
    readonly startedForMs: number
    /** `FIFO 10`, or why not. */
    readonly realtime: string
  }
  readonly names: {
    /** Visible host name of this node, and of the peer; `null` when no base name is set. */
    readonly hostname: string | null
    readonly peerHostname: string | null
    /** Addresses of the nodes themselves, by configured role. */
    readonly masterAddress: string
    readonly slaveAddress: string
    /** The machine that this document comes from, by its own host name (VIP-9). */
    readonly loggedInto: string
  }
  /** `ha.enabled` as it is in force: while it is false this node takes nothing (STA-23). */
  readonly enabled: boolean
  /** How well this node could take over, as of its last look; `null` on a node that does not stand by. */
  readonly fitness: FitnessReport | null
  /** What is wrong now and wants an operator, in words. */
  readonly alarms: readonly string[]
  readonly vips: readonly VipReport[]
  /** Resynchronisations that run now, one for each volume that has one (DRBD-8). */
  readonly resyncs: readonly ResyncReport[]
  /** How the replication driver is driven; `null` on a pair without a disk. */
  readonly replication: ReplicationReport | null
  /** `null` on a pair without services. */
  readonly serviceUnits: ServicesReport | null
  readonly outlook: OutlookReport
  /** Since the last announcement of the addresses by this node; `null` when it announced none in this run. */
  readonly lastAnnouncedMsAgo: number | null
}

/** What the daemon looks at outside of itself. */
export type OutlookReport = {
  /** Devices of the LAN and of the Internet, by which of them the links of a kind are judged. */
  readonly devices: readonly {
    readonly device: string
    readonly kind: 'lan' | 'internet'
    readonly state: 'unknown' | 'up' | 'down' | 'unwatched'
    /** By what it is judged, in words. */
    readonly why: string
  }[]
  /** Why the gateway is not asked before a takeover (FO-29); `null` when it is, or there is none. */
  readonly gatewayLeftOut: string | null
  /** Ping targets whose names have no address: they are not asked. */
  readonly unknownNames: readonly string[]
  /** Worst-case detection time of these settings, in a sentence (CON-15). */
  readonly detection: string
}

/** How the replication driver of this node is driven, and what was met on the way since the start of the agent. */
export type ReplicationReport = {
  /** Rate of resynchronisations in the settings, KiB/s (DRBD-4). */
  readonly rateKib: number
  /** Does the driver say that it is in force? `null` while it is set anew. */
  readonly rateInForce: boolean | null
  /** Orders that were turned away, because too many waited or the tools kept failing. */
  readonly turnedAway: number
  /** What the tools keep failing at now. */
  readonly failing: readonly string[]
  /** Words and lines of the driver that were not understood; lines that were too long. */
  readonly unknownWords: number
  readonly droppedLines: number
  /** Streams of events that were begun, the first one included. */
  readonly streams: number
  /** Comparisons of both copies, one entry for each volume. */
  readonly verifications: readonly VerifyReport[]
}

/** Comparisons of the two copies of one volume. */
export type VerifyReport = {
  readonly resource: string
  /** Since it was begun or first seen; `null` while none runs. */
  readonly runningForMs: number | null
  /** 0..100; `null` when none runs or the driver does not say. */
  readonly donePercent: number | null
  /** The last one that ended; `null` when none is known. */
  readonly last: {
    /** Wall clock of the node, ISO 8601 in UTC. */
    readonly endedAt: string
    readonly outcome: 'alike' | 'different' | 'broken-off'
    /** How much differed; `null` when it was broken off. */
    readonly outOfSyncKib: number | null
  } | null
}

/** A resynchronisation under way. */
export type ResyncReport = {
  readonly resource: string
  readonly direction: 'to-peer' | 'from-peer'
  /** Of the whole volume, or of what differs only (DRBD-17); `unknown` while the size is not known. */
  readonly kind: 'full' | 'difference' | 'unknown'
  /** 0..100, never 100 while it runs. */
  readonly donePercent: number
  readonly leftKib: number
  /** KiB/s, smoothed, and the time that is left at this rate, s; `null` until they are known. */
  readonly rateKib: number | null
  readonly secondsLeft: number | null
}

/** One VIP of the settings. */
export type VipReport = {
  readonly name: string
  readonly zone: Zone
  readonly device: string
  readonly enabled: boolean
  readonly address: string
  /** Prefix length; `null` when the network of the device is used and not known now. */
  readonly prefix: number | null
  readonly aliases: readonly string[]
  readonly holder: StatusDocument['holder']
}

/** One address of the settings, VIP or alias, with what the kernel has of it. */
export type AddressReport = {
  readonly vip: string
  readonly zone: Zone
  readonly device: string
  readonly address: string
  readonly enabled: boolean
  /** The kernel has it on the device now. */
  readonly present: boolean
  /** The last thing that went wrong with it, or `null`. */
  readonly problem: string | null
}

/** A line of the story. */
export type JournalLine = {
  /** Rising by one per line; a gap means that lines were dropped. */
  readonly seq: number
  /** Wall clock of the node, ISO 8601 in UTC; for the reader only, nothing is decided by it. */
  readonly wall: string
  /** The node's monotonic clock, ms. */
  readonly monotonicMs: number
  readonly node: NodeName
  readonly category: JournalCategory
  readonly level: JournalLevel
  readonly reason: Reason
  readonly sentence: string
  readonly facts: readonly string[]
  /** Since the move began, ms, for lines that belong to a move. */
  readonly elapsedMs?: number
}

/** Every heartbeat path. */
export type LinksReport = { readonly paths: readonly LinkReport[] }

/** One heartbeat path, with totals since the daemon opened it. */
export type LinkReport = {
  readonly name: string
  readonly medium: 'serial' | 'ethernet'
  readonly device: string
  readonly sent: number
  /** Beats that were not sent because the device could not take them. */
  readonly dropped: number
  readonly heard: number
  /** Frames that were no life, by kind. */
  readonly refused: Readonly<Record<RefusedKind, number>>
  readonly garbageBytes: number
  /** One word, e.g. `ok`, `half-open`, `cable-absent`. */
  readonly finding: string
  /** What was seen and what to do. */
  readonly sentence: string
  /** Modem lines as the other end drives them; `null` for a device without. */
  readonly modemLines: { readonly cts: boolean; readonly dsr: boolean; readonly dcd: boolean } | null
  /** Beats of the peer that did not arrive within the last hour; `null` when it cannot be told. */
  readonly lossesLastHour: number | null
  /** State of the device in one sentence. */
  readonly detail: string
}

/** The socket for administrators, in the run folder. */
export const controlSocketName = 'control.sock'

/** The socket for everybody, which only answers questions. */
export const statusSocketName = 'status.sock'

/** Largest line, bytes of UTF-8; the status document of 1,000 addresses has about 100 KiB. Larger ones go in pieces. */
export const lineBytesMax = 262_144

/** Largest report that is put together from pieces, characters. */
export const reportCharactersMax = 4_194_304

/** Largest request, bytes; also the most that is kept of a client that ends no line. */
export const requestBytesMax = 65_536

/** Shortest pause between two documents of `follow`, ms: five a second. */
export const followGapMs = 200
