/**
 * How do the driver's words about a disk become the facts of the core, and which volumes are mounted?
 *
 * The driver says more than the core decides on: what is not needed is left out, and what it cannot say permits nothing.
 * Mounts are read from the kernel's table, where one is found by its device number whatever name it was mounted by. A
 * volume without a folder counts as mounted while it is primary: then whoever uses the device has it.
 * Source: proc_pid_mountinfo(5); major number 147 of the driver: admin-guide/devices.txt of the kernel.
 */
import type { SiteVolume } from '../config/site.ts'
import type { DiskFacts, DiskQuality, DiskSync } from '../core/disk-facts.ts'
import type { DiskFacts as DriverFacts } from '../drbd/index.ts'

/** Facts for the core. `mounted`: the volume is mounted in its place. */
export function coreFacts(driver: DriverFacts, mounted: boolean): DiskFacts {
  const { connection, role, peerRole, kernelAsks, outOfSyncKib, identifiers } = driver
  return {
    ...{ connection, role, peerRole, kernelAsks, mounted },
    disk: quality(driver.disk),
    peerDisk: quality(driver.peerDisk),
    sync: syncOf(driver.replication),
    suspended: driver.suspended === 'fencing' || driver.suspended === 'other',
    ...(outOfSyncKib === undefined ? {} : { outOfSyncKib }),
    ...(identifiers === undefined ? {} : { generation: identifiers }),
  }
}

/** A disk that is not attached, and one that failed, can do as much: nothing. */
function quality(disk: DriverFacts['disk']): DiskQuality {
  return disk === 'diskless' ? 'failed' : disk
}

function syncOf(replication: DriverFacts['replication']): DiskSync {
  switch (replication) {
    case 'sync-source':
      return 'source'
    case 'sync-target':
      return 'target'
    case 'verify':
      return 'verify'
    case 'ahead':
    case 'behind':
      return 'paused'
    case 'off':
    case 'established':
    case 'unknown':
      return 'none'
  }
}

/** Block devices of the driver have this major number. */
const major = 147

/** Place of the device number, the mount point and, behind a lone dash, the source. */
const field = { device: 2, point: 4, sourceAfterDash: 2 } as const

/** Where the volumes are mounted, by their names, out of the text of the kernel's table. */
export function volumeMounts(
  table: string,
  volumes: readonly SiteVolume[],
): readonly { readonly name: string; readonly point: string }[] {
  const found: { readonly name: string; readonly point: string }[] = []
  for (const line of table.split('\n')) {
    const fields = line.split(' ')
    const point = unescaped(fields[field.point] ?? '')
    const source = fields[fields.indexOf('-') + field.sourceAfterDash]
    for (const { name, minor } of volumes) {
      const isIt = fields[field.device] === `${major}:${minor}` || source === `/dev/drbd${minor}`
      if (isIt) found.push({ name, point })
    }
  }
  return found
}

/** The kernel writes blanks, tabs, line ends and backslashes as three octal digits. */
function unescaped(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_whole, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
}
