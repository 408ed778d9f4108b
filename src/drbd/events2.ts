/**
 * What does one line of `drbdsetup events2` say?
 *
 * A line is an action, an object, and pairs `key:value`; a `change` carries only what changed. The same parser reads
 * both grammars: 8.4 (its connection words are already those of 9) and 9, whose additional objects and keys are let
 * pass. What is not known never becomes a good state: an unknown word is reported and the field reads `unknown`; a line
 * that misses its key is reported and says nothing. A value may itself contain colons (addresses).
 * Rejected: `drbdsetup status --json`, which the 8.4 module's tool does not have.
 * Source: drbd-utils user/v84/drbdsetup.c and user/v9/drbdsetup.c, print_notifications, and its tests/v9/events2-*.
 */
import type { Connection, Disk, DiskRole, Replication, Suspension } from './words.ts'
import { LineReading, excerptMax, given, nameForm } from './line-reading.ts'
import type { LineProblem, Pairs } from './line-reading.ts'
import { connectionWord, diskWord, replicationWord, roleWord } from './words.ts'

/** Fields of a resource; missing ones have not changed. */
export type ResourceFields = {
  readonly role?: DiskRole
  /** `unknown` when the list has a word that is not known: then nothing may be taken as flowing. */
  readonly suspended?: readonly Suspension[] | 'unknown'
}

/** Fields of a connection. */
export type ConnectionFields = { readonly connection?: Connection; readonly peerRole?: DiskRole }

/** Fields of a volume on this node. `open`, `quorum`: DRBD 9 only. */
export type DeviceFields = {
  readonly minor?: number
  readonly disk?: Disk
  readonly open?: boolean
  readonly quorum?: boolean
  readonly sizeKib?: number
}

/** Fields of a volume on the peer. `donePercent`: DRBD 9 only, 0..100. */
export type PeerDeviceFields = {
  readonly replication?: Replication
  readonly peerDisk?: Disk
  readonly resyncPaused?: boolean
  readonly donePercent?: number
  readonly outOfSyncKib?: number
}

/** What a line says. `appeared`: the object's fields are complete; otherwise they are the ones that changed. */
export type StreamEvent =
  /** The state of everything has been told; what follows are changes. */
  | { readonly type: 'dump-end' }
  | { readonly type: 'resource'; readonly name: string; readonly appeared: boolean; readonly fields: ResourceFields }
  | {
      readonly type: 'connection'
      readonly name: string
      readonly peer: string
      readonly appeared: boolean
      readonly fields: ConnectionFields
    }
  | {
      readonly type: 'device'
      readonly name: string
      readonly volume: number
      readonly appeared: boolean
      readonly fields: DeviceFields
    }
  | {
      readonly type: 'peer-device'
      readonly name: string
      readonly peer: string
      readonly volume: number
      readonly appeared: boolean
      readonly fields: PeerDeviceFields
    }
  | { readonly type: 'resource-gone'; readonly name: string }
  | { readonly type: 'connection-gone' | 'peer-device-gone'; readonly name: string; readonly peer: string }
  | { readonly type: 'device-gone'; readonly name: string; readonly volume: number }
  /** DRBD calls a script of ours, or it has ended. `status`: its exit code. */
  | { readonly type: 'script'; readonly name: string; readonly script: string; readonly status?: number }
  /** A known kind of line that says nothing to us: paths. */
  | { readonly type: 'nothing' }

/** A line, understood as far as possible. Without `event` the whole line is a problem. */
export type ParsedLine = { readonly event?: StreamEvent; readonly problems: readonly LineProblem[] }

const percentMax = 100

/** Reads one line without its line end. Never throws. */
export function parseEventLine(line: string): ParsedLine {
  const [action = '', object = '', ...rest] = line.trim().split(/ +/)
  if (object === '-') {
    return action === 'exists' ? { event: { type: 'dump-end' }, problems: [] } : malformed(line)
  }
  const reading = new LineReading(line)
  const pairs = reading.pairs(rest)
  const event = eventOf(action, object, pairs, reading)
  return event === undefined ? { problems: reading.problems } : { event, problems: reading.problems }
}

function malformed(line: string): ParsedLine {
  return { problems: [{ problem: 'malformed', text: line.slice(0, excerptMax) }] }
}

/** Actions that give an object, and whether they give all of it. */
const givesAll: Readonly<Record<string, boolean>> = { exists: true, create: true, change: false }

