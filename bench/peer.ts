/**
 * What must a program offer to be measured?
 *
 * An adapter knows how its program is configured, started and told to move; everything else (faults, instruments,
 * figures) is the same for all of them. Times are the program's own settings, so that an outage can be read against
 * the dead time that was asked for.
 */
import type { Lab } from '../lab/netns/lab.ts'
import type { NodeName } from '../lab/netns/layout.ts'

/** A program under measurement, in one configuration. */
export type Peer = {
  /** Program and configuration, such as `keepalived fast`. */
  readonly name: string
  /** Silence after which it takes over, in ms, by its own settings. */
  readonly deadMs: number
  /** Interval of its beats, in ms. */
  readonly beatMs: number
  /** Why it cannot be measured here; undefined when it can. */
  readonly missing: () => string | undefined
  /** Writes its configuration into both machines. */
  readonly configure: (lab: Lab) => void
  /** Starts its programs in one machine; resolves when they run, not when they have decided. */
  readonly start: (lab: Lab, node: NodeName) => Promise<void>
  /** True when the pair is formed: the active node holds the address and the other one stands by. */
  readonly formed: (lab: Lab, active: NodeName) => boolean
  /** Orders the planned move away from the active node; does not wait for it. */
  readonly switchover: (lab: Lab, active: NodeName) => Promise<void>
}
