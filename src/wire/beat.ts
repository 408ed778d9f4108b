/**
 * How does a beat look in bytes?
 *
 * A fixed part, then one echo per path, the order if there is one, one block per disk resource, and what the peer shall
 * discard of them. A beat of three paths is 63 bytes, 79 with its tag: on a serial line of 9600 baud that is 88 ms. Rejected: JSON or CBOR (twice the
 * size, and the size depends on the values), bit packing of everything (a technician could not read a dump), 48-bit
 * echoes (the receiver knows the high bits: it sent them).
 */
import { assert } from '../base/assert.ts'
import type { NodeName, Phase, Zone } from '../core/types.ts'
import type { Beat, PairOrder } from '../core/beat-content.ts'
import type { ResourceFacts } from '../core/disk-facts.ts'
import type { Eyes } from '../core/eyes.ts'
import {
  decodeDiscard,
  decodeOrder,
  decodeResource,
  discardBytes,
  discardFollows,
  encodeDiscard,
  encodeOrder,
  encodeResource,
  orderBytes,
  resourceBytes,
  resourcesMax,
} from './blocks.ts'
import { decodeEnvelope, encodeEnvelope, envelopeLayout, pathsMax, protocolVersion } from './envelope.ts'
import { layoutBytes, readField, writeField, type Layout } from './fields.ts'
import { decodeEyes, encodeEyes, eyesBytes } from './eyes-block.ts'
import {
  decodeFlags,
  encodeFlags,
  eyesFollowBit,
  nodeWords,
  orderFollowsBit,
  phaseWords,
  spareFlagBits,
  zoneBits,
} from './words.ts'

/** Fixed part of a beat. Session and counter stand where no later version may move them. */
export const beatLayout = {
  ...envelopeLayout,
  sessionId: { offset: 8, bytes: 4, about: 'session id' },
  counter: { offset: 12, bytes: 6, about: 'counter of this path' },
  sentAt: { offset: 18, bytes: 6, about: 'clock of the sender, ms' },
  bootId: { offset: 24, bytes: 4, about: 'boot id' },
  incarnation: { offset: 28, bytes: 4, about: 'incarnation' },
  termNumber: { offset: 32, bytes: 4, about: 'number of the term' },
  claimAge: { offset: 36, bytes: 4, about: 'age of the claim, ms' },
  settingsHash: { offset: 40, bytes: 4, about: 'hash of the settings' },
  flags: { offset: 44, bytes: 2, about: 'flags, and whether an order follows' },
  state: { offset: 46, bytes: 1, about: 'phase, node of the term, zones up' },
  restartTtl: { offset: 47, bytes: 2, about: 'addresses outlive a restart, ms' },
  counts: { offset: 49, bytes: 1, about: 'number of echoes and of resources' },
  echoesHeard: { offset: 50, bytes: 1, about: 'paths with an echo, one bit each' },
} as const satisfies Layout

/** One echo; as many as the sender has paths. */
export const echoLayout = { echo: { offset: 0, bytes: 4, about: 'echo, low 32 bits of ms' } } as const satisfies Layout

/** Outcome of decoding: the beat, or the first thing that is wrong with the bytes. */
export type DecodedBeat = { readonly ok: true; readonly beat: Beat } | { readonly ok: false; readonly problem: string }

/** The pair and the session that a frame belongs to. */
export type FrameOwner = { readonly pairId: number; readonly sessionId: number }

const fixedBytes = layoutBytes(beatLayout)
const echoBytes = layoutBytes(echoLayout)
const echoSpan = 2 ** 32
const termNodeBit = 0x08
const phaseBits = 0x07
const zonesShift = 4
const spareStateBit = 0x80
const echoCountShift = 4
const resourceCountBits = 0x0f
const zoneOrder: readonly Zone[] = ['lan', 'dmz', 'wan']
const unowned: FrameOwner = { pairId: 0, sessionId: 0 }

/** Length of a beat without its tag. */
export function beatBytes(beat: Beat): number {
  const order = (beat.order === undefined ? 0 : orderBytes) + (beat.eyes === undefined ? 0 : eyesBytes)
  const discards = beat.resources.filter(({ discard }) => discard !== undefined).length
  const disks = resourceBytes * beat.resources.length + discardBytes * discards
  return fixedBytes + echoBytes * beat.echoes.length + order + disks
}

/** The beat without tag, of no pair and no session. Fractions of ms are cut. Values out of range break an assumption. */
export function encodeBeat(beat: Beat): Uint8Array {
  const frame = new Uint8Array(beatBytes(beat))
  writeBeat(frame, beat, unowned)
  return frame
}

