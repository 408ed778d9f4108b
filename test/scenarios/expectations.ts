/**
 * What can a play-script expect?
 *
 * Each form becomes a question to the world: the phase of a node, its addresses, the answer to the last order.
 */
import type { World } from '../sim/world.ts'

/** `from`: instant at which the expectation began, global ms. */
export type Expectation = (world: World, from: number) => boolean

/** The question behind the words; nothing when they cannot be understood. */
export function expectation(words: readonly string[]): Expectation | undefined {
  const [subject, verb, ...rest] = words
  const [word] = rest
  if (subject === undefined || word === undefined) return undefined
  switch (verb) {
    case 'is':
      return (world) => world.machines.some(({ name, agent }) => name === subject && agent?.state.phase === word)
    case 'judges':
      return (world) => world.machines.some(({ name, agent }) => name === subject && agent?.state.peer.verdict === word)
    case 'holds':
      return (world) =>
        world.machines.some(
          ({ name, kernel }) => name === subject && (word === 'all' ? kernel.holdsAll : !kernel.holdsAny),
        )
    case 'disk':
      return (world) => hasDisk(world, subject, word)
    case 'answers':
      return (world) => answers(world, subject, rest)
    default:
      return undefined
  }
}

/** The last order given on a node got this answer: `done`, `failed`, or `refused CODE`. */
function answers(world: World, node: string, words: readonly string[]): boolean {
  const index = node === 'master' ? 0 : 1
  const asked = [...world.orders.book.values()].filter((one) => one.node === index).at(-1)
  const answer = asked?.answer
  if (answer === undefined || answer.type !== words[0]) return false
  return answer.type !== 'refused' || words[1] === undefined || answer.refusal === words[1]
}

/** Every disk of a node is primary, mounted or frozen, or of this quality. */
function hasDisk(world: World, node: string, word: string): boolean {
  const index = node === 'master' ? 0 : 1
  return (
    world.disks?.replications.every((on) => {
      const { role, mounted, suspended, disk } = on.of(index)
      return word === role || (word === 'mounted' && mounted) || (word === 'frozen' && suspended) || word === disk
    }) ?? false
  )
}
