/**
 * What does a node know of its own services and links, and what of it does it tell the peer?
 *
 * Facts of the service manager and of the connectivity checks, reduced to what a decision needs. The peer needs less:
 * which services may still run here, so that none runs twice, and how the links are, so that a move goes to a better
 * place only.
 */

/** Where a service runs (SVC-1, SVC-7). The last two run on the running master while no slave is up (SVC-6). */
export type Placement = 'master' | 'both' | 'slave' | 'slave-when-available'

/** A service as the core sees it. Spans in ms. */
export type ServiceSettings = {
  readonly name: string
  readonly placement: Placement
  /** Services start in rising order, those of the same order beside each other. */
  readonly order: number
  /** Services that must have been started, or have failed, before this one. */
  readonly after: readonly string[]
  readonly startMs: number
  readonly stopMs: number
}

/** Services of a pair at most: one bit each in a beat. */
export const servicesMax = 32

/** What the service manager says of a unit. `unknown`: it does not answer. */
export type UnitState = 'stopped' | 'starting' | 'running' | 'stopping' | 'failed' | 'missing' | 'masked' | 'unknown'

/** What is known of one service on this node. */
export type ServiceFacts = {
  readonly unit: UnitState
  /** Result of the latest check command while it runs. */
  readonly check: 'none' | 'passed' | 'failed'
  /** How often it ended by itself since the boot; never falls within a boot. */
  readonly restarts: number
  /** The service manager would start it by itself at boot. */
  readonly atBoot: boolean
}

/** Before anything is known of a service. */
export const unknownService: ServiceFacts = { unit: 'unknown', check: 'none', restarts: 0, atBoot: false }

/** All watched devices of a kind together: `down` only when each of them fails its check (FO-2, FO-4). */
export type LinkState = 'unwatched' | 'up' | 'down'

/** Ping targets of the jury at most. */
export const targetsMax = 64

/** Rounds of the jury before their number begins anew. */
export const roundsMax = 256

/** What a node says of its services and links in a beat. */
export type Eyes = {
  /** Bit of each service that is not proven to be stopped, in the order of the settings. */
  readonly runs: number
  readonly lan: LinkState
  readonly internet: LinkState
  /** Number of the latest finished round of the jury, 0..255, and how many targets answered in it, 0..64. */
  readonly round: number
  readonly reached: number
}
