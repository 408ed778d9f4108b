/**
 * How are the words of one line of the stream read, and what is made of a word that is not understood?
 *
 * Each field is asked for by its key. A key that is not there has not changed; a value that is not understood is
 * collected as a problem and read as `unknown`, never as a good state.
 */
import type { Suspension, Vocabulary } from './words.ts'
import { suspensionWord } from './words.ts'

/** Why a line, or a part of it, was not understood. `text` is cut to 120 characters. */
export type LineProblem = { readonly problem: 'malformed' | 'unknown-word'; readonly text: string }

/** The pairs of a line by key. */
export type Pairs = ReadonlyMap<string, string>

/** Longest part of a line that is shown. */
export const excerptMax = 120

/** `key:value`; the key has no colon, the value may. */
const pairForm = /^([a-z0-9_-]+):(.*)$/i

/** Names that drbd-utils accepts for a resource, far shorter than its own limit of 128. */
export const nameForm = /^[A-Za-z0-9_.+-]{1,128}$/

/** Reads the fields of one line and collects what it did not understand. */
export class LineReading {
  readonly problems: LineProblem[] = []
  readonly #line: string

  constructor(line: string) {
    this.#line = line
  }

  /** The pairs of the rest of a line. */
  pairs(words: readonly string[]): Pairs {
    const pairs = new Map<string, string>()
    for (const word of words) {
      const match = pairForm.exec(word)
      if (match === null) this.fail()
      else pairs.set(match[1] ?? '', match[2] ?? '')
    }
    return pairs
  }

  /** The line misses what it must have. Told once. */
  fail(): void {
    if (!this.problems.some(({ problem }) => problem === 'malformed')) {
      this.problems.push({ problem: 'malformed', text: this.#line.slice(0, excerptMax) })
    }
  }

  /** A word, key or value that is not known. */
  strange(text: string): void {
    this.problems.push({ problem: 'unknown-word', text: text.slice(0, excerptMax) })
  }

  /** The word's meaning; `unknown` for a word that is not in the vocabulary, nothing for a key that is not there. */
  word<T extends string>(pairs: Pairs, key: string, vocabulary: Vocabulary<T>): T | 'unknown' | undefined {
    const value = pairs.get(key)
    if (value === undefined) return undefined
    const meaning = vocabulary(value)
    if (meaning === undefined) this.strange(`${key}:${value}`)
    return meaning ?? 'unknown'
  }

  /** A number from 0 to `max`. */
  number(pairs: Pairs, key: string, max: number): number | undefined {
    const value = pairs.get(key)
    if (value === undefined) return undefined
    const count = /^\d{1,16}(\.\d{1,4})?$/.test(value) ? Number(value) : Number.NaN
    if (count <= max) return count
    this.strange(`${key}:${value}`)
    return undefined
  }

  /** `yes` or `no`. */
  truth(pairs: Pairs, key: string): boolean | undefined {
    const value = pairs.get(key)
    if (value === undefined) return undefined
    if (value !== 'yes' && value !== 'no') this.strange(`${key}:${value}`)
    return value === 'yes' ? true : value === 'no' ? false : undefined
  }

  /** Why I/O is frozen: `no`, or words joined by commas. */
  suspensions(pairs: Pairs): readonly Suspension[] | 'unknown' | undefined {
    const value = pairs.get('suspended')
    if (value === undefined) return undefined
    if (value === 'no') return []
    const found: Suspension[] = []
    for (const word of value.split(',')) {
      const meaning = suspensionWord(word)
      if (meaning === undefined) {
        this.strange(`suspended:${value}`)
        return 'unknown'
      }
      found.push(meaning)
    }
    return found
  }
}

/** Leaves out what is undefined, so that a later merge does not overwrite what is known. */
export function given<T extends object>(fields: { readonly [K in keyof T]-?: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}
