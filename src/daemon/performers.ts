/**
 * Who performs which effect?
 *
 * One pair of hands for each kind. An effect with an id is answered with that id, once, whatever happens; its deadline
 * is the core's. Nothing here decides, and nothing here is waited for.
 */
import { unreachable } from '../base/assert.ts'
import type { Effect } from '../core/effects.ts'
import type { PairEvent } from '../core/events.ts'
import type { Memory, Zone } from '../core/types.ts'

/** The hands. */
export type Hands = {
  readonly send: (effect: Extract<Effect, { type: 'send-beat' }>) => void
  readonly remember: (memory: Memory) => Promise<void>
  readonly take: (leaseMs: number) => Promise<void>
  readonly renew: (leaseMs: number) => Promise<void>
  readonly remove: () => Promise<void>
  readonly announce: () => Promise<unknown>
  readonly probe: (zones: readonly Zone[]) => void
  readonly askWitnesses: () => void
  readonly answer: (effect: Extract<Effect, { type: 'answer' }>) => void
  readonly tell: (effect: Extract<Effect, { type: 'tell' }>) => void
  readonly feedWatchdog: () => void
  readonly exit: (code: number) => void
  /** An effect without an id failed; counted and told, the core will see its consequences. */
  readonly failed: (what: string, text: string) => void
}

/** Gives effects to the hands and posts what comes of them. */
export function createPerformers(hands: Hands, post: (event: PairEvent) => void): (effect: Effect) => void {
  const answered = (id: number, work: Promise<unknown>): void => postOutcome(post, id, work)
  const unanswered = (what: string, work: Promise<unknown>): void => {
    work.catch((cause: unknown) => hands.failed(what, textOf(cause)))
  }
  return (effect) => {
    switch (effect.type) {
      case 'send-beat':
        hands.send(effect)
        return
      case 'remember':
        answered(effect.id, hands.remember(effect.memory))
        return
      case 'vip-add':
        answered(effect.id, hands.take(effect.leaseMs))
        return
      case 'vip-renew':
        unanswered(effect.type, hands.renew(effect.leaseMs))
        return
      case 'vip-remove':
        answered(effect.id, hands.remove())
        return
      case 'announce':
        unanswered(effect.type, hands.announce())
        return
      case 'probe':
        hands.probe(effect.zones)
        return
      case 'ask-witnesses':
        hands.askWitnesses()
        return
      case 'answer':
        hands.answer(effect)
        return
      case 'tell':
        hands.tell(effect)
        return
      case 'feed-watchdog':
        hands.feedWatchdog()
        return
      case 'exit':
        hands.exit(effect.code)
        return
      case 'disk-primary':
      case 'disk-secondary':
      case 'disk-disconnect':
      case 'disk-outdate':
      case 'mount':
      case 'unmount':
      case 'units-start':
      case 'units-stop':
        answered(effect.id, Promise.reject(new Error(`${effect.type} is not configured on this node`)))
        return
      case 'disk-connect':
      case 'fence-answer':
      case 'reset-node':
        hands.failed(effect.type, 'not configured on this node')
        return
      default:
        unreachable(effect)
    }
  }
}

function postOutcome(post: (event: PairEvent) => void, id: number, work: Promise<unknown>): void {
  work.then(
    () => post({ type: 'effect-done', id }),
    (cause: unknown) => post({ type: 'effect-failed', id, text: textOf(cause) }),
  )
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'failed without a reason'
}
