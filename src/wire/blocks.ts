/**
 * How do the parts of a beat look that are not always there: the order, and one block per disk resource?
 *
 * Each has a layout of its own, whose offsets count from the start of the block. The decoder refuses every value that
 * the encoder cannot write, so that a beat has exactly one form in bytes.
 */
import { assert } from '../base/assert.ts'
import type { PairOrder } from '../core/beat-content.ts'
import type { DiscardOrder, ResourceFacts } from '../core/disk-facts.ts'
import { noIdentifier } from '../core/generation.ts'
import type { Generation } from '../core/generation.ts'
import { layoutBytes, readField, sliceField, writeField } from './fields.ts'
import { causeWords, connectionWords, diskRoleWords, diskWords, nodeWords, refusalWords, stepWords } from './words.ts'

/** Order block. */
export const orderLayout = {
  id: { offset: 0, bytes: 4, about: 'order id, 1 or more' },
  words: { offset: 4, bytes: 1, about: 'cause, taker, node of the term' },
  step: { offset: 5, bytes: 1, about: 'step' },
  termNumber: { offset: 6, bytes: 4, about: 'number of the term to claim' },
  refusal: { offset: 10, bytes: 1, about: 'reason of a refusal, or 0' },
} as const

/** Length of an order block. */
export const orderBytes = layoutBytes(orderLayout)

const causeShift = 2
const takerBit = 0x02
const termNodeBit = 0x01
const threeBits = 0x07
const twoBits = 0x03

/** Writes an order at `base`. */
export function encodeOrder(frame: Uint8Array, base: number, order: PairOrder): void {
  assert(order.id > 0, 'an order id is 1 or more')
  const taker = order.taker === 'slave' ? takerBit : 0
  const words = causeWords.codes[order.cause] << causeShift
  writeField(frame, orderLayout.id, order.id, base)
  writeField(frame, orderLayout.words, words | taker | nodeWords.codes[order.term.node], base)
  writeField(frame, orderLayout.step, stepWords.codes[order.step], base)
  writeField(frame, orderLayout.termNumber, order.term.number, base)
  const refusal = order.refusal === undefined ? 0 : refusalWords.codes[order.refusal]
  writeField(frame, orderLayout.refusal, refusal, base)
}

/** Reads the order at `base`, or says what is wrong with it. */
export function decodeOrder(frame: Uint8Array, base: number): PairOrder | string {
  const id = readField(frame, orderLayout.id, base)
  if (id === 0) return 'an order has id 0'
  const words = readField(frame, orderLayout.words, base)
  const cause = causeWords.word(words >> causeShift)
  const stepCode = readField(frame, orderLayout.step, base)
  const step = stepWords.word(stepCode)
  if (cause === undefined) return `unknown words of an order (0x${words.toString(16)})`
  if (step === undefined) return `unknown step of an order (${stepCode})`
  const refusalCode = readField(frame, orderLayout.refusal, base)
  const refusal = refusalWords.word(refusalCode)
  if (refusalCode !== 0 && refusal === undefined) return `unknown reason of a refusal (${refusalCode})`
  const term = {
    number: readField(frame, orderLayout.termNumber, base),
    node: (words & termNodeBit) === 0 ? 'master' : 'slave',
  } as const
  const order: PairOrder = { id, cause, step, taker: (words & takerBit) === 0 ? 'master' : 'slave', term }
  return refusal === undefined ? order : { ...order, refusal }
}

/** Block of one disk resource. With a discard block 40 bytes at most (D8). */
export const resourceLayout = {
  resource: { offset: 0, bytes: 1, about: 'index of the resource' },
  links: { offset: 1, bytes: 1, about: 'role, connection, four flags' },
  disks: { offset: 2, bytes: 1, about: 'disk, disk of the peer, two flags' },
  current: { offset: 3, bytes: 8, about: 'current identifier' },
  bitmap: { offset: 11, bytes: 8, about: 'bitmap identifier' },
  historyYoung: { offset: 19, bytes: 8, about: 'younger identifier of the history' },
  historyOld: { offset: 27, bytes: 8, about: 'older identifier of the history' },
} as const

/** What follows the resource blocks for each resource whose data the peer shall discard. */
export const discardLayout = {
  victim: { offset: 0, bytes: 4, about: 'first half of the identifier that goes' },
  number: { offset: 4, bytes: 1, about: 'number of the order' },
} as const

/** Length of a discard block; with that of the resource 40 bytes at most (D8). */
export const discardBytes = layoutBytes(discardLayout)

/** Length of a resource block. */
export const resourceBytes = layoutBytes(resourceLayout)

/** Resource blocks in one beat at most. */
export const resourcesMax = 8

const connectionShift = 2
const suspendedBit = 0x10
const inSyncBit = 0x20
const outdateBit = 0x40
const outdatedBit = 0x80
const diskShift = 3
const identifiersBit = 0x40
const discardBit = 0x80

/** As `drbdsetup show-gi` prints it, without the lowest bit, which means "primary" and not "other data". */
const identifierForm = /^[0-9A-F]{15}[02468ACE]$/
const victimForm = /^[0-9A-F]{8}$/

