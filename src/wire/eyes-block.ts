/**
 * How do the services and links of a node look in a beat?
 *
 * One block of fixed length after the order. The decoder refuses every value that the encoder cannot write.
 */
import { assert } from '../base/assert.ts'
import { targetsMax } from '../core/eyes.ts'
import type { Eyes } from '../core/eyes.ts'
import { layoutBytes, readField, writeField } from './fields.ts'
import { linkWords } from './words.ts'

/** Block of services and links. */
export const eyesLayout = {
  runs: { offset: 0, bytes: 4, about: 'services not proven to be stopped, one bit each' },
  links: { offset: 4, bytes: 1, about: 'LAN, Internet' },
  round: { offset: 5, bytes: 1, about: 'latest round of the jury' },
  reached: { offset: 6, bytes: 1, about: 'targets that answered in it' },
} as const

/** Length of the block. */
export const eyesBytes = layoutBytes(eyesLayout)

const internetShift = 2
const twoBits = 0x03
const spareBits = 0xf0

/** Writes the block at `base`. */
export function encodeEyes(frame: Uint8Array, base: number, eyes: Eyes): void {
  assert(eyes.reached <= targetsMax, `${targetsMax} targets at most`)
  writeField(frame, eyesLayout.runs, eyes.runs, base)
  const links = linkWords.codes[eyes.lan] | (linkWords.codes[eyes.internet] << internetShift)
  writeField(frame, eyesLayout.links, links, base)
  writeField(frame, eyesLayout.round, eyes.round, base)
  writeField(frame, eyesLayout.reached, eyes.reached, base)
}

/** Reads the block at `base`, or says what is wrong with it. */
export function decodeEyes(frame: Uint8Array, base: number): Eyes | string {
  const links = readField(frame, eyesLayout.links, base)
  const lan = linkWords.word(links & twoBits)
  const internet = linkWords.word((links >> internetShift) & twoBits)
  if (lan === undefined || internet === undefined || (links & spareBits) !== 0)
    return `unknown words of the links (0x${links.toString(16)})`
  const reached = readField(frame, eyesLayout.reached, base)
  if (reached > targetsMax) return `${reached} targets, at most ${targetsMax}`
  const runs = readField(frame, eyesLayout.runs, base)
  return { runs, lan, internet, round: readField(frame, eyesLayout.round, base), reached }
}
