/**
 * Which node shall be running master when nobody is?
 *
 * Drawn from what both nodes know of each other, so that both name the same one. Newer data goes first: a copy that is
 * behind never leads while the other one is there (D4). Then the operator's sticky order, then the configured role. A
 * sticky order that only one node remembers must not leave the pair without a master.
 */
import { relation } from './disk-view.ts'
import type { PairState } from './state.ts'
import { peerOf } from './types.ts'
import type { NodeName } from './types.ts'
import type { PairSettings } from './settings.ts'

/** The node that both name. */
export function preferred(state: PairState, settings: PairSettings): NodeName {
  const { node } = settings
  for (const resource of settings.resources.keys()) {
    const related = relation(state, settings, resource)
    if (related === 'mine-behind') return peerOf(node)
    if (related === 'theirs-behind') return node
  }
  const mine = state.wanted.sticky === node
  const theirs = state.peer.beat?.flags.stickyMaster === true
  if (mine === theirs) return 'master'
  return mine ? node : peerOf(node)
}
