/**
 * What is on the disk of a machine after a crash at any instant?
 *
 * A write goes to a new slot and counts only when it is whole, so a crash in the middle leaves the old record or the
 * new one, never a mixture (D17). One write is under way at a time; a newer order takes the place of one that waits.
 */
import type { Memory } from '../../src/core/types.ts'
import type { Chance } from './chance.ts'

/** A write of the durable record under way. */
export type Write = { readonly id: number; readonly memory: Memory }

/** The durable record of one machine. */
export class Store {
  record: Memory | 'empty' | 'unreadable' = 'empty'
  /** Fault: every write fails. */
  full = false
  /** Fault: writes begun now never end. */
  hanging = false
  underWay: Write | undefined
  waiting: Write | undefined

  /** The write reached the disk. */
  finish(write: Write): void {
    this.record = write.memory
  }

  /** Power or agent failed: the write under way is whole or lost. */
  crash(chance: Chance): void {
    if (this.underWay !== undefined && !this.full && !this.hanging && chance.hit(0.5))
      this.record = this.underWay.memory
    this.underWay = undefined
    this.waiting = undefined
  }

  /** The highest term number that a restart would know; 0 when there is none. */
  get termNumber(): number {
    return typeof this.record === 'string' ? 0 : Math.max(this.record.term.number, this.record.heard.number)
  }
}
