/**
 * Which witness answered which question, and was it in time?
 *
 * Every process on this node sees every echo reply, and anybody can invent one. So a reply counts only when it repeats
 * identifier, sequence number and a secret of this process, comes from the address that was asked, and does so within
 * a second, once. What waits for a reply is bounded; the oldest question gives way.
 * Sources: requirements FO-13 (targets), HB-13; decision D2 (witness); fault of the field: raw(7), all sockets get all.
 */
import { elapsed, type Instant } from '../base/time.ts'
import type { Echo } from './echo.ts'

/** Targets of one node at most. */
export const targetsMax = 64
/** A reply that comes later proves nothing about now, ms. */
export const answerMsMax = 1000
/** Questions that may wait for their reply: eight rounds of all targets. */
export const waitingMax = 512

/** A host to ask. `witness`: its number in the settings. `address` in its one text form. */
export type PingTarget = { readonly witness: number; readonly address: string; readonly device?: string }

/** A question without a reply so far. */
export type Question = { readonly target: PingTarget; readonly sequence: number; readonly at: Instant }

/** The questions of one process. */
export type Asking = {
  readonly identifier: number
  /** 8 random bytes that only the asked hosts see. */
  readonly secret: Uint8Array
  readonly sequence: number
  /** Oldest first. */
  readonly waiting: readonly Question[]
  /** Questions given up because too many were waiting. */
  readonly givenUp: number
}

/** `identifier`: 0..65535, random; `secret`: 8 random bytes. */
export function newAsking(identifier: number, secret: Uint8Array): Asking {
  return { identifier, secret, sequence: 0, waiting: [], givenUp: 0 }
}

/** One question to each target; they are to be sent now, in this order. */
export function beginRound(
  asking: Asking,
  targets: readonly PingTarget[],
  now: Instant,
): { readonly questions: readonly Question[]; readonly asking: Asking } {
  const questions = targets.map((target, at) => ({ target, sequence: (asking.sequence + at) & 0xffff, at: now }))
  const all = [...asking.waiting.filter((question) => inTime(question, now)), ...questions]
  const waiting = all.slice(-waitingMax)
  const sequence = (asking.sequence + targets.length) & 0xffff
  const givenUp = asking.givenUp + all.length - waiting.length
  return { questions, asking: { ...asking, sequence, waiting, givenUp } }
}

/** The echo that puts a question on the wire. */
export function echoOf(asking: Asking, question: Question): Echo {
  return { identifier: asking.identifier, sequence: question.sequence, payload: asking.secret }
}

/** Takes a reply from `from`. `witness` is undefined when the reply answers no question that still counts. */
export function absorbReply(
  asking: Asking,
  reply: Echo & { readonly from: string },
  now: Instant,
): { readonly witness: number | undefined; readonly asking: Asking } {
  const ours = reply.identifier === asking.identifier && sameBytes(reply.payload, asking.secret)
  const question = asking.waiting.find((one) => one.sequence === reply.sequence && one.target.address === reply.from)
  if (!ours || question === undefined || !inTime(question, now)) return { witness: undefined, asking }
  const waiting = asking.waiting.filter((one) => one !== question)
  return { witness: question.target.witness, asking: { ...asking, waiting } }
}

function inTime(question: Question, now: Instant): boolean {
  return elapsed(question.at, now) <= answerMsMax
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}
