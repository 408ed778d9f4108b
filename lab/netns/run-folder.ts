/**
 * What has a run created, who owns it, and how is it removed when the owner is gone?
 *
 * Each run has a folder `/tmp/hapair-lab-<prefix>` that names its owner and lists the processes it started, each with
 * its start time so that a recycled pid is never hit. Removal needs nothing but that folder and the prefix, so it can be done
 * by the run itself, by its watcher when the run was killed, or by the next run. Everything here is synchronous,
 * because it must also work in an exit listener.
 */
import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { monotonicMs, sleepUntil } from './kernel.ts'
import type { NodeName } from './layout.ts'
import { namespaceName, nodeNames, places } from './layout.ts'

const BASE = '/tmp'
const FOLDER = /^hapair-lab-(hp[0-9a-f]{4}-)$/
const NAMESPACE = /^(hp[0-9a-f]{4}-)(m|s|sw|c|g)$/
const GROUP = /^hapair-lab-(hp[0-9a-f]{4}-)(m|s)$/
const START_TIME_FIELD = 19
const REMOVAL_TRIES = 40
const REMOVAL_PAUSE_MS = 25

/** The folder of a run. */
export function runFolder(prefix: string): string {
  return join(BASE, `hapair-lab-${prefix}`)
}

/** When a process started, in the kernel's ticks; undefined when there is no such process or only its zombie. */
export function startOfProcess(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : fields[START_TIME_FIELD]
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')
}

/** Creates the folder of a new run and writes down its owner. Throws when the prefix is taken. */
export function createRunFolder(prefix: string): string {
  const folder = runFolder(prefix)
  // The folder appears with its owner inside: a sweep of another run must never see it without.
  const draft = `${folder}${process.pid}`
  mkdirSync(draft)
  writeFileSync(join(draft, 'owner'), `${process.pid} ${startOfProcess(process.pid) ?? ''}\n`)
  renameSync(draft, folder)
  return folder
}

/** Writes down a process that must not outlive the run. */
export function recordProcess(prefix: string, pid: number): void {
  appendFileSync(join(runFolder(prefix), 'processes'), `${pid} ${startOfProcess(pid) ?? 'gone'}\n`)
}

/** True while the process that created the run lives. */
function ownerLives(prefix: string): boolean {
  const owner = readRecords(join(runFolder(prefix), 'owner'))[0]
  return owner !== undefined && startOfProcess(owner.pid) === owner.start
}

type ProcessRecord = { readonly pid: number; readonly start: string }

function readRecords(path: string): ProcessRecord[] {
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'latin1').split('\n').filter(Boolean)
  return lines.map((line) => {
    const [pid, start] = line.split(' ')
    return { pid: Number(pid), start: start ?? '' }
  })
}

/** Sends a signal; false when the process has ended already. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal)
  } catch (error) {
    if (isGone(error)) return false
    throw error
  }
}

/** Removes everything that a run has created: its processes, namespaces, accounting groups and folder. */
export function removeRun(prefix: string): void {
  for (const { pid, start } of readRecords(join(runFolder(prefix), 'processes'))) {
    if (startOfProcess(pid) === start) signalProcess(pid, 'SIGKILL')
  }
  const existing = namedNamespaces()
  const doomed = places.map((place) => namespaceName(prefix, place)).filter((name) => existing.includes(name))
  if (doomed.length > 0) {
    spawnSync('ip', ['-force', '-batch', '-'], { input: doomed.map((name) => `netns delete ${name}\n`).join('') })
  }
  for (const node of nodeNames) removeAccounting(accountingFolder(prefix, node))
  rmSync(runFolder(prefix), { recursive: true, force: true })
}

/** Removes what earlier runs left behind whose owners are gone; the prefixes that were removed. */
export function sweep(): string[] {
  const fromFolders = readdirSync(BASE).flatMap((name) => FOLDER.exec(name)?.[1] ?? [])
  const fromNamespaces = namedNamespaces().flatMap((name) => NAMESPACE.exec(name)?.[1] ?? [])
  const root = accountingRoot()
  const fromAccounting = root === undefined ? [] : readdirSync(root).flatMap((name) => GROUP.exec(name)?.[1] ?? [])
  const orphans = [...new Set([...fromFolders, ...fromNamespaces, ...fromAccounting])].filter(
    (prefix) => !ownerLives(prefix),
  )
  for (const prefix of orphans) removeRun(prefix)
  return orphans
}

/** Names of the network namespaces that exist on this machine. */
export function namedNamespaces(): string[] {
  return existsSync('/run/netns') ? readdirSync('/run/netns') : []
}

/** Where the machine's version 2 control groups are; undefined when it has none. */
function accountingRoot(): string | undefined {
  const line = readFileSync('/proc/mounts', 'latin1')
    .split('\n')
    .find((mount) => mount.split(' ')[2] === 'cgroup2')
  return line?.split(' ')[1]
}

/** The control group in which a node's processes are counted; undefined when the machine has no version 2 groups. */
export function accountingFolder(prefix: string, node: NodeName): string | undefined {
  const root = accountingRoot()
  return root === undefined ? undefined : join(root, `hapair-lab-${prefix}${node}`)
}

/** A group can be removed only when its last process is gone, which takes the kernel a moment. */
function removeAccounting(folder: string | undefined): void {
  // Whatever is left in the group was started inside the machine by its programs.
  if (folder !== undefined && existsSync(join(folder, 'cgroup.kill'))) writeFileSync(join(folder, 'cgroup.kill'), '1')
  for (let tries = 0; folder !== undefined && existsSync(folder) && tries < REMOVAL_TRIES; tries += 1) {
    try {
      rmdirSync(folder)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EBUSY')) throw error
      sleepUntil(monotonicMs() + REMOVAL_PAUSE_MS)
    }
  }
}
