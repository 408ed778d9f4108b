/**
 * Do two runs of one seed give the same trace (C9)?
 *
 * A running hash over every step and effect says so in one number.
 */

/** Prime of the 32 bit FNV hash. Source: draft-eastlake-fnv. */
const fnvPrime = 0x01000193

/** The hash with more text in it, by FNV-1a; never 0. */
export function mixed(before: number, text: string): number {
  let hash = before
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), fnvPrime)
  return hash === 0 ? 1 : hash
}