function eventOf(action: string, object: string, pairs: Pairs, reading: LineReading): StreamEvent | undefined {
  const name = pairs.get('name')
  if (name === undefined || !nameForm.test(name)) {
    reading.fail()
    return undefined
  }
  if (object === 'helper') return scriptOf(name, pairs, reading)
  if (action === 'destroy') return goneOf(object, name, pairs, reading)
  const appeared = Object.hasOwn(givesAll, action) ? givesAll[action] : undefined
  if (appeared === undefined) {
    reading.strange(`${action} ${object}`)
    return { type: 'nothing' }
  }
  return objectOf(object, { name, appeared }, pairs, reading)
}

type Head = { readonly name: string; readonly appeared: boolean }

function objectOf(object: string, head: Head, pairs: Pairs, reading: LineReading): StreamEvent | undefined {
  switch (object) {
    case 'resource':
      return { type: 'resource', ...head, fields: resourceFields(pairs, reading) }
    case 'connection': {
      const peer = peerOf(pairs, reading)
      if (peer === undefined) return undefined
      return { type: 'connection', ...head, peer, fields: connectionFields(pairs, reading) }
    }
    case 'device': {
      const volume = volumeOf(pairs, reading)
      if (volume === undefined) return undefined
      return { type: 'device', ...head, volume, fields: deviceFields(pairs, reading) }
    }
    case 'peer-device': {
      const peer = peerOf(pairs, reading)
      const volume = volumeOf(pairs, reading)
      if (peer === undefined || volume === undefined) return undefined
      return { type: 'peer-device', ...head, peer, volume, fields: peerDeviceFields(pairs, reading) }
    }
    case 'path':
      return { type: 'nothing' }
    default:
      reading.strange(object)
      return { type: 'nothing' }
  }
}

function goneOf(object: string, name: string, pairs: Pairs, reading: LineReading): StreamEvent | undefined {
  if (object === 'resource') return { type: 'resource-gone', name }
  if (object === 'device') {
    const volume = volumeOf(pairs, reading)
    return volume === undefined ? undefined : { type: 'device-gone', name, volume }
  }
  if (object === 'connection' || object === 'peer-device') {
    const peer = peerOf(pairs, reading)
    return peer === undefined ? undefined : { type: `${object}-gone`, name, peer }
  }
  if (object !== 'path') reading.strange(object)
  return { type: 'nothing' }
}

function scriptOf(name: string, pairs: Pairs, reading: LineReading): StreamEvent | undefined {
  const script = pairs.get('helper')
  if (script === undefined) {
    reading.fail()
    return undefined
  }
  const status = reading.number(pairs, 'status', Number.MAX_SAFE_INTEGER)
  return given<Extract<StreamEvent, { type: 'script' }>>({ type: 'script', name, script, status })
}

/** DRBD numbers its peers; only 9 gives them names as well. */
function peerOf(pairs: Pairs, reading: LineReading): string | undefined {
  const peer = pairs.get('peer-node-id')
  if (peer === undefined) reading.fail()
  return peer
}

/** DRBD's own limit is 65535 volumes. */
const volumeMax = 65_535

function volumeOf(pairs: Pairs, reading: LineReading): number | undefined {
  const volume = reading.number(pairs, 'volume', volumeMax)
  if (volume === undefined) reading.fail()
  return volume
}

function resourceFields(pairs: Pairs, reading: LineReading): ResourceFields {
  return given<ResourceFields>({
    role: reading.word(pairs, 'role', roleWord),
    suspended: reading.suspensions(pairs),
  })
}

function connectionFields(pairs: Pairs, reading: LineReading): ConnectionFields {
  return given<ConnectionFields>({
    connection: reading.word(pairs, 'connection', connectionWord),
    peerRole: reading.word(pairs, 'role', roleWord),
  })
}

function deviceFields(pairs: Pairs, reading: LineReading): DeviceFields {
  return given<DeviceFields>({
    minor: reading.number(pairs, 'minor', Number.MAX_SAFE_INTEGER),
    disk: reading.word(pairs, 'disk', diskWord),
    open: reading.truth(pairs, 'open'),
    quorum: reading.truth(pairs, 'quorum'),
    sizeKib: reading.number(pairs, 'size', Number.MAX_SAFE_INTEGER),
  })
}

function peerDeviceFields(pairs: Pairs, reading: LineReading): PeerDeviceFields {
  const paused = pairs.get('resync-suspended')
  // Statistics without an amount mean that nothing is out of sync: the 8.4 tool leaves a zero out.
  const none = pairs.has('received') ? 0 : undefined
  return given<PeerDeviceFields>({
    replication: reading.word(pairs, 'replication', replicationWord),
    peerDisk: reading.word(pairs, 'peer-disk', diskWord),
    resyncPaused: paused === undefined ? undefined : paused !== 'no',
    donePercent: reading.number(pairs, 'done', percentMax),
    outOfSyncKib: reading.number(pairs, 'out-of-sync', Number.MAX_SAFE_INTEGER) ?? none,
  })
}