/** Writes a beat to the start of `frame`, which has room for it. */
export function writeBeat(frame: Uint8Array, beat: Beat, owner: FrameOwner): void {
  assert(beat.echoes.length <= pathsMax, `a beat has ${pathsMax} echoes at most`)
  assert(beat.resources.length <= resourcesMax, `a beat has ${resourcesMax} resources at most`)
  const distinct = new Set(beat.resources.map((facts) => facts.resource)).size
  assert(distinct === beat.resources.length, 'a beat has one block per resource')
  const { from, path } = beat
  encodeEnvelope(frame, {
    kind: 'beat',
    from,
    path,
    decided: false,
    version: protocolVersion,
    pairId: owner.pairId,
  })
  writeFacts(frame, beat, owner.sessionId)
  writeEchoes(frame, beat.echoes)
  let base = fixedBytes + echoBytes * beat.echoes.length
  if (beat.order !== undefined) {
    encodeOrder(frame, base, beat.order)
    base += orderBytes
  }
  if (beat.eyes !== undefined) {
    encodeEyes(frame, base, beat.eyes)
    base += eyesBytes
  }
  for (const facts of beat.resources) {
    encodeResource(frame, base, facts)
    base += resourceBytes
  }
  for (const { discard } of beat.resources) {
    if (discard === undefined) continue
    encodeDiscard(frame, base, discard)
    base += discardBytes
  }
}

function writeFacts(frame: Uint8Array, beat: Beat, sessionId: number): void {
  writeField(frame, beatLayout.sessionId, sessionId)
  writeField(frame, beatLayout.counter, beat.counter)
  writeField(frame, beatLayout.sentAt, Math.floor(beat.sentAtMs))
  writeField(frame, beatLayout.bootId, beat.bootId)
  writeField(frame, beatLayout.incarnation, beat.incarnation)
  writeField(frame, beatLayout.termNumber, beat.term.number)
  writeField(frame, beatLayout.claimAge, Math.floor(beat.claimAgeMs))
  writeField(frame, beatLayout.settingsHash, beat.settingsHash)
  const follow = (beat.order === undefined ? 0 : orderFollowsBit) | (beat.eyes === undefined ? 0 : eyesFollowBit)
  writeField(frame, beatLayout.flags, encodeFlags(beat.flags) | follow)
  const zones = beat.zonesUp.reduce((bits, zone) => bits | zoneBits[zone], 0)
  const claimant = nodeWords.codes[beat.term.node] === 0 ? 0 : termNodeBit
  writeField(frame, beatLayout.state, phaseWords.codes[beat.phase] | claimant | (zones << zonesShift))
  writeField(frame, beatLayout.restartTtl, Math.floor(beat.restartTtlMs))
  writeField(frame, beatLayout.counts, (beat.echoes.length << echoCountShift) | beat.resources.length)
}

/** A path that heard nothing has no bit and the value 0. */
function writeEchoes(frame: Uint8Array, echoes: Beat['echoes']): void {
  let heard = 0
  echoes.forEach((echo, path) => {
    const whole = Math.floor(echo ?? 0)
    assert(whole >= 0 && whole < clockSpan, 'an echo is an instant of 0..2^48-1 ms')
    if (echo !== undefined) heard |= 1 << path
    writeField(frame, echoLayout.echo, whole % echoSpan, fixedBytes + path * echoBytes)
  })
  writeField(frame, beatLayout.echoesHeard, heard)
}

const clockSpan = 2 ** 48

/**
 * Reads a beat without its tag. `nowMs`: the receiver's own clock. An echo is an instant of that clock, so it becomes
 * the value at or before `nowMs` that is nearest; one that lies before the clock's zero was not heard in this boot and
 * becomes `undefined`. Never throws: whatever the encoder cannot write is refused.
 */
export function decodeBeat(bytes: Uint8Array, nowMs: number): DecodedBeat {
  const envelope = decodeEnvelope(bytes)
  if (typeof envelope === 'string') return refuse(envelope)
  if (envelope.kind !== 'beat' || envelope.version !== protocolVersion) return refuse('no beat of this version')
  const problem = shapeProblem(bytes)
  if (problem !== undefined) return refuse(problem)
  const facts = readFacts(bytes, envelope.from, envelope.path)
  if (typeof facts === 'string') return refuse(facts)
  const counts = readField(bytes, beatLayout.counts)
  const echoes = readEchoes(bytes, counts >> echoCountShift, Math.floor(nowMs))
  if (typeof echoes === 'string') return refuse(echoes)
  let base = fixedBytes + echoBytes * echoes.length
  const order = follows(bytes, orderFollowsBit) ? decodeOrder(bytes, base) : undefined
  if (typeof order === 'string') return refuse(order)
  if (order !== undefined) base += orderBytes
  const eyes = follows(bytes, eyesFollowBit) ? decodeEyes(bytes, base) : undefined
  if (typeof eyes === 'string') return refuse(eyes)
  if (eyes !== undefined) base += eyesBytes
  const resources = readResources(bytes, base, counts & resourceCountBits)
  if (typeof resources === 'string') return refuse(resources)
  return { ok: true, beat: wholeBeat(facts, echoes, resources, order, eyes) }
}

