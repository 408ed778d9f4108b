/**
 * What does the firmware profile say about the appliance itself?
 */
import { listed, may, need, recordsOf } from './entry.ts'
import {
  configurationBackup,
  entitlementContract,
  entitlementIdentity,
  releaseFile,
  updatesCheck,
  userDataBackup,
} from './keys/appliance.ts'
import {
  entitlementCheck,
  entitlementFile,
  portNumber,
  portProtocol,
  portPurpose,
  profilePorts,
} from './keys/profile.ts'
import type { ValuesKey } from './key.ts'
import type { SiteAppliance } from './site.ts'
import type { Whole } from './whole.ts'

/** The appliance as its profile describes it. */
export function applianceOf(whole: Whole): SiteAppliance {
  const release = may(whole, releaseFile)
  const configuration = may(whole, configurationBackup)
  const userData = may(whole, userDataBackup)
  return {
    entitlement: entitlementOf(whole),
    ports: recordsOf(whole, profilePorts).map((entry) => ({
      name: need(entry, portPurpose),
      port: need(entry, portNumber),
      protocol: need(entry, portProtocol),
    })),
    updatesCheck: wordsOf(whole, updatesCheck),
    ...(release === undefined ? {} : { releaseFile: release }),
    ...(configuration === undefined ? {} : { configurationBackup: configuration }),
    ...(userData === undefined ? {} : { userDataBackup: userData }),
  }
}

function entitlementOf(whole: Whole): SiteAppliance['entitlement'] {
  const file = may(whole, entitlementFile)
  const contract = may(whole, entitlementContract)
  return {
    ...(file === undefined ? {} : { file }),
    check: wordsOf(whole, entitlementCheck),
    identity: need(whole, entitlementIdentity),
    ...(contract === undefined ? {} : { contract }),
  }
}

function wordsOf(whole: Whole, key: ValuesKey<string>): readonly string[] {
  return listed(whole, key).map(({ value }) => value)
}
