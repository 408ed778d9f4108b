/**
 * Which generation of the data has this copy, and which ones did it come from?
 *
 * DRBD marks each generation with 64 random bits: the current one, the base of the bitmap (what the peer had when it was
 * lost), and two older ones. Where `UpToDate` of a disconnected copy proves nothing, these identifiers tell the truth:
 * a primary that writes alone has a new current one whose bitmap base is the one that the lost copy still has.
 * The lowest bit of an identifier says "was primary" and is not part of the name; it is cleared here, always.
 * Source: drbd-utils user/shared/shared_tool.c (dt_print_uuids) for 8.4, user/v9/drbdtool_common.c for 9.
 */
import type { Generation as CoreGeneration } from '../core/generation.ts'

/** Identifiers of one copy, as the core compares them. */
export type Identifiers = CoreGeneration

/** Flags of the metadata. `was`: now, or when it was last up. */
export type IdentifierFlags = {
  readonly consistent: boolean
  readonly wasUpToDate: boolean
  readonly wasPrimary: boolean
  readonly wasConnected: boolean
  /** The bitmap was being set as a whole: a full copy is due. */
  readonly fullSync: boolean
  readonly peerOutdated: boolean
  /** Was primary when it broke off, and has not met its peer since. */
  readonly crashedPrimary: boolean
}

/** What `get-gi` or `show-gi` tells of one copy. */
export type Generation = { readonly identifiers: Identifiers; readonly flags: IdentifierFlags }

/** 8.4: four identifiers and seven flags. 9: five more flags, in another order. */
const generationLine = /^\s*((?:[0-9A-F]{16}:){4})([01](?::[01]){6}(?:(?::[01]){5})?)\s*$/m

/** Longest text that is looked at: `show-gi` of 9 prints 1.9 kB. */
const textMax = 16_384

/** The identifiers in the output of `get-gi` or `show-gi`; `undefined` when there are none in it. */
export function parseGeneration(text: string): Generation | undefined {
  const match = generationLine.exec(text.slice(0, textMax))
  if (match === null) return undefined
  const [current, bitmap, younger, older] = (match[1] ?? '').split(':').map(withoutPrimaryBit)
  if (current === undefined || bitmap === undefined || younger === undefined || older === undefined) return undefined
  const flags = (match[2] ?? '').split(':').map((flag) => flag === '1')
  const identifiers: Identifiers = { current, bitmap, history: [younger, older] }
  return { identifiers, flags: flags.length > flags84 ? flagsOf9(flags) : flagsOf84(flags) }
}

/** How many flags 8.4 prints. */
const flags84 = 7

/** Clears the bit that says "was primary". Hexadecimal by hand: a number of JavaScript has no 64 bits. */
function withoutPrimaryBit(identifier: string): string {
  const last = Number.parseInt(identifier.slice(-1), 16)
  if (Number.isNaN(last)) return identifier
  return identifier.slice(0, -1) + (last - (last % 2)).toString(16).toUpperCase()
}

function flagsOf84(flags: readonly boolean[]): IdentifierFlags {
  const [consistent, wasUpToDate, wasPrimary, wasConnected, fullSync, peerOutdated, crashedPrimary] = flags
  return {
    consistent: consistent === true,
    wasUpToDate: wasUpToDate === true,
    wasPrimary: wasPrimary === true,
    wasConnected: wasConnected === true,
    fullSync: fullSync === true,
    peerOutdated: peerOutdated === true,
    crashedPrimary: crashedPrimary === true,
  }
}

/** 9 prints: consistent, up to date, primary, crashed, log clean, log disabled, lost quorum; then five of the peer. */
function flagsOf9(flags: readonly boolean[]): IdentifierFlags {
  const [consistent, wasUpToDate, wasPrimary, crashedPrimary, , , , wasConnected, peerOutdated, , fullSync] = flags
  return flagsOf84(
    [consistent, wasUpToDate, wasPrimary, wasConnected, fullSync, peerOutdated, crashedPrimary].map(
      (flag) => flag === true,
    ),
  )
}