function refuse(problem: string): DecodedBeat {
  return { ok: false, problem }
}

function follows(bytes: Uint8Array, bit: number): boolean {
  return (readField(bytes, beatLayout.flags) & bit) !== 0
}

/** Is the length that which the counts ask for, and is nothing set that means nothing? */
function shapeProblem(bytes: Uint8Array): string | undefined {
  const counts = readField(bytes, beatLayout.counts)
  const echoes = counts >> echoCountShift
  const resources = counts & resourceCountBits
  if (echoes > pathsMax) return `${echoes} echoes, at most ${pathsMax}`
  if (resources > resourcesMax) return `${resources} resources, at most ${resourcesMax}`
  const order = (follows(bytes, orderFollowsBit) ? orderBytes : 0) + (follows(bytes, eyesFollowBit) ? eyesBytes : 0)
  const disksAt = fixedBytes + echoes * echoBytes + order
  const expected = disksAt + resources * resourceBytes + discardsOf(bytes, disksAt, resources) * discardBytes
  if (bytes.length !== expected) return `${bytes.length} bytes, its counts ask for ${expected}`
  if ((readField(bytes, beatLayout.flags) & spareFlagBits) !== 0) return 'a flag is set that has no meaning'
  if ((readField(bytes, beatLayout.state) & spareStateBit) !== 0) return 'a bit beside the zones is set'
  if (readField(bytes, beatLayout.echoesHeard) >> echoes !== 0) return 'an echo is announced for no path'
  return undefined
}

/** How many of the resource blocks announce a discard block; those beyond the end of the frame announce none. */
function discardsOf(bytes: Uint8Array, base: number, resources: number): number {
  const all = Array.from({ length: resources }, (_, index) => discardFollows(bytes, base + index * resourceBytes))
  return all.filter(Boolean).length
}

type Facts = Omit<Beat, 'echoes' | 'order' | 'eyes' | 'resources'>

function readFacts(bytes: Uint8Array, from: NodeName, path: number): Facts | string {
  const state = readField(bytes, beatLayout.state)
  const phase: Phase | undefined = phaseWords.word(state & phaseBits)
  if (phase === undefined) return `unknown phase (${state & phaseBits})`
  return {
    from,
    path,
    counter: readField(bytes, beatLayout.counter),
    sentAtMs: readField(bytes, beatLayout.sentAt),
    bootId: readField(bytes, beatLayout.bootId),
    incarnation: readField(bytes, beatLayout.incarnation),
    term: {
      number: readField(bytes, beatLayout.termNumber),
      node: (state & termNodeBit) === 0 ? 'master' : 'slave',
    },
    phase,
    claimAgeMs: readField(bytes, beatLayout.claimAge),
    flags: decodeFlags(readField(bytes, beatLayout.flags)),
    zonesUp: zoneOrder.filter((zone) => ((state >> zonesShift) & zoneBits[zone]) !== 0),
    settingsHash: readField(bytes, beatLayout.settingsHash),
    restartTtlMs: readField(bytes, beatLayout.restartTtl),
  }
}

function readEchoes(bytes: Uint8Array, count: number, now: number): (number | undefined)[] | string {
  const heard = readField(bytes, beatLayout.echoesHeard)
  const echoes: (number | undefined)[] = []
  for (let path = 0; path < count; path++) {
    const low = readField(bytes, echoLayout.echo, fixedBytes + path * echoBytes)
    if ((heard & (1 << path)) === 0) {
      if (low !== 0) return `an echo of path ${path} without its bit`
      echoes.push(undefined)
    } else {
      const echo = now - ((((now - low) % echoSpan) + echoSpan) % echoSpan)
      echoes.push(echo < 0 ? undefined : echo)
    }
  }
  return echoes
}

function readResources(bytes: Uint8Array, base: number, count: number): ResourceFacts[] | string {
  const resources: ResourceFacts[] = []
  let discardAt = base + count * resourceBytes
  for (let index = 0; index < count; index++) {
    const at = base + index * resourceBytes
    const facts = decodeResource(bytes, at)
    if (typeof facts === 'string') return facts
    if (resources.some((other) => other.resource === facts.resource)) return `resource ${facts.resource} twice`
    const follows = discardFollows(bytes, at)
    resources.push(follows ? { ...facts, discard: decodeDiscard(bytes, discardAt) } : facts)
    if (follows) discardAt += discardBytes
  }
  return resources
}

function wholeBeat(
  facts: Facts,
  echoes: Beat['echoes'],
  resources: Beat['resources'],
  order: PairOrder | undefined,
  eyes: Eyes | undefined,
): Beat {
  return {
    ...facts,
    echoes,
    resources,
    ...(order === undefined ? {} : { order }),
    ...(eyes === undefined ? {} : { eyes }),
  }
}
