/**
 * What is the state of each resource, as DRBD has told it?
 *
 * The model is made of one stream alone: three commands one after another once gave `SyncSource` with both disks up to
 * date, a state that never was. Each event yields the resource before and after, so that whoever watches can tell what
 * changed. When the stream restarts everything is forgotten; until its first dump has ended nothing is known, and what
 * is not known permits nothing. We write one volume and one peer per resource; a resource that has more is `surplus`,
 * and the core is told `unknown` of it.
 * The connection of 8.4 lags: it says connected for 1.6 s (idle) to 2.5 s (writing) after the cable is cut.
 * Rejected: merging snapshots of other commands into the model (their instants differ).
 */
import type { StreamEvent } from './events2.ts'
import type { Connection, Disk, DiskRole, Replication, Suspension } from './words.ts'

/** One resource. What has not been told is `unknown` or missing. */
export type ResourceState = {
  readonly name: string
  readonly role: DiskRole
  /** Empty: I/O flows. */
  readonly suspended: readonly Suspension[] | 'unknown'
  /** Runs of the fence-peer program that have begun and not ended, as far as the stream saw both. */
  readonly fencePeers: number
  readonly connection: Connection
  readonly peerRole: DiskRole
  readonly disk: Disk
  readonly peerDisk: Disk
  readonly replication: Replication
  readonly resyncPaused: boolean
  readonly minor?: number
  readonly sizeKib?: number
  /** Not yet on the peer, or not yet here, KiB. The 8.4 stream tells it when a state changes, not in between. */
  readonly outOfSyncKib?: number
  /** Of a running resynchronisation, 0..100; DRBD 9 only. */
  readonly donePercent?: number
  /** Is the device open? DRBD 9 only. */
  readonly open?: boolean
  readonly quorum?: boolean
  /** The peer's number and volume that the other fields are about. */
  readonly peer?: string
  /** More than one volume or peer: not written by us. */
  readonly surplus: boolean
}

/** All resources, by name. `complete`: the first dump of the stream has ended. */
export type DiskModel = {
  readonly complete: boolean
  readonly resources: ReadonlyMap<string, ResourceState>
  /** Events about a resource beyond the maximum. */
  readonly surplusEvents: number
}

/** What an event changed. `before` is missing for a resource that is new, `after` for one that is gone. */
export type ModelChange = { readonly name: string; readonly before?: ResourceState; readonly after?: ResourceState }

/** The model after an event, and what it changed, if anything. */
export type Absorbed = { readonly model: DiskModel; readonly change?: ModelChange }

/** Nothing is known: at the start and after each restart of the stream. */
export const emptyModel: DiskModel = { complete: false, resources: new Map(), surplusEvents: 0 }

/** Most resources that are watched: the pair has at most 8, others on the machine may be there as well. */
export const watchedMax = 32

/** Our resources have one volume. */
const ourVolume = 0

/** Takes in one event. */
export function absorbEvent(model: DiskModel, event: StreamEvent): Absorbed {
  switch (event.type) {
    case 'dump-end': {
      const resources = new Map([...model.resources].map(([name, state]) => [name, standingAlone(state)]))
      return { model: { ...model, resources, complete: true } }
    }
    case 'nothing':
      return { model }
    case 'script': {
      const before = model.resources.get(event.name)
      return before === undefined ? { model } : replace(model, event.name, called(before, event))
    }
    case 'resource-gone':
      return replace(model, event.name, undefined)
    default: {
      const before = model.resources.get(event.name)
      if (before === undefined && model.resources.size >= watchedMax) {
        return { model: { ...model, surplusEvents: model.surplusEvents + 1 } }
      }
      return replace(model, event.name, merge(before ?? unknownResource(event.name), event))
    }
  }
}

/** A resource of which nothing is known. */
export function unknownResource(name: string): ResourceState {
  return {
    name,
    role: 'unknown',
    suspended: 'unknown',
    fencePeers: 0,
    connection: 'unknown',
    peerRole: 'unknown',
    disk: 'unknown',
    peerDisk: 'unknown',
    replication: 'unknown',
    resyncPaused: false,
    surplus: false,
  }
}

function replace(model: DiskModel, name: string, told: ResourceState | undefined): Absorbed {
  const before = model.resources.get(name)
  const after = model.complete && told !== undefined ? standingAlone(told) : told
  if (same(before, after)) return { model }
  const resources = new Map(model.resources)
  if (after === undefined) resources.delete(name)
  else resources.set(name, after)
  const change = { name, ...(before && { before }), ...(after && { after }) }
  return { model: { ...model, resources }, change }
}

/** DRBD names no connection of a resource that stands alone: once it has told everything, none means that. */
function standingAlone(state: ResourceState): ResourceState {
  if (state.peer !== undefined) return state
  return { ...state, connection: 'stand-alone', replication: 'off', peerRole: 'unknown' }
}

/** One run may begin before another one has ended: the kernel asks for each connection that it loses. */
function called(state: ResourceState, { script, status }: Extract<StreamEvent, { type: 'script' }>): ResourceState {
  if (script !== 'fence-peer') return state
  return { ...state, fencePeers: Math.max(0, state.fencePeers + (status === undefined ? 1 : -1)) }
}

/** Order of keys does not matter: both were made by the same functions. */
function same(one: ResourceState | undefined, other: ResourceState | undefined): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}

type ObjectEvent = Exclude<StreamEvent, { type: 'dump-end' | 'nothing' | 'script' | 'resource-gone' }>

function merge(state: ResourceState, event: ObjectEvent): ResourceState {
  switch (event.type) {
    case 'resource':
      return { ...state, ...event.fields }
    case 'device':
      return event.volume === ourVolume ? { ...state, ...event.fields } : { ...state, surplus: true }
    case 'device-gone':
      return event.volume === ourVolume ? { ...state, disk: 'diskless' } : state
    case 'connection':
      return otherPeer(state, event.peer)
        ? { ...state, surplus: true }
        : { ...state, peer: event.peer, ...event.fields }
    case 'peer-device':
      return event.volume !== ourVolume || otherPeer(state, event.peer)
        ? { ...state, surplus: true }
        : withoutProgress({ ...state, peer: event.peer, ...event.fields }, event.fields)
    case 'connection-gone':
      return otherPeer(state, event.peer) ? state : withoutPeer(alone(state))
    case 'peer-device-gone':
      return otherPeer(state, event.peer) ? state : alone(state)
  }
}

function otherPeer(state: ResourceState, peer: string): boolean {
  return state.peer !== undefined && state.peer !== peer
}

function withoutPeer(state: ResourceState): ResourceState {
  const rest: { -readonly [K in keyof ResourceState]: ResourceState[K] } = { ...state }
  delete rest.peer
  return { ...rest, connection: 'stand-alone', peerRole: 'unknown' }
}

/**
 * That the peer's copy is behind outlives the connection: DRBD keeps it while it stands alone (measured). That it is
 * good does not.
 */
function alone(state: ResourceState): ResourceState {
  const isBehind = state.peerDisk === 'outdated' || state.peerDisk === 'inconsistent'
  return { ...state, replication: 'off', peerDisk: isBehind ? state.peerDisk : 'unknown' }
}

/** A percentage belongs to the resynchronisation that it was told with. */
function withoutProgress(state: ResourceState, fields: { readonly donePercent?: number }): ResourceState {
  if (fields.donePercent !== undefined || state.donePercent === undefined) return state
  const rest: { -readonly [K in keyof ResourceState]: ResourceState[K] } = { ...state }
  delete rest.donePercent
  return rest
}
