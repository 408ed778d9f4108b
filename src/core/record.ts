/**
 * When is the durable record written?
 *
 * Whatever shall survive a crash is put into `wanted`; at the end of a turn one write is ordered when it differs from
 * what is on the disk, and one only. A standby keeps the next term reserved on the disk, so that claiming it costs no
 * sync (D8). A record that cannot be written is tried again each second; meanwhile no unreserved term is claimed.
 */
import { plus } from '../base/time.ts'
import { nextTermNumber } from './guards.ts'
import { freshId, order, set, tell, want } from './turn.ts'
import type { Turn } from './turn.ts'

/** Time limit of one write, ms; disks that sync slower than this are failing. */
const writeMs = 5_000
/** Pause after a failed write, ms. */
const retryMs = 1_000

/** Orders the write that is due. */
export function keepRecord(turn: Turn): void {
  if (turn.state.incarnation === 0) return
  const reserved = nextTermNumber(turn.state)
  if (reserved > turn.state.wanted.reserved) want(turn, { reserved })
  const { state, now } = turn
  if (state.writing !== undefined && now >= state.writing.deadlineAt) failWrite(turn, `timed out after ${writeMs} ms`)
  if (turn.state.writing !== undefined || turn.state.wanted === turn.state.durable || now < turn.state.writeRetryAt)
    return
  const id = freshId(turn)
  const memory = turn.state.wanted
  set(turn, { writing: { id, memory, deadlineAt: plus(now, writeMs) } })
  order(turn, { type: 'remember', id, memory })
}

/** True when `id` was a write, so that nobody else need look at it. */
export function absorbWritten(turn: Turn, id: number): boolean {
  const { writing, writeFailed } = turn.state
  if (writing === undefined || writing.id !== id) return false
  set(turn, { durable: writing.memory, writing: undefined, writeFailed: false })
  if (writeFailed) tell(turn, 'memory-back')
  return true
}

/** True when `id` was a write. */
export function absorbWriteFailed(turn: Turn, id: number, text: string): boolean {
  if (turn.state.writing?.id !== id) return false
  failWrite(turn, text)
  return true
}

function failWrite(turn: Turn, text: string): void {
  const known = turn.state.writeFailed
  set(turn, { writing: undefined, writeRetryAt: plus(turn.now, retryMs), writeFailed: true })
  if (!known) tell(turn, 'memory-failed', text)
}
