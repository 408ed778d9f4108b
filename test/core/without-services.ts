/**
 * What do the settings of a pair look like that places no service and watches no link?
 */
import type { PairSettings } from '../../src/core/settings.ts'

/** No service, no watched link, no jury. */
export const withoutServices = {
  services: [],
  servicePolicy: { width: 4, restarts: 3, windowMs: 600_000 },
  onLanDownMs: 'off',
  onInternetDownMs: 'off',
  onFewerTargetsMs: 'off',
  peerCheck: { failuresMax: 12, decisive: false },
} as const satisfies Partial<PairSettings>
