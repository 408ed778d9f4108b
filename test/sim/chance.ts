/**
 * Where does every random choice of the simulator come from?
 *
 * One small generator, seeded by the number of the schedule, so that a seed replays a whole schedule exactly. It is
 * xoshiro128** with a state filled by splitmix32. Rejected: the engine's own generator, which cannot be seeded.
 * Source: Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2018.
 */
import { assert } from '../../src/base/assert.ts'

/** Constants of splitmix32 (Steele, Lea, Flood 2014, 32 bit variant). */
const goldenGamma = 0x9e3779b9
const mixOne = 0x85ebca6b
const mixTwo = 0xc2b2ae35
/** Number of 32 bit values: turns one into a fraction. */
const wordValues = 4294967296

/** A stream of chance. Two streams with the same seed give the same values. */
export class Chance {
  #one: number
  #two: number
  #three: number
  #four: number

  constructor(seed: number) {
    let gamma = seed | 0
    const word = (): number => {
      gamma = (gamma + goldenGamma) | 0
      let mixed = gamma
      mixed = Math.imul(mixed ^ (mixed >>> 16), mixOne)
      mixed = Math.imul(mixed ^ (mixed >>> 13), mixTwo)
      return mixed ^ (mixed >>> 16)
    }
    this.#one = word()
    this.#two = word()
    this.#three = word()
    this.#four = word()
  }

  /** The next 32 bits as an unsigned number. */
  word(): number {
    const scrambled = Math.imul(rotate(Math.imul(this.#two, 5), 7), 9)
    const carried = this.#two << 9
    this.#three ^= this.#one
    this.#four ^= this.#two
    this.#two ^= this.#three
    this.#one ^= this.#four
    this.#three ^= carried
    this.#four = rotate(this.#four, 11)
    return scrambled >>> 0
  }

  /** A fraction, 0 included, 1 excluded. */
  fraction(): number {
    return this.word() / wordValues
  }

  /** True with this probability, 0..1. Draws nothing for 0, so that a fault which is off costs nothing. */
  hit(probability: number): boolean {
    return probability > 0 && this.fraction() < probability
  }

  /** A number from `low` up to `high`, evenly spread. */
  between(low: number, high: number): number {
    return low + (high - low) * this.fraction()
  }

  /** A number from `low` up to `high`, evenly spread over its logarithm: small values are as likely as large ones. */
  spread(low: number, high: number): number {
    return low * Math.exp(Math.log(high / low) * this.fraction())
  }

  /** A whole number from 0 up to `count` - 1. */
  below(count: number): number {
    return Math.floor(this.fraction() * count)
  }

  /** One of the two nodes. */
  node(): 0 | 1 {
    return this.fraction() < 0.5 ? 0 : 1
  }

  /** One element of a list that has at least one. */
  pick<T>(list: readonly T[]): T {
    const picked = list[this.below(list.length)]
    assert(picked !== undefined, 'a pick needs a list with elements')
    return picked
  }

  /** A stream of its own, so that one part of the world can change without moving the choices of another. */
  fork(): Chance {
    return new Chance(this.word())
  }
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by))
}
