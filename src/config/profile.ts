/**
 * Which firmware profiles lie below the settings of a node?
 *
 * A profile may extend another one; the chain is followed to its end, lowest first. A loop, a missing profile and a
 * chain that is too long are problems of the key that names the next profile.
 */
import { blameHeld } from './blame.ts'
import { heldOf, may } from './entry.ts'
import type { Held } from './entry.ts'
import { extendsProfile } from './keys/profile.ts'
import type { Problem } from './problem.ts'
import { readSource } from './source.ts'
import type { Reading } from './walk.ts'

/** Longest chain of profiles; a family, a model and a variant need three. */
const chainMax = 8

/** Looks up the text of a profile; undefined when there is none of that name. */
export type ProfileLookup = (name: string) => { readonly file: string; readonly text: string } | undefined

/** One profile of the chain. */
export type ProfileReading = { readonly name: string; readonly file: string; readonly reading: Reading }

/** The chain, lowest profile first, and what was wrong with it. */
export type ProfileChain = { readonly chain: readonly ProfileReading[]; readonly problems: readonly Problem[] }

/** Reads the profile that `named` names and all that it extends. `none` is no profile. */
export function readProfiles(named: Held, name: string, lookup: ProfileLookup): ProfileChain {
  const chain: ProfileReading[] = []
  let next: { readonly held: Held; readonly name: string } | undefined =
    name === 'none' ? undefined : { held: named, name }
  while (next !== undefined) {
    const broken = brokenLink(next.name, chain, lookup)
    if (broken !== undefined) return finished(chain, [blameHeld(next.held, broken)])
    const found = lookup(next.name)
    if (found === undefined) break
    const reading = readSource({ ...found, layer: 'profile', profile: next.name })
    chain.push({ name: next.name, file: found.file, reading })
    const bag = { path: '', entries: reading.entries }
    const held = heldOf(bag, extendsProfile)
    const below = may(bag, extendsProfile)
    next = held === undefined || below === undefined ? undefined : { held, name: below }
  }
  return finished(chain, [])
}

function brokenLink(name: string, chain: readonly ProfileReading[], lookup: ProfileLookup): string | undefined {
  const names = chain.map((link) => link.name)
  if (names.includes(name)) return `no loop of profiles: ${[...names, name].join(' -> ')}`
  if (chain.length >= chainMax) return `a chain of at most ${chainMax} profiles`
  return lookup(name) === undefined ? 'the name of an installed firmware profile, or none' : undefined
}

function finished(chain: readonly ProfileReading[], problems: readonly Problem[]): ProfileChain {
  return { chain: [...chain].reverse(), problems: [...chain.flatMap((link) => link.reading.problems), ...problems] }
}
