/**
 * Who performs which effect?
 *
 * One pair of hands for each kind. An effect with an id is answered with that id, once, whatever happens; its deadline
 * is the core's. Nothing here decides, and nothing here is waited for.
 */
import { unreachable } from '../base/assert.ts'
import type { Effect } from '../core/effects.ts'
import { ofService, performService } from './service-hands.ts'
import type { ServiceEffect, ServiceHands } from './service-hands.ts'
import type { PairEvent } from '../core/events.ts'
import type { Memory, Zone } from '../core/types.ts'

/** The hands of the disks: each resolves when it was read back, and rejects with the reason. */
export type DiskHands = {
  /** Every resource, or none. */
  readonly primary: (force: boolean) => Promise<void>
  /** `forced`: whoever hangs in it is reset. */
  readonly secondary: (forced: boolean) => Promise<void>
  readonly disconnect: () => Promise<void>
  readonly outdate: (resource: number) => Promise<void>
  /** Destroys the own data of the resource: the peer's comes in its place. */
  readonly discard: (order: Extract<Effect, { type: 'disk-discard' }>) => Promise<void>
  readonly connect: (resource: number, anew: boolean) => Promise<void>
  readonly mount: () => Promise<void>
  readonly unmount: (forced: boolean) => Promise<void>
}

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
  /** Left out on a node without disks. */
  readonly disks?: DiskHands
  readonly answerKernel: (effect: Extract<Effect, { type: 'fence-answer' }>) => void
  /** Switches the peer off; resolves when the device says so. Left out on a node without a device. */
  readonly fence?: () => Promise<void>
  /** Left out where no service is placed. */
  readonly services?: ServiceHands
  readonly reset: (why: string) => void
  /** An effect without an id failed; counted and told, the core will see its consequences. */
  readonly failed: (what: string, text: string) => void
}

/** Gives effects to the hands and posts what comes of them. */
export function createPerformers(hands: Hands, post: (event: PairEvent) => void): (effect: Effect) => void {
  return (effect) => {
    if (effect.type === 'send-beat') hands.send(effect)
    else if (ofDisk(effect)) orderDisk(hands, post, effect)
    else if (ofService(effect)) postOutcome(post, effect.id, performService(hands.services, effect))
    else perform(hands, post, effect)
  }
}

type OtherEffect = Exclude<Effect, DiskEffect | ServiceEffect | { readonly type: 'send-beat' }>

function perform(hands: Hands, post: (event: PairEvent) => void, effect: OtherEffect): void {
  switch (effect.type) {
    case 'remember':
      postOutcome(post, effect.id, hands.remember(effect.memory))
      return
    case 'vip-add':
      postOutcome(post, effect.id, hands.take(effect.leaseMs))
      return
    case 'vip-renew':
      tellFailure(hands, effect.type, hands.renew(effect.leaseMs))
      return
    case 'vip-remove':
      postOutcome(post, effect.id, hands.remove())
      return
    case 'announce':
      tellFailure(hands, effect.type, hands.announce())
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
    case 'fence-answer':
      hands.answerKernel(effect)
      return
    case 'reset-node':
      hands.reset(effect.why)
      return
    case 'fence-peer':
      postOutcome(post, effect.id, hands.fence?.() ?? notConfigured(effect.type))
      return
    default:
      unreachable(effect)
  }
}

/**
 * The order of one turn: frames leave before whatever was ordered behind them, all of a row together (`flush`); the journal
 * can wait for the end of the turn, its lines cost a tenth of a millisecond each that a client would wait.
 */
export function inTurns(
  perform: (effect: Effect) => void,
  flush: () => void,
): { readonly perform: (effect: Effect) => void; readonly performed: () => void } {
  const tells: Effect[] = []
  return {
    perform: (effect) => {
      if (effect.type === 'tell') {
        tells.push(effect)
        return
      }
      if (effect.type !== 'send-beat') flush()
      perform(effect)
    },
    performed: () => {
      flush()
      for (const tell of tells.splice(0)) perform(tell)
    },
  }
}

type DiskEffect = Extract<
  Effect,
  {
    type:
      | 'disk-primary'
      | 'disk-secondary'
      | 'disk-disconnect'
      | 'disk-outdate'
      | 'disk-discard'
      | 'disk-connect'
      | 'mount'
      | 'unmount'
  }
>

const diskTypes: ReadonlySet<Effect['type']> = new Set<DiskEffect['type']>([
  'disk-primary',
  'disk-secondary',
  'disk-disconnect',
  'disk-outdate',
  'disk-discard',
  'disk-connect',
  'mount',
  'unmount',
])

function ofDisk(effect: Effect): effect is DiskEffect {
  return diskTypes.has(effect.type)
}

function orderDisk(hands: Hands, post: (event: PairEvent) => void, effect: DiskEffect): void {
  const work = performDisk(hands.disks, effect)
  if (effect.type === 'disk-connect') tellFailure(hands, effect.type, work)
  else postOutcome(post, effect.id, work)
}

function performDisk(disks: DiskHands | undefined, effect: DiskEffect): Promise<void> {
  if (disks === undefined) return notConfigured(effect.type)
  switch (effect.type) {
    case 'disk-primary':
      return disks.primary(effect.force)
    case 'disk-secondary':
      return disks.secondary(effect.forced)
    case 'disk-disconnect':
      return disks.disconnect()
    case 'disk-outdate':
      return disks.outdate(effect.resource)
    case 'disk-discard':
      return disks.discard(effect)
    case 'disk-connect':
      return disks.connect(effect.resource, effect.anew)
    case 'mount':
      return disks.mount()
    case 'unmount':
      return disks.unmount(effect.forced)
  }
}

function notConfigured(what: string): Promise<never> {
  return Promise.reject(new Error(`${what} is not configured on this node`))
}

function postOutcome(post: (event: PairEvent) => void, id: number, work: Promise<unknown>): void {
  work.then(
    () => post({ type: 'effect-done', id }),
    (cause: unknown) => post({ type: 'effect-failed', id, text: textOf(cause) }),
  )
}

function tellFailure(hands: Hands, what: string, work: Promise<unknown>): void {
  work.catch((cause: unknown) => hands.failed(what, textOf(cause)))
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'failed without a reason'
}
