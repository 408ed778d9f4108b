/**
 * Which number stands for which word in a frame?
 *
 * Each set of words has one table; the compiler refuses a table that misses a word. A number that has no word is
 * refused by the decoder: a new word comes with a new protocol version. Numbers are never given to another word.
 */
import type { MoveCause, NodeName, OrderStep, Phase, Refusal, Zone } from '../core/types.ts'
import type { BeatFlags } from '../core/beat-content.ts'
import type { ResourceFacts } from '../core/disk-facts.ts'
import type { LinkState } from '../core/eyes.ts'

/** A set of words with their numbers. `word` gives `undefined` for a number without a word. */
export type Words<T extends string> = {
  readonly codes: Readonly<Record<T, number>>
  readonly word: (code: number) => T | undefined
}

function words<T extends string>(codes: Record<T, number>): Words<T> {
  const byCode: T[] = []
  for (const word in codes) byCode[codes[word]] = word
  return { codes, word: (code) => byCode[code] }
}

/** Sender and claimant. */
export const nodeWords = words<NodeName>({ master: 0, slave: 1 })

/** What the sender does now; 3 bits. */
export const phaseWords = words<Phase>({
  starting: 0,
  'running-slave': 1,
  'taking-over': 2,
  'running-master': 3,
  isolated: 4,
  releasing: 5,
  held: 6,
})

/** Why a move is asked for. */
export const causeWords = words<MoveCause>({
  'make-master': 0,
  'make-slave': 1,
  failover: 2,
  failback: 3,
  'automatic-failback': 4,
  'carrier-loss': 5,
  leaving: 6,
  'disk-failure': 7,
  'service-failure': 8,
  'lan-down': 9,
  'internet-down': 10,
  'fewer-targets': 11,
})

/** How far an order is; 3 bits. */
export const stepWords = words<OrderStep>({ asked: 0, ready: 1, released: 2, done: 3, failed: 4, refused: 5 })

/** Why an order was refused; 0 stands for no refusal. */
export const refusalWords = words<Refusal>({
  switching: 1,
  'not-decided': 2,
  'already-running-slave': 3,
  'peer-not-available': 4,
  'peer-one-way': 5,
  'peer-held': 6,
  'peer-unfit': 7,
  held: 8,
  unfit: 9,
  'dual-active': 10,
  'stale-view': 11,
  'not-inverted': 12,
  'needs-force': 13,
  'term-not-durable': 14,
  isolated: 15,
  leaving: 16,
  'disk-not-current': 17,
  'disk-unknown': 18,
  'not-in-sync': 19,
  'split-brain': 20,
  'not-split-brain': 21,
  'victim-leads': 22,
  'wrong-node': 23,
  // 24 has had a meaning and is not given again.
  'not-fenced': 25,
})

/** State of the replication connection; 2 bits. */
export const connectionWords = words<ResourceFacts['connection']>({
  connected: 0,
  connecting: 1,
  'stand-alone': 2,
  unknown: 3,
})

/** Role of a disk; 2 bits. */
export const diskRoleWords = words<ResourceFacts['role']>({ 'disk-primary': 0, 'disk-secondary': 1, unknown: 3 })

/** State of a disk; 3 bits. */
export const diskWords = words<ResourceFacts['disk']>({
  'up-to-date': 0,
  outdated: 1,
  inconsistent: 2,
  failed: 3,
  consistent: 4,
  unknown: 7,
})

/** Watched devices of a kind together; 2 bits. */
export const linkWords = words<LinkState>({ unwatched: 0, up: 1, down: 2 })

/** Bit of each zone within the zones that are up. */
export const zoneBits: Readonly<Record<Zone, number>> = { lan: 0b001, dmz: 0b010, wan: 0b100 }

/** Bit of each flag. */
export const flagBits: Readonly<Record<keyof BeatFlags, number>> = {
  fit: 0x0001,
  held: 0x0002,
  keepStandby: 0x0004,
  leaving: 0x0008,
  released: 0x0010,
  restarting: 0x0020,
  lapsed: 0x0040,
  witness: 0x0080,
  witnessKnown: 0x0100,
  maintenance: 0x0200,
  stickyMaster: 0x0400,
}

/** Set beside the flags when an order block follows. */
export const orderFollowsBit = 0x0800

/** Set beside the flags when a block of services and links follows. */
export const eyesFollowBit = 0x1000

/** Bits of the flag field that nothing uses; a set one is refused. */
export const spareFlagBits = 0xe000

/** Flags as one number. */
export function encodeFlags(flags: BeatFlags): number {
  let bits = 0
  for (const name in flagBits) {
    if (flags[name as keyof BeatFlags]) bits |= flagBits[name as keyof BeatFlags]
  }
  return bits
}

/** Flags of a number; bits that are no flag are not looked at. */
export function decodeFlags(bits: number): BeatFlags {
  const set = (name: keyof BeatFlags): boolean => (bits & flagBits[name]) !== 0
  return {
    fit: set('fit'),
    held: set('held'),
    keepStandby: set('keepStandby'),
    leaving: set('leaving'),
    released: set('released'),
    restarting: set('restarting'),
    lapsed: set('lapsed'),
    witness: set('witness'),
    witnessKnown: set('witnessKnown'),
    maintenance: set('maintenance'),
    stickyMaster: set('stickyMaster'),
  }
}
