/**
 * May this order destroy data, here and now?
 *
 * A destructive order runs only with a token that the operator was given for exactly this: this node, this resource,
 * this verb, and the generation of the data that was on the operator's screen. It lasts at most ten minutes and counts
 * once; that it has been used is a durable fact and is kept by whoever keeps those. Nothing automatic ever makes one.
 */
import type { Instant } from '../base/time.ts'
import type { NodeName } from '../core/types.ts'
import { lineOf } from './commands.ts'
import type { CommandLine, DestructiveVerb, DiskResource, Grammar } from './commands.ts'

/** Permission to destroy, for one order. */
export type DestructionToken = {
  readonly id: string
  readonly node: NodeName
  readonly resource: string
  readonly verb: DestructiveVerb
  /** Current identifier that the operator saw. */
  readonly generation: string
  readonly expires: Instant
}

/** Longest life of a token, ms. */
export const tokenMs = 600_000

/** What is true now. */
export type TokenScene = {
  readonly node: NodeName
  readonly resource: DiskResource
  readonly grammar: Grammar
  /** Current identifier of the copy on this node. */
  readonly generation: string
  /** Has this token been used? From the durable facts. */
  readonly used: boolean
}

/** Why a token does not permit the order. */
export type TokenRefusal = 'other-node' | 'other-resource' | 'other-verb' | 'other-generation' | 'used' | 'expired'

/** Builds the call of a destructive order, or lists every reason why the token does not permit it. */
export function destructiveLine(
  verb: DestructiveVerb,
  token: DestructionToken,
  scene: TokenScene,
  now: Instant,
): CommandLine | readonly TokenRefusal[] {
  const refusals = (
    [
      ['other-node', token.node !== scene.node],
      ['other-resource', token.resource !== scene.resource.name],
      ['other-verb', token.verb !== verb],
      ['other-generation', token.generation !== scene.generation],
      ['used', scene.used],
      ['expired', now >= token.expires || token.expires - now > tokenMs],
    ] as const
  ).flatMap(([refusal, applies]) => (applies ? [refusal] : []))
  return refusals.length > 0 ? refusals : lineOf(verb, scene.resource, scene.grammar)
}
