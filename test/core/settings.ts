/**
 * With which settings are the tests of the core played?
 *
 * The spans follow from the dead time as in the product; a test changes what it is about.
 */
import { deriveTiming } from '../../src/config/timing.ts'
import type { PairSettings, Timing } from '../../src/core/settings.ts'
import type { NodeName } from '../../src/core/types.ts'
import { withoutServices } from './without-services.ts'

/** Settings of a test, with the dead time in the place of the spans, of which single ones can be changed. */
export type Changes = Partial<Omit<PairSettings, 'timing' | 'node'>> & {
  readonly deadMs?: number
  readonly timing?: Partial<Timing>
}

/** Settings of a node: two Ethernet paths and a serial one, one zone, one ping target, dead time 20 s. */
export function settingsOf(node: NodeName, changes: Changes = {}): PairSettings {
  const { deadMs = 20_000, timing, ...rest } = changes
  const fast = deadMs < 4_000
  const paths = [
    { id: 0, name: 'eth0', medium: 'ethernet', beatMs: fast ? deadMs / 4 : 500 },
    { id: 1, name: 'eth1', medium: 'ethernet', beatMs: fast ? deadMs / 4 : 500 },
    { id: 2, name: 'pstn0', medium: 'serial', beatMs: fast ? deadMs / 3 : 1_000 },
  ] as const
  const { services = [], servicePolicy = withoutServices.servicePolicy } = rest
  const placed = { services, width: servicePolicy.width }
  const derived = deriveTiming({ role: node, deadMs, paths, steadyMs: 60_000, flapWindowMs: 3_600_000, placed })
  return {
    ...{ node, pairId: 7, settingsHash: 1, paths, witnesses: 1, failback: 'auto', onFailure: 'promote' },
    zones: [{ zone: 'lan', device: 'lan0', addresses: ['192.0.2.10'], peerAddress: '192.0.2.1' }],
    ...{ soloStart: 'auto', onCarrierLossMs: 'off', takeFromStranger: false, resources: [], isolation: 'auto' },
    fencing: 'none',
    ...withoutServices,
    ...rest,
    timing: { ...derived, ...timing },
  }
}
