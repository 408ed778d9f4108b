/**
 * Is disk replication complete?
 */
import { parseAddress } from '../address.ts'
import { blameHeld, blameKey } from '../blame.ts'
import { listed, may, need } from '../entry.ts'
import { drbdMasterAddress, drbdResources, drbdSlaveAddress, drbdViaLan } from '../keys/disk.ts'
import type { Check } from '../whole.ts'

const uniqueResources: Check = {
  reads: [drbdResources],
  find: (whole) => {
    const seen = new Set<string>()
    return listed(whole, drbdResources).flatMap(({ value, held }) => {
      const twice = seen.has(value)
      seen.add(value)
      return twice ? [blameHeld(held, 'unique among drbd.resources')] : []
    })
  },
}

const replicationAddresses: Check = {
  reads: [drbdResources, drbdViaLan, drbdMasterAddress, drbdSlaveAddress],
  find: (whole) => {
    const keys = [drbdMasterAddress, drbdSlaveAddress]
    if (need(whole, drbdViaLan)) {
      const written = keys.filter((key) => may(whole, key) !== undefined)
      return written.map((key) =>
        blameKey(whole, key, 'not allowed while drbd.via-primary-lan is true', whole.pairFile),
      )
    }
    if (listed(whole, drbdResources).length === 0) return []
    const missing = keys.filter((key) => may(whole, key) === undefined)
    return missing.map((key) =>
      blameKey(whole, key, 'needed with a disk unless drbd.via-primary-lan is true', whole.pairFile),
    )
  },
}

const twoReplicationEnds: Check = {
  reads: [drbdMasterAddress, drbdSlaveAddress],
  find: (whole) => {
    const master = may(whole, drbdMasterAddress)
    const slave = may(whole, drbdSlaveAddress)
    if (master === undefined || slave === undefined) return []
    const differ = master !== slave && parseAddress(master)?.family === parseAddress(slave)?.family
    const rule = `differs from drbd.master-address (${master}) and is of its family`
    return differ ? [] : [blameKey(whole, drbdSlaveAddress, rule, whole.pairFile)]
  },
}

/** Rules about disk replication. */
export const diskChecks: readonly Check[] = [uniqueResources, replicationAddresses, twoReplicationEnds]
