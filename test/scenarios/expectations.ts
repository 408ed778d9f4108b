/**
 * What can a play-script expect?
 *
 * Each form becomes a question to the world: the phase of a node, its addresses, the answer to the last order.
 */
import { active } from '../sim/service-units.ts'
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
    case 'runs':
      return (world) => unitIs(world, subject, word, true)
    case 'rests':
      return (world) => unitIs(world, subject, word, false)
    case 'told':
      return (world) => (world.checks.coverage.counts[`reason ${word}`] ?? 0) >= Number(rest[1] ?? 1)
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

/** A service runs on a node, or nothing of it does. */
function unitIs(world: World, node: string, name: string, runs: boolean): boolean {
  const machine = world.machines.find((one) => one.name === node)
  const index = machine?.settings.services.findIndex((service) => service.name === name) ?? -1
  if (machine === undefined || index < 0) return false
  const unit = world.services?.managers[machine.index].unit(index)
  return unit !== undefined && (runs ? unit.state === 'running' : !active(unit))
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
