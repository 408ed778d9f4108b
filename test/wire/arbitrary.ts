/**
 * Which beats are possible at all?
 *
 * Any value of the contract of `Beat`, within the ranges that its comments give; zones in their canonical order and
 * echoes within 49 days before `nowMs`, as the wire can carry them.
 */
import fc from 'fast-check'
import type { Beat, BeatFlags } from '../../src/core/beat-content.ts'
import {
  causeWords,
  connectionWords,
  linkWords,
  diskRoleWords,
  diskWords,
  flagBits,
  phaseWords,
  refusalWords,
  stepWords,
  type Words,
} from '../../src/wire/words.ts'
import { noFlags } from './pair.ts'

/** The receiver's clock for all arbitrary beats. */
export const nowMs = 2 ** 40

const u32 = fc.nat(0xffffffff)
const u48 = fc.maxSafeNat().map((value) => value % 2 ** 48)
const node = fc.constantFrom('master' as const, 'slave' as const)
const term = fc.record({ number: u32, node }, { noNullPrototype: true })

function oneOf<T extends string>(words: Words<T>): fc.Arbitrary<T> {
  return fc.constantFrom(...(Object.keys(words.codes) as T[]))
}

const flags: fc.Arbitrary<BeatFlags> = fc
  .subarray(Object.keys(flagBits))
  .map((names) => ({ ...noFlags, ...Object.fromEntries(names.map((name) => [name, true])) }))

const order = fc.record(
  {
    id: fc.integer({ min: 1, max: 0xffffffff }),
    cause: oneOf(causeWords),
    step: oneOf(stepWords),
    taker: node,
    term,
    refusal: oneOf(refusalWords),
  },
  { noNullPrototype: true, requiredKeys: ['id', 'cause', 'step', 'taker', 'term'] },
)

const identifier = fc
  .bigInt(0n, 2n ** 63n - 1n)
  .map((value) => (value * 2n).toString(16).padStart(16, '0').toUpperCase())

const half = fc.nat(0xffffffff).map((value) => value.toString(16).padStart(8, '0').toUpperCase())

const generation = fc.record(
  { current: identifier, bitmap: identifier, history: fc.tuple(identifier, identifier) },
  { noNullPrototype: true },
)

const resource = fc.record(
  {
    resource: fc.nat(255),
    connection: oneOf(connectionWords),
    role: oneOf(diskRoleWords),
    disk: oneOf(diskWords),
    peerDisk: oneOf(diskWords),
    suspended: fc.boolean(),
    inSync: fc.boolean(),
    outdate: fc.boolean(),
    outdated: fc.boolean(),
    discard: fc.record({ victim: half, number: fc.nat(255) }, { noNullPrototype: true }),
    generation,
  },
  {
    noNullPrototype: true,
    requiredKeys: ['resource', 'connection', 'role', 'disk', 'peerDisk', 'suspended', 'inSync', 'outdate', 'outdated'],
  },
)

/** Any beat that the contract allows. */
export const beats: fc.Arbitrary<Beat> = fc.record(
  {
    from: node,
    path: fc.nat(7),
    counter: u48,
    sentAtMs: u48,
    bootId: u32,
    incarnation: u32,
    term,
    phase: oneOf(phaseWords),
    claimAgeMs: u32,
    flags,
    echoes: fc.array(
      fc.option(
        fc.nat(0xffffffff).map((age) => nowMs - age),
        { nil: undefined },
      ),
      { maxLength: 8 },
    ),
    zonesUp: fc.subarray(['lan', 'dmz', 'wan'] as const),
    settingsHash: u32,
    restartTtlMs: fc.nat(0xffff),
    order,
    eyes: fc.record(
      { runs: u32, lan: oneOf(linkWords), internet: oneOf(linkWords), round: fc.nat(255), reached: fc.nat(64) },
      { noNullPrototype: true },
    ),
    resources: fc.uniqueArray(resource, { maxLength: 8, selector: (facts) => facts.resource }),
  },
  {
    noNullPrototype: true,
    requiredKeys: [
      'from',
      'path',
      'counter',
      'sentAtMs',
      'bootId',
      'incarnation',
      'term',
      'phase',
      'claimAgeMs',
      'flags',
      'echoes',
      'zonesUp',
      'settingsHash',
      'restartTtlMs',
      'resources',
    ],
  },
)
