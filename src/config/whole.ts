/**
 * What do all rules about the merged settings start from?
 *
 * The merged entries, the files that they came from, and the keys that broke their own rule. A rule names the keys
 * that it reads; it is not asked when one of them is faulty, so that one mistake gives one message.
 */
import type { NodeName } from '../core/types.ts'
import { listed, may, need, recordsOf } from './entry.ts'
import type { Bag, Entries } from './entry.ts'
import type { Key } from './key.ts'
import { drbdMasterAddress, drbdSlaveAddress } from './keys/disk.ts'
import { ethDevices, ethMasterAddress, ethSlaveAddress } from './keys/heartbeat.ts'
import { masterLanIp, nodeAddress, nodeRole, peerAddress, slaveLanIp } from './keys/pair.ts'
import { vipAddress, vipAliases, vipMasterIp, vips, vipSlaveIp } from './keys/vip.ts'
import type { Problem } from './problem.ts'

/** The merged settings of one node. */
export type Whole = Bag & {
  readonly path: ''
  readonly entries: Entries
  readonly faulty: ReadonlySet<string>
  readonly pairFile: string
  readonly nodeFile: string
}

/** A rule about several keys. */
export type Check = {
  /** Keys that the rule reads. */
  readonly reads: readonly Key[]
  readonly find: (whole: Whole) => readonly Problem[]
}

/** Problems of all rules whose keys are sound. */
export function runChecks(whole: Whole, checks: readonly Check[]): readonly Problem[] {
  return checks.flatMap((check) => (check.reads.some((key) => whole.faulty.has(key.path)) ? [] : check.find(whole)))
}

/** Configured role of this node within the pair. Only for a node that is not standalone. */
export function roleOf(whole: Whole): NodeName {
  return need(whole, nodeRole) === 'slave' ? 'slave' : 'master'
}

/** The value of this node, of two that are written by role. */
export function ownOf<T>(whole: Whole, both: { readonly master: T; readonly slave: T }): T {
  return both[roleOf(whole)]
}

/** The value of the other node, of two that are written by role. */
export function peersOf<T>(whole: Whole, both: { readonly master: T; readonly slave: T }): T {
  return both[roleOf(whole) === 'master' ? 'slave' : 'master']
}

/** Keys that `nodeAddresses` reads. */
export const addressKeys: readonly Key[] = [
  nodeRole,
  masterLanIp,
  slaveLanIp,
  nodeAddress,
  peerAddress,
  ethDevices,
  drbdMasterAddress,
  drbdSlaveAddress,
  vips,
]

/** Every address that the settings give to one of the two nodes for itself. */
export function nodeAddresses(whole: Whole, node: NodeName): ReadonlySet<string> {
  const master = node === 'master'
  const single = [
    need(whole, master ? masterLanIp : slaveLanIp),
    may(whole, roleOf(whole) === node ? nodeAddress : peerAddress),
    may(whole, master ? drbdMasterAddress : drbdSlaveAddress),
  ]
  const paths = recordsOf(whole, ethDevices).map((path) => need(path, master ? ethMasterAddress : ethSlaveAddress))
  const zones = recordsOf(whole, vips).map((vip) => may(vip, master ? vipMasterIp : vipSlaveIp))
  return new Set([...single, ...paths, ...zones].filter((address) => address !== undefined))
}

/** Every VIP and alias, enabled or not, without prefix. */
export function pairAddresses(whole: Whole): ReadonlySet<string> {
  const written = recordsOf(whole, vips).flatMap((vip) => [
    need(vip, vipAddress),
    ...listed(vip, vipAliases).map((alias) => alias.value),
  ])
  return new Set(written.map((text) => text.split('/')[0] ?? text))
}
