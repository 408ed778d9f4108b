/**
 * With which files and tools of this machine do the disks work?
 *
 * Everything that `disks.ts` is made of, by its place in the system. A test gives another root, below which it puts tools
 * and files of its own.
 */
import { existsSync, readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { OpError } from '../base/op-error.ts'
import type { SiteSettings } from '../config/site.ts'
import { deriveTiming } from '../config/timing.ts'
import type { PairEvent } from '../core/events.ts'
import { openLook } from '../drbd/drbdsetup-look.ts'
import { connectTools } from '../drbd/index.ts'
import { monotonicNow } from '../linux/clock.ts'
import { openResetGuard, resetTrigger } from '../linux/reset.ts'
import type { ResetGuard } from '../linux/reset.ts'
import type { PairKey } from '../wire/session.ts'
import { NodeDisks } from './disks.ts'
import type { Journal } from './journal.ts'
import { BringingUp } from './resource-files.ts'
import { VerifyFile } from './verify-records.ts'

/** Places below the root of the system. */
const places = {
  resourceFile: 'etc/drbd.d/hapair.res',
  mounts: 'proc/self/mountinfo',
  module: 'sys/module/drbd',
  reset: resetTrigger,
  tools: ['usr/sbin', 'usr/bin', 'sbin', 'bin'],
}

/** The program that the kernel calls, beside this one: drbdadm starts it by its path. */
const fencePeer = join(import.meta.dirname, '..', '..', 'bin', 'hapair-fence-peer')

/** Priority of what is worth a line and wrong in nothing: syslog(3). */
const info = 6

/** What the disks of a node need of the rest. */
export type DiskSurroundings = {
  readonly site: SiteSettings
  readonly keys: readonly PairKey[]
  /** Root of the system; `/` in earnest. */
  readonly root: string
  readonly post: (event: PairEvent) => void
  readonly trouble: (text: string) => void
  readonly journal: Pick<Journal, 'plain' | 'report' | 'alarm'>
  readonly seen: () => void
}

/** Opens the disks of a node; nothing without replicated volumes. */
export function openDisks(around: DiskSurroundings): NodeDisks | undefined {
  const { site, keys, root, post, trouble, seen, journal } = around
  const { replication, deadMs, pairId, role: node } = site
  const [key] = keys
  if (replication === undefined || key === undefined) return undefined
  const searchPath = places.tools.map((folder) => join(root, folder)).join(':')
  const edge = connectTools(monotonicNow, { searchPath })
  const path = join(root, places.resourceFile)
  const source = { node, pairId, host: hostname(), pairKey: key.secret, deadMs, replication, fencePeer }
  const lookAt = openLook()
  const helper = openGuard(join(root, places.reset), trouble, (text) => journal.plain(info, text))
  return new NodeDisks({
    ...(helper === undefined ? {} : { helper }),
    stepLimitMs: deriveTiming(site).diskStepMs,
    ...{ node, replication, edge, post, trouble, seen, wall: Date.now },
    progress: (text) => journal.report(text, monotonicNow()),
    alarm: (reason, ...facts) => journal.alarm(reason, facts, monotonicNow()),
    verifyRecords: new VerifyFile(
      site.stateFolder,
      replication.volumes.map(({ name }) => name),
      trouble,
    ),
    readMounts: () => readFileSync(join(root, places.mounts), 'utf8'),
    moduleLoaded: () => existsSync(join(root, places.module)),
    lookAt: (path) => lookAt(join(root, path)),
    bringUp: (keeper, troubles) => {
      const place = { path, drbdadm: toolOf(root, 'drbdadm') }
      const readPresent = (): string | undefined => (existsSync(path) ? readFileSync(path, 'utf8') : undefined)
      const bringing = new BringingUp(source, { place, edge, keeper, readPresent, troubles })
      return (grammar, signal) => bringing.attempt(grammar, signal)
    },
  })
}

function openGuard(
  trigger: string,
  trouble: (text: string) => void,
  told: (text: string) => void,
): ResetGuard | undefined {
  try {
    return openResetGuard({ trigger, told })
  } catch (cause) {
    if (!(cause instanceof OpError)) throw cause
    trouble(`this machine cannot be reset when a disk cannot be given up: ${cause.message}`)
    return undefined
  }
}

/** First place of a tool; its bare name when it is nowhere, which the caller's error then names. */
function toolOf(root: string, name: string): string {
  const found = places.tools.map((folder) => join(root, folder, name)).find((path) => existsSync(path))
  return found ?? name
}
