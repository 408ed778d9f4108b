/**
 * How is the file system of a replicated volume put in place and taken away?
 *
 * By the tools of util-linux, and believed only after `findmnt` has been asked. Never a lazy unmount: it hides a mount
 * that still writes. Never a check of the file system: a repair throws data away, and only the operator may do that; the
 * journal is replayed by the mount itself.
 * Trap (measured on a frozen primary): `umount` hangs in the kernel and the mount is gone from the table all the same.
 * So an unmount counts as done only when the tool said so, and as a release only when `secondary` has succeeded.
 */
import { assert } from '../base/assert.ts'
import type { CommandLine } from './commands.ts'
import type { CommandResult } from './exit-codes.ts'

/** A volume and its place. */
export type MountPlace = {
  /** Block device, /dev/drbdN. */
  readonly device: string
  /** Absolute path of a folder that is there. */
  readonly point: string
  /** Type for mount(8); without it the tool looks by itself. */
  readonly type?: string
  readonly options?: string
}

/** A file system that is mounted. */
export type Mounted = { readonly source: string; readonly target: string; readonly options: string }

/** mount(8) replays a journal: 30 s for the largest ones. umount(8) writes what is dirty. Own choices. */
const mountMs = 60_000
const umountMs = 30_000
const findMs = 5000
/** A process that was killed has gone, or hangs in the kernel. */
const settleMs = 10_000

const pathForm = /^\/[^\0\n]{0,4095}$/
const wordForm = /^[A-Za-z0-9][A-Za-z0-9_,=.:-]{0,255}$/

/** The call that mounts. */
export function mountLine({ device, point, type, options }: MountPlace): CommandLine {
  assert(pathForm.test(device) && pathForm.test(point), 'the settings accept absolute paths only')
  assert(
    [type, options].every((word) => word === undefined || wordForm.test(word)),
    'mount words have been checked',
  )
  const chosen = [
    ...(type === undefined ? [] : ['--types', type]),
    ...(options === undefined ? [] : ['--options', options]),
  ]
  const places = ['--source', device, '--target', point]
  return {
    verb: 'mount',
    target: device,
    program: 'mount',
    arguments: [...chosen, ...places],
    deadlineMs: mountMs,
    effect: 'changes',
  }
}

/** The call that unmounts. Its lane is that of the mount: the two never work on one device at a time. */
export function umountLine({ device, point }: MountPlace): CommandLine {
  assert(pathForm.test(point), 'the settings accept absolute paths only')
  return {
    verb: 'umount',
    target: device,
    program: 'umount',
    arguments: [point],
    deadlineMs: umountMs,
    effect: 'changes',
  }
}

/**
 * Not a call but a turn: done when nothing works on the volume any more that was begun before, by this agent or by one
 * before it. Until then the table of mounts may change by itself.
 */
export function settleLine({ device }: MountPlace): CommandLine {
  return {
    verb: 'settle',
    target: device,
    program: 'systemctl',
    arguments: [device],
    deadlineMs: settleMs,
    effect: 'changes',
  }
}

/** The call that asks where a device is mounted. */
export function findmntLine({ device }: MountPlace): CommandLine {
  const columns = 'SOURCE,TARGET,OPTIONS'
  return {
    verb: 'findmnt',
    target: device,
    program: 'findmnt',
    arguments: ['--json', '--output', columns, '--source', device],
    deadlineMs: findMs,
    effect: 'reads',
  }
}

/** findmnt(8): nothing was found. */
const nothingFound = 1

/** Most mounts of one device that are looked at. */
const mountsMax = 64

/** Where a device is mounted, or why that is not known. */
export function parseMounts(result: CommandResult): readonly Mounted[] | string {
  if (result.type !== 'exited') return `findmnt ${result.type}`
  if (result.code === nothingFound && result.output.trim() === '') return []
  if (result.code !== 0) return `findmnt: exit code ${result.code}`
  const found = readJson(result.output)
  const list = isRecord(found) ? found['filesystems'] : undefined
  if (!Array.isArray(list)) return 'findmnt printed no list'
  return list.slice(0, mountsMax).flatMap(mountedOf)
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function mountedOf(value: unknown): readonly Mounted[] {
  if (!isRecord(value)) return []
  const { source, target, options } = value
  if (typeof source !== 'string' || typeof target !== 'string' || typeof options !== 'string') return []
  return [{ source, target, options }]
}

/** A process that keeps a volume busy. */
export type Opener = { readonly pid: number; readonly name: string; readonly path: string }

/** A process as /proc shows it: what it has open, its folders and its program. */
export type OpenPaths = { readonly pid: number; readonly name: string; readonly paths: readonly string[] }

/** Most openers that are named. */
export const openersMax = 8

/** Who keeps the device or something below the mount point open. The first path of each process. */
export function findOpeners(processes: Iterable<OpenPaths>, { device, point }: MountPlace): readonly Opener[] {
  const openers: Opener[] = []
  for (const { pid, name, paths } of processes) {
    const path = paths.find((one) => one === device || one === point || one.startsWith(`${point}/`))
    if (path !== undefined) openers.push({ pid, name, path })
    if (openers.length >= openersMax) break
  }
  return openers
}

/** Openers for a message: `smbd (812) /data/mail/x`. */
export function renderOpeners(openers: readonly Opener[]): string {
  if (openers.length === 0) return 'no process found that holds it open: another mount, a swap area, or the kernel'
  return openers.map(({ pid, name, path }) => `${name} (${pid}) ${path}`).join(', ')
}
