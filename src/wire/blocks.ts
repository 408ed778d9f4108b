/**
 * How do the parts of a beat look that are not always there: the order, and one block per disk resource?
 *
 * Each has a layout of its own, whose offsets count from the start of the block. The decoder refuses every value that
 * the encoder cannot write, so that a beat has exactly one form in bytes.
 */
import { assert } from '../base/assert.ts'
import type { PairOrder, ResourceFacts } from '../core/beat-content.ts'
import { layoutBytes, readField, sliceField, writeField } from './fields.ts'
import { causeWords, connectionWords, diskRoleWords, diskWords, nodeWords, refusalWords, stepWords } from './words.ts'

/** Order block. */
export const orderLayout = {
  id: { offset: 0, bytes: 4, about: 'order id, 1 or more' },
  words: { offset: 4, bytes: 1, about: 'cause, step, taker, node of the term' },
  termNumber: { offset: 5, bytes: 4, about: 'number of the term to claim' },
  refusal: { offset: 9, bytes: 1, about: 'reason of a refusal, or 0' },
} as const

/** Length of an order block. */
export const orderBytes = layoutBytes(orderLayout)

const stepShift = 2
const causeShift = 5
const takerBit = 0x02
const termNodeBit = 0x01
const threeBits = 0x07
const twoBits = 0x03

/** Writes an order at `base`. */
export function encodeOrder(frame: Uint8Array, base: number, order: PairOrder): void {
  assert(order.id > 0, 'an order id is 1 or more')
  const taker = order.taker === 'slave' ? takerBit : 0
  const words = (causeWords.codes[order.cause] << causeShift) | (stepWords.codes[order.step] << stepShift)
  writeField(frame, orderLayout.id, order.id, base)
  writeField(frame, orderLayout.words, words | taker | nodeWords.codes[order.term.node], base)
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
  const step = stepWords.word((words >> stepShift) & threeBits)
  if (cause === undefined || step === undefined) return `unknown words of an order (0x${words.toString(16)})`
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

/** Block of one disk resource. Later versions may use up to 40 bytes. */
export const resourceLayout = {
  resource: { offset: 0, bytes: 1, about: 'index of the resource' },
  links: { offset: 1, bytes: 1, about: 'connection, role' },
  disks: { offset: 2, bytes: 1, about: 'disk, disk of the peer' },
  generation: { offset: 3, bytes: 8, about: 'generation identifier' },
} as const

/** Length of a resource block. */
export const resourceBytes = layoutBytes(resourceLayout)

/** Resource blocks in one beat at most. */
export const resourcesMax = 8

const roleShift = 0
const connectionShift = 2
const peerDiskShift = 0
const diskShift = 3

/** As `drbdsetup show-gi` prints it, without the lowest bit, which means "primary" and not "other data". */
const generationForm = /^[0-9A-F]{15}[02468ACE]$/

/** Writes a resource block at `base`. A generation identifier in another form is a broken assumption. */
export function encodeResource(frame: Uint8Array, base: number, facts: ResourceFacts): void {
  assert(generationForm.test(facts.generation), 'a generation identifier is 16 upper-case digits, lowest bit 0')
  const links =
    (connectionWords.codes[facts.connection] << connectionShift) | (diskRoleWords.codes[facts.role] << roleShift)
  const disks = (diskWords.codes[facts.disk] << diskShift) | (diskWords.codes[facts.peerDisk] << peerDiskShift)
  writeField(frame, resourceLayout.resource, facts.resource, base)
  writeField(frame, resourceLayout.links, links, base)
  writeField(frame, resourceLayout.disks, disks, base)
  sliceField(frame, resourceLayout.generation, base).set(Buffer.from(facts.generation, 'hex'))
}

/** Reads the resource block at `base`, or says what is wrong with it. */
export function decodeResource(frame: Uint8Array, base: number): ResourceFacts | string {
  const links = readField(frame, resourceLayout.links, base)
  const disks = readField(frame, resourceLayout.disks, base)
  const connection = connectionWords.word(links >> connectionShift)
  const role = diskRoleWords.word((links >> roleShift) & twoBits)
  if (connection === undefined || role === undefined) return `unknown words of a resource (0x${links.toString(16)})`
  const disk = diskWords.word(disks >> diskShift)
  const peerDisk = diskWords.word((disks >> peerDiskShift) & threeBits)
  if (disk === undefined || peerDisk === undefined) return `unknown words of a disk (0x${disks.toString(16)})`
  const generation = Buffer.from(sliceField(frame, resourceLayout.generation, base))
    .toString('hex')
    .toUpperCase()
  if (!generationForm.test(generation)) return `lowest bit of generation identifier ${generation} is set`
  return { resource: readField(frame, resourceLayout.resource, base), connection, role, disk, peerDisk, generation }
}
