/**
 * Are disk replication and service placement complete?
 */
import { parseAddress } from '../address.ts'
import { blameHeld, blameKey } from '../blame.ts'
import { heldOf, listed, may, need, recordsOf } from '../entry.ts'
import {
  drbdMasterAddress,
  drbdResources,
  drbdSlaveAddress,
  drbdViaLan,
  placementName,
  placements,
} from '../keys/disk.ts'
import { profileServices, serviceName } from '../keys/profile.ts'
import { nearest } from '../nearest.ts'
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

const knownServices: Check = {
  reads: [placements, profileServices],
  find: (whole) => {
    const known = recordsOf(whole, profileServices).map((service) => need(service, serviceName))
    return recordsOf(whole, placements).flatMap((entry) => {
      const name = need(entry, placementName)
      const held = heldOf(entry, placementName)
      if (held === undefined || known.includes(name)) return []
      const meant = nearest(name, known)
      const list = known.length === 0 ? 'which lists none' : `which lists ${known.join(', ')}`
      const hint = meant === undefined ? '' : `; the nearest is ${meant}`
      return [blameHeld(held, `a service of the firmware profile, ${list}${hint}`)]
    })
  },
}

/** Rules about disk and services. */
export const diskChecks: readonly Check[] = [uniqueResources, replicationAddresses, twoReplicationEnds, knownServices]
