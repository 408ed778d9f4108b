/**
 * What does a standby say of how well it could take over?
 */

/** The last look of a standby at itself. */
export type FitnessReport = {
  /** 0..100; 100: nothing fails. */
  readonly score: number
  readonly agoMs: number
  readonly checks: readonly {
    readonly check: string
    readonly result: 'pass' | 'warn' | 'fail'
    readonly found: string
  }[]
}
