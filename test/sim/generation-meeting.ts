/**
 * Two copies meet: which is newer, or have they diverged?
 *
 * The order of the rules is that of drbd_uuid_compare and drbd_sync_handshake in DRBD 8.4 (rules 10..100), with all
 * policies set to `disconnect`. Told from the side of the first copy.
 */
import { justCreated, noIdentifier } from '../../src/core/generation.ts'
import type { Replica } from './replica.ts'
import { worse } from './replica.ts'

/** What two copies do when they meet. `full`: every block is sent. */
export type Meeting =
  | { readonly type: 'equal' | 'split-brain' | 'unrelated' | 'two-primaries' }
  | { readonly type: 'resync'; readonly source: 0 | 1; readonly full: boolean }
  /** This one is primary and drops the connection: it would become the target, or has shown other data. */
  | { readonly type: 'refused-by'; readonly node: 0 | 1 }

type Bias = 'equal' | 'split-brain' | 'unrelated' | 'first' | 'second' | 'first-full' | 'second-full'

/**
 * Compares two copies that see each other for the first time since they lost each other, or of which one was just
 * attached: that one may become the target though its node is primary.
 */
export function meet(first: Replica, second: Replica, attached?: 0 | 1): Meeting {
  const blind = [first, second].find((one) => refusesData(one, one === first ? second : first))
  if (blind !== undefined) return { type: 'refused-by', node: blind.node }
  const bias = decided(biasOf(first, second), first, second)
  const both = first.role === 'primary' && second.role === 'primary'
  if (bias === 'split-brain' || bias === 'unrelated') return { type: bias }
  if (both) return { type: 'two-primaries' }
  if (bias === 'equal') return { type: 'equal' }
  const source = bias === 'first' || bias === 'first-full' ? 0 : 1
  const target = source === 0 ? second : first
  const giver = source === 0 ? first : second
  if (!worse('inconsistent', giver.disk)) return { type: 'unrelated' }
  if (target.role === 'primary' && !worse(target.disk, 'consistent') && target.node !== attached) {
    return { type: 'refused-by', node: source === 0 ? 1 : 0 }
  }
  return { type: 'resync', source, full: bias.endsWith('full') }
}

/** A primary without a disk goes on only with the data that it has shown ("can only connect to data with current UUID"). */
function refusesData(replica: Replica, peer: Replica): boolean {
  const blind = replica.role === 'primary' && replica.disk === 'diskless' && replica.connection !== 'connected'
  return blind && peer.disk !== 'diskless' && peer.metadata.current !== replica.exposed
}

/** A split brain of which one side was given up goes to the other; unrelated data stays unrelated. */
function decided(bias: Bias, first: Replica, second: Replica): Bias {
  if (bias !== 'split-brain' || first.discards === second.discards) return bias
  return first.discards ? 'second' : 'first'
}

function biasOf(first: Replica, second: Replica): Bias {
  if (first.disk === 'diskless' || second.disk === 'diskless') return 'equal'
  const bias = byIdentifiers(first, second)
  const one = first.disk === 'inconsistent'
  const two = second.disk === 'inconsistent'
  if (one === two) return bias
  // A half-written copy becomes the target whatever the identifiers say.
  const full = bias === 'unrelated' || bias === 'split-brain' || bias.endsWith('full')
  return one ? (full ? 'second-full' : 'second') : full ? 'first-full' : 'first'
}

function byIdentifiers(first: Replica, second: Replica): Bias {
  const one = first.metadata
  const two = second.metadata
  const newOne = isNew(one.current)
  const newTwo = isNew(two.current)
  if (newOne && newTwo) return 'equal'
  if (newOne) return 'second-full'
  if (newTwo) return 'first-full'
  if (one.current === two.current) return ofEqual(first, second)
  if (one.current === two.bitmap || one.current === two.history[0]) return 'second'
  if (two.history.includes(one.current)) return 'second-full'
  if (two.current === one.bitmap || two.current === one.history[0]) return 'first'
  if (one.history.includes(two.current)) return 'first-full'
  if (one.bitmap === two.bitmap && one.bitmap !== noIdentifier) return 'split-brain'
  const old = [one.bitmap, ...one.history].filter((identifier) => identifier !== noIdentifier)
  return old.some((identifier) => [two.bitmap, ...two.history].includes(identifier)) ? 'split-brain' : 'unrelated'
}

/** Rules 34..40: equal, but one was sending when it broke off, or was primary when it crashed. */
function ofEqual(first: Replica, second: Replica): Bias {
  const sending = first.metadata.bitmap !== noIdentifier
  const receiving = second.metadata.bitmap !== noIdentifier
  if (sending && !receiving) return 'first'
  if (!sending && receiving) return 'second'
  const crashedFirst = first.metadata.crashedPrimary
  const crashedSecond = second.metadata.crashedPrimary
  if (!crashedFirst && !crashedSecond) return 'equal'
  return crashedFirst ? 'first' : 'second'
}

function isNew(identifier: string): boolean {
  return identifier === noIdentifier || identifier === justCreated
}
