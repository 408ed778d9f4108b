/**
 * Which keys are there?
 *
 * The one table: parser, JSON schema, manual page, completion and `config show` walk it. A key that is not here does
 * not exist. The tree is the same table by path segments, which is how a settings file is walked.
 */
import { assert } from '../base/assert.ts'
import type { FieldKey, Key } from './key.ts'
import { applianceKeys } from './keys/appliance.ts'
import { diskKeys } from './keys/disk.ts'
import { failoverKeys } from './keys/failover.ts'
import { fencingKeys } from './keys/fencing.ts'
import { heartbeatKeys } from './keys/heartbeat.ts'
import { nodeKeys } from './keys/node.ts'
import { monitorKeys } from './keys/monitor.ts'
import { identityKeys } from './keys/pair.ts'
import { profileKeys } from './keys/profile.ts'
import { serviceKeys } from './keys/services.ts'
import { vipKeys } from './keys/vip.ts'

/** An area of the table, as the manual page groups it. */
export type Area = { readonly title: string; readonly keys: readonly Key[] }

/** All areas, in the order of the manual page. */
export const areas: readonly Area[] = [
  { title: 'Identity', keys: identityKeys },
  { title: 'Node', keys: nodeKeys },
  { title: 'Heartbeat', keys: heartbeatKeys },
  { title: 'Failover and failback', keys: failoverKeys },
  { title: 'Fencing device', keys: fencingKeys },
  { title: 'Addresses and witnesses', keys: vipKeys },
  { title: 'Monitors', keys: monitorKeys },
  { title: 'Disk', keys: diskKeys },
  { title: 'Services', keys: serviceKeys },
  { title: 'Firmware profile', keys: [...profileKeys, ...applianceKeys] },
]

/** All keys of the table; fields of records are inside their row. */
export const allKeys: readonly Key[] = areas.flatMap((area) => area.keys)

/** A place in a settings file: a group of keys, or a key. */
export type KeyTree =
  | { readonly type: 'group'; readonly children: ReadonlyMap<string, KeyTree> }
  | { readonly type: 'key'; readonly key: Key }

/** The table by path segments. */
export const keyTree: KeyTree & { readonly type: 'group' } = groupOf(
  allKeys.map((key) => ({ rest: key.path.split('.'), key })),
)

type Placed = { readonly rest: readonly string[]; readonly key: Key }

function groupOf(placed: readonly Placed[]): KeyTree & { readonly type: 'group' } {
  const heads = new Map<string, Placed[]>()
  for (const { rest, key } of placed) {
    const [head, ...tail] = rest
    assert(head !== undefined, `${key.path} is a group and a key`)
    heads.set(head, [...(heads.get(head) ?? []), { rest: tail, key }])
  }
  return { type: 'group', children: new Map([...heads].map(([head, below]) => [head, treeOf(below)])) }
}

function treeOf(below: readonly Placed[]): KeyTree {
  const [only] = below
  return only !== undefined && below.length === 1 && only.rest.length === 0
    ? { type: 'key', key: only.key }
    : groupOf(below)
}

/** Path of a field within its record: `address` of `vip[].address`, `check.target` of `device[].check.target`. */
export function fieldName(field: FieldKey): string {
  return field.path.slice(field.path.lastIndexOf('[].') + '[].'.length)
}