/** Writes a resource block at `base`. A generation identifier in another form is a broken assumption. */
export function encodeResource(frame: Uint8Array, base: number, facts: ResourceFacts): void {
  const flags =
    (facts.suspended ? suspendedBit : 0) |
    (facts.inSync ? inSyncBit : 0) |
    (facts.outdate ? outdateBit : 0) |
    (facts.outdated ? outdatedBit : 0)
  const links = (connectionWords.codes[facts.connection] << connectionShift) | diskRoleWords.codes[facts.role]
  const disks = (diskWords.codes[facts.disk] << diskShift) | diskWords.codes[facts.peerDisk]
  const { generation } = facts
  writeField(frame, resourceLayout.resource, facts.resource, base)
  writeField(frame, resourceLayout.links, links | flags, base)
  writeField(
    frame,
    resourceLayout.disks,
    disks | (generation === undefined ? 0 : identifiersBit) | (facts.discard === undefined ? 0 : discardBit),
    base,
  )
  if (generation !== undefined) encodeGeneration(frame, base, generation)
}

function encodeGeneration(frame: Uint8Array, base: number, generation: Generation): void {
  const [young, old] = generation.history
  const fields = [
    [resourceLayout.current, generation.current],
    [resourceLayout.bitmap, generation.bitmap],
    [resourceLayout.historyYoung, young],
    [resourceLayout.historyOld, old],
  ] as const
  for (const [field, identifier] of fields) {
    assert(identifierForm.test(identifier), 'a generation identifier is 16 upper-case digits, lowest bit 0')
    sliceField(frame, field, base).set(Buffer.from(identifier, 'hex'))
  }
}

/** Writes what the peer shall discard of a resource at `base`. */
export function encodeDiscard(frame: Uint8Array, base: number, { victim, number }: DiscardOrder): void {
  assert(victimForm.test(victim), 'half an identifier is 8 upper-case digits')
  sliceField(frame, discardLayout.victim, base).set(Buffer.from(victim, 'hex'))
  writeField(frame, discardLayout.number, number, base)
}

/** Reads what the peer shall discard of a resource at `base`. */
export function decodeDiscard(frame: Uint8Array, base: number): DiscardOrder {
  const victim = Buffer.from(sliceField(frame, discardLayout.victim, base))
    .toString('hex')
    .toUpperCase()
  return { victim, number: readField(frame, discardLayout.number, base) }
}

/** Does a discard block follow for the resource block at `base`? */
export function discardFollows(frame: Uint8Array, base: number): boolean {
  return (readField(frame, resourceLayout.disks, base) & discardBit) !== 0
}

/** Reads the resource block at `base` but for what the peer shall discard, or says what is wrong with it. */
export function decodeResource(frame: Uint8Array, base: number): ResourceFacts | string {
  const links = readField(frame, resourceLayout.links, base)
  const disks = readField(frame, resourceLayout.disks, base)
  const connection = connectionWords.word((links >> connectionShift) & twoBits)
  const role = diskRoleWords.word(links & twoBits)
  if (connection === undefined || role === undefined) return `unknown words of a resource (0x${links.toString(16)})`
  const disk = diskWords.word((disks >> diskShift) & threeBits)
  const peerDisk = diskWords.word(disks & threeBits)
  if (disk === undefined || peerDisk === undefined) return `unknown words of a disk (0x${disks.toString(16)})`
  const generation = decodeGeneration(frame, base, (disks & identifiersBit) !== 0)
  if (typeof generation === 'string') return generation
  const resource = readField(frame, resourceLayout.resource, base)
  const known = generation === undefined ? {} : { generation }
  return {
    resource,
    connection,
    role,
    disk,
    peerDisk,
    ...flagsOf(links),
    ...known,
  }
}

function flagsOf(links: number): Pick<ResourceFacts, 'suspended' | 'inSync' | 'outdate' | 'outdated'> {
  return {
    suspended: (links & suspendedBit) !== 0,
    inSync: (links & inSyncBit) !== 0,
    outdate: (links & outdateBit) !== 0,
    outdated: (links & outdatedBit) !== 0,
  }
}

function decodeGeneration(frame: Uint8Array, base: number, follows: boolean): Generation | undefined | string {
  const { current, bitmap, historyYoung, historyOld } = resourceLayout
  const [one, two, three, four] = [current, bitmap, historyYoung, historyOld].map((field) =>
    Buffer.from(sliceField(frame, field, base))
      .toString('hex')
      .toUpperCase(),
  )
  assert(one !== undefined && two !== undefined && three !== undefined && four !== undefined, 'four fields give four')
  const odd = [one, two, three, four].find((identifier) => !identifierForm.test(identifier))
  if (odd !== undefined) return `lowest bit of generation identifier ${odd} is set`
  if (follows) return { current: one, bitmap: two, history: [three, four] }
  const bare = [one, two, three, four].every((identifier) => identifier === noIdentifier)
  return bare ? undefined : 'identifiers without their bit'
}
