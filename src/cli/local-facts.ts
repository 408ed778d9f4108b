/**
 * What does `hapair doctor` look at on this node, beyond what is compared with the other one?
 *
 * Everything is read, nothing is changed and nothing is opened that the daemon uses: a serial port is looked at from
 * the outside only. What the caller may not see is a fact of its own.
 */
import { readFileSync, readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { OpError } from '../base/op-error.ts'
import type { SiteSettings, SiteVolume } from '../config/site.ts'
import { ControlError } from '../control/client.ts'
import { volumeMounts } from '../daemon/disk-facts.ts'
import { missingPlaces } from '../daemon/disk-places.ts'
import type { LocalFacts, PairFacts, SerialFacts } from '../doctor/local-facts.ts'
import { readKeys } from '../daemon/settings-files.ts'
import { openLook } from '../drbd/drbdsetup-look.ts'
import type { PlaceLook } from '../drbd/drbdsetup-look.ts'
import { linksOf, statusOf, withReader } from './ask.ts'
import type { Context } from './call.ts'
import { carrierOf, deviceFactsHere } from './device-facts.ts'
import { loadHere } from './settings.ts'

/** Clock source in use: Documentation/ABI/testing/sysfs-devices-clocksource of the kernel. */
const clockSourceFile = '/sys/devices/system/clocksource/clocksource0/current_clocksource'

/** The kernel's table of mounts: proc_pid_mountinfo(5). */
const mountsFile = '/proc/self/mountinfo'

/** Gathers the facts. `look`: at the places of volumes; the one of this machine when missing. */
export async function gatherLocalFacts(context: Context, look: PlaceLook = openLook()): Promise<LocalFacts> {
  const settings = settingsFact(context)
  const site = 'ok' in settings && settings.ok && settings.site.role !== 'standalone' ? settings.site : undefined
  return {
    settings,
    pair: site === undefined ? undefined : await pairFacts(site, look),
    daemon: await daemonFact(context),
    clockSource: textOrNull(clockSourceFile)?.trim() ?? null,
  }
}

function settingsFact({ folders }: Context): LocalFacts['settings'] {
  try {
    return loadHere(folders)
  } catch (error) {
    if (error instanceof OpError) return { unreadable: error.message }
    throw error
  }
}

async function daemonFact(context: Context): Promise<LocalFacts['daemon']> {
  try {
    return await withReader(context, async (control) => {
      return { status: await statusOf(control), links: await linksOf(control) }
    })
  } catch (error) {
    if (error instanceof ControlError) return { why: error.text }
    throw error
  }
}

async function pairFacts(site: SiteSettings, look: PlaceLook): Promise<PairFacts> {
  const names = new Set([site.lanDevice, ...site.vips.map((vip) => vip.device)])
  for (const path of site.paths) if (path.medium === 'ethernet') names.add(path.device)
  const ports = site.paths.flatMap((path) => (path.medium === 'serial' ? [path.device] : []))
  return {
    site,
    keyProblem: keyProblem(site.keyFile),
    devices: deviceFactsHere(site),
    carriers: [...names].map((device) => ({ device, carrier: carrierOf(device) })),
    serial: ports.map((device) => serialFacts(device)),
    missingPlaces: site.replication === undefined ? null : await missingOf(site.replication.volumes, look),
  }
}

function keyProblem(file: string): string | null {
  try {
    readKeys(file)
    return null
  } catch (error) {
    // Absent, not to be read, open to others or of the wrong length: each says so in its own words.
    if (error instanceof Error) return error.message
    throw error
  }
}

async function missingOf(volumes: readonly SiteVolume[], look: PlaceLook): Promise<readonly string[]> {
  const mounts = volumeMounts(textOrNull(mountsFile) ?? '', volumes)
  return missingPlaces(
    volumes,
    mounts.map(({ name }) => name),
    look,
  )
}

function serialFacts(device: string): SerialFacts {
  const stat = statSync(device, { throwIfNoEntry: false })
  if (stat === undefined) return { device, present: 'absent', holders: [] }
  return {
    device,
    present: stat.isCharacterDevice() ? 'character-device' : 'other',
    holders: holdersOf(realpathSync(device)),
  }
}

/** Who has a file open, by the descriptors of all processes: proc_pid_fd(5). */
function holdersOf(file: string): SerialFacts['holders'] {
  const holders: { pid: number; name: string }[] = []
  let hidden = false
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const targets = descriptorsOf(entry)
    if (targets === 'hidden') hidden = true
    else if (targets.includes(file))
      holders.push({ pid: Number(entry), name: textOrNull(`/proc/${entry}/comm`)?.trim() ?? '' })
  }
  return hidden && holders.length === 0 ? null : holders
}

function descriptorsOf(pid: string): readonly string[] | 'hidden' {
  const folder = join('/proc', pid, 'fd')
  try {
    return readdirSync(folder).map((number) => readlinkSync(join(folder, number)))
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    // A process or descriptor that ended meanwhile holds nothing.
    return error.code === 'EACCES' ? 'hidden' : []
  }
}

function textOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null
    throw error
  }
}
