/**
 * What do the monitors of the sample status documents say? Nothing is watched there.
 */
import type { DaemonStatus } from '../../src/control/protocol.ts'

/** No link, no jury; the checks of the peer's address are answered. */
export const sampleMonitors: Pick<DaemonStatus, 'monitors' | 'outlook'> = {
  monitors: {
    lan: { state: 'unwatched', forMs: null, peer: 'unwatched', handsOverAfterMs: null },
    internet: { state: 'unwatched', forMs: null, peer: 'unwatched', handsOverAfterMs: null },
    jury: null,
    peerCheck: { failures: 0, failuresMax: 12, decisive: false, asked: true },
  },
  outlook: {
    devices: [{ device: 'eth0', kind: 'lan', state: 'unwatched', why: 'no check' }],
    ...{ gatewayLeftOut: null, unknownNames: [], detection: 'silence of the beats is judged within 20.25s' },
  },
}
