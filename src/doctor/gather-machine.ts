/**
 * Which machine is this: processors, memory, devices, serial ports, disks, clock and load?
 *
 * The inventory comes from systeminformation, which is loaded only here: it starts programs and blocks for a quarter of a
 * second (measured), so the agent must never call it. Sizes of disks and the kinds of serial ports are read from sysfs.
 */
import { existsSync, realpathSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { availableParallelism, loadavg, release } from 'node:os'
import { basename, join } from 'node:path'
import type { Site, SiteVolume } from '../config/site.ts'
import { monotonicNow, readBootId } from '../linux/clock.ts'
import { runWords, textIfThere } from './gather-command.ts'
import type { Around } from './gather-command.ts'
import type { ClockFacts, LoadFacts, MachineFacts, VolumeFacts } from './node-facts.ts'

const mibBytes = 1_048_576
/** Unit of /sys/class/block/DISK/size, bytes: Documentation/ABI/stable/sysfs-block of the kernel. */
const sectorBytes = 512
const kibBytes = 1_024

/** The inventory (PRE-1, LIC-4). */
export async function machineHere(around: Around, site: Site | undefined): Promise<MachineFacts> {
  const { cpu, mem, networkInterfaces } = await import('systeminformation')
  const [processor, memory, found, ports, driver] = await Promise.all([
    cpu(),
    mem(),
    networkInterfaces(),
    serialPortsHere(around, site),
    hasDriver(around),
  ])
  const devices = (Array.isArray(found) ? found : [found]).filter(({ internal }) => !internal)
  return {
    processors: processor.cores,
    memoryMib: Math.round(memory.total / mibBytes),
    devices: devices.map(({ iface }) => iface).toSorted(),
    serialPorts: [...ports],
    replicationDriver: driver,
  }
}

/** Ports of the kernel behind which there is hardware, and those of the settings that exist. */
async function serialPortsHere(around: Around, site: Site | undefined): Promise<readonly string[]> {
  const folder = join(around.root, 'sys/class/tty')
  const names = existsSync(folder) ? await readdir(folder) : []
  const kinds = await Promise.all(
    names
      .filter((name) => /^tty(S|USB|AMA|ACM)\d+$/.test(name))
      // A port of the driver without a chip has the type 0: serial_core.h, PORT_UNKNOWN.
      .map(async (name) => ((await textIfThere(around, `/sys/class/tty/${name}/type`))?.trim() === '0' ? [] : [name])),
  )
  const configured = site === undefined || site.role === 'standalone' ? [] : site.paths
  const present = configured.flatMap((path) =>
    path.medium === 'serial' && existsSync(join(around.root, path.device)) ? [basename(path.device)] : [],
  )
  return [...new Set([...kinds.flat(), ...present])].toSorted()
}

async function hasDriver(around: Around): Promise<boolean> {
  if (existsSync(join(around.root, 'sys/module/drbd'))) return true
  const { code } = await runWords(around, ['modinfo', '-k', release(), '-n', 'drbd'])
  return code === 0
}

/** The disks below the volumes, with their sizes. */
export async function volumesHere(around: Around, volumes: readonly SiteVolume[]): Promise<readonly VolumeFacts[]> {
  return Promise.all(
    volumes.map(async ({ name, ownDisk }) => ({ name, disk: ownDisk, sizeKib: await sizeOf(around, ownDisk) })),
  )
}

async function sizeOf(around: Around, disk: string): Promise<number | null> {
  const path = join(around.root, disk)
  if (!existsSync(path)) return null
  const sectors = await textIfThere(around, `/sys/class/block/${basename(realpathSync(path))}/size`)
  return sectors === undefined ? null : (Number(sectors.trim()) * sectorBytes) / kibBytes
}

/** Both clocks in one moment, and whether a time service keeps the wall clock (PRE-4). */
export async function clockHere(around: Around): Promise<ClockFacts> {
  // Says what the kernel knows, whichever service it is: timedatectl(1), adjtimex(2) STA_UNSYNC.
  const { code, output } = await runWords(around, ['timedatectl', 'show', '--property=NTPSynchronized', '--value'])
  const synchronised = code === 0 && /^(yes|no)$/.test(output) ? output === 'yes' : null
  return { wallMs: Date.now(), monotonicMs: monotonicNow(), bootId: readBootId(), synchronised }
}

/** The load average of the last quarter of an hour (MNT-6). */
export function loadHere(): LoadFacts {
  return { fifteenMinutes: loadavg()[2] ?? 0, processors: availableParallelism() }
}
