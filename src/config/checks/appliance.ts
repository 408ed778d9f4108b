/**
 * Can what a firmware profile demands of the appliance be looked up?
 */
import { blameKey } from '../blame.ts'
import { may, need } from '../entry.ts'
import { entitlementContract, entitlementIdentity } from '../keys/appliance.ts'
import { entitlementFile } from '../keys/profile.ts'
import type { Check } from '../whole.ts'

const fileIsNamed: Check = {
  reads: [entitlementIdentity, entitlementContract, entitlementFile],
  find: (whole) => {
    if (may(whole, entitlementFile) !== undefined) return []
    const rule = 'none without entitlement.file, in which it would be looked for'
    return [
      ...(need(whole, entitlementIdentity) === 'none' ? [] : [blameKey(whole, entitlementIdentity, rule, '')]),
      ...(may(whole, entitlementContract) === undefined ? [] : [blameKey(whole, entitlementContract, rule, '')]),
    ]
  },
}

/** Rules about the appliance. */
export const applianceChecks: readonly Check[] = [fileIsNamed]
