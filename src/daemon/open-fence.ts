/**
 * With which device does this node switch its peer off, and was it tested?
 *
 * Class P is a promise, and a device that was never tried is none: without a note of a test that fits, the agent does
 * not start (D18). Loaded only by a node of class P: an agent must start within the lease.
 */
import type { SiteSettings } from '../config/site.ts'
import type { PairEvent } from '../core/events.ts'
import { openAgent, switchOff } from '../fence/device.ts'
import { readNote } from '../fence/device-note.ts'
import { watchFence } from './fence-watch.ts'
import type { FenceWatch } from './fence-watch.ts'

/** The device of a running node. */
export type NodeFence = {
  /** Resolves when the state of the peer was read back as off. */
  readonly switchOff: () => Promise<void>
  readonly watch: (post: (event: PairEvent) => void) => FenceWatch
}

/** The device, or the line that says why the agent must not start. Only for a node whose settings name one. */
export async function openFence(
  site: SiteSettings,
  fencing: NonNullable<SiteSettings['fencing']>,
): Promise<NodeFence | { readonly problem: string }> {
  const { pairId, role: node, stateFolder } = site
  const tested = await readNote({ ...fencing, pairId, node, stateFolder })
  if (tested === 'none') {
    const rule = 'a device that was tested as it is set up now; test it with "hapair fencing test"'
    return { problem: `pair.yaml: fencing.device: agent (rule: ${rule})` }
  }
  const device = openAgent(fencing)
  return {
    switchOff: () => switchOff(device, fencing),
    watch: (post) => watchFence(device, post),
  }
}
