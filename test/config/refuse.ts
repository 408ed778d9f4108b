/**
 * Does each rule refuse what breaks it, with the exact message, and nothing else?
 */
import t from 'tap'
import { profilesOf, smallNode, smallPair, told } from './texts.ts'

/** What is added to the smallest settings, or put in their place, and the only messages that may come of it. */
export type Refusal = {
  readonly name: string
  readonly pair?: string
  readonly node?: string
  /** The whole pair file. */
  readonly whole?: string
  /** Text of the profile generic; the shipped one without it. */
  readonly profile?: string
  readonly says: string | readonly string[]
}

/** One test per refusal. */
export function refuse(refusals: readonly Refusal[]): void {
  for (const { name, pair = '', node = '', whole, profile, says } of refusals) {
    void t.test(name, (t) => {
      const profiles = profile === undefined ? undefined : profilesOf({ generic: profile })
      const found = told(whole ?? smallPair + pair, smallNode + node, profiles)
      t.strictSame(found, typeof says === 'string' ? [says] : says)
      t.end()
    })
  }
}
