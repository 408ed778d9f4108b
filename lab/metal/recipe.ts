/**
 * Of what is a machine's root file system made?
 *
 * Data only: Debian packages, files of the lab, and the commands that finish it. The hash of all this, and of the
 * .deb that is installed on top, names the image in the cache, so a changed recipe is a new image.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Debian's release whose kernel and tools the machines run. */
export const suite = 'bookworm'

/** What a machine needs to boot, what DRBD needs, and tools to look with. */
export const packages: readonly string[] = [
  ...['systemd-sysv', 'udev', 'dbus', 'linux-image-amd64', 'kmod', 'procps', 'iproute2', 'e2fsprogs'],
  ...['drbd-utils', 'nftables', 'iputils-ping', 'iputils-arping', 'adduser'],
]

/** Size of the root file system. The rest of it is for what a scenario writes. */
export const rootMebibytes = 2048

/** A file of `guest/`, where it goes, and its mode. */
export type GuestFile = { readonly name: string; readonly path: string; readonly mode: number }

const EXECUTABLE = 0o755
const READABLE = 0o644
const lab = '/usr/local/lib/hapair-lab'

/** The lab's own files in the image. */
export const guestFiles: readonly GuestFile[] = [
  { name: 'lab-agent.pl', path: `${lab}/lab-agent.pl`, mode: EXECUTABLE },
  { name: 'lab-identity', path: `${lab}/lab-identity`, mode: EXECUTABLE },
  { name: 'lab-fence', path: `${lab}/lab-fence`, mode: EXECUTABLE },
  { name: 'lab-verify.pl', path: `${lab}/lab-verify.pl`, mode: EXECUTABLE },
  { name: 'lab-ask.pl', path: `${lab}/lab-ask.pl`, mode: EXECUTABLE },
  { name: 'lab-writer.pl', path: `${lab}/lab-writer.pl`, mode: EXECUTABLE },
  { name: 'lab-agent.service', path: '/etc/systemd/system/lab-agent.service', mode: READABLE },
  { name: 'lab-identity.service', path: '/etc/systemd/system/lab-identity.service', mode: READABLE },
  { name: '10-lan0.link', path: '/etc/systemd/network/10-lan0.link', mode: READABLE },
  { name: '10-hb0.link', path: '/etc/systemd/network/10-hb0.link', mode: READABLE },
]

/** Where a file of `guest/` is on this machine. */
export function guestSource(name: string): string {
  return fileURLToPath(new URL(`guest/${name}`, import.meta.url))
}

/** What the first file system need not have: it knows its only disk by name, and looking for others takes seconds. */
export const bootScriptsLeftOut: readonly string[] = [
  'usr/share/initramfs-tools/hooks/udev',
  'usr/share/initramfs-tools/scripts/init-top/udev',
  'usr/share/initramfs-tools/scripts/init-bottom/udev',
]

/** Drivers that the machine needs before its root file system is there; the distribution's list is ten times as long. */
export const bootModules: readonly string[] = ['virtio_pci', 'virtio_blk', 'ext4']

/** Units that run in a machine without being asked: hapair leads the disks, and the others cost time at boot. */
export const unitsDisabled: readonly string[] = [
  ...['drbd', 'apt-daily.timer', 'apt-daily-upgrade.timer', 'dpkg-db-backup.timer'],
  ...['e2scrub_all.timer', 'e2scrub_reap', 'fstrim.timer', 'nftables'],
]

/**
 * Units that must not start here: the heartbeat port is no console, a lab has no time server, and the others cost an
 * emulated processor seconds at each boot for what no scenario looks at.
 */
export const unitsMasked: readonly string[] = [
  ...['serial-getty@ttyS1.service', 'getty@tty1.service', 'systemd-timesyncd.service', 'systemd-logind.service'],
  ...['modprobe@configfs.service', 'modprobe@dm_mod.service', 'modprobe@drm.service', 'modprobe@fuse.service'],
  ...['modprobe@efi_pstore.service', 'modprobe@loop.service', 'systemd-random-seed.service', 'systemd-pstore.service'],
  ...['systemd-update-utmp.service', 'systemd-update-utmp-runlevel.service', 'systemd-sysusers.service'],
  ...['systemd-tmpfiles-setup-dev.service', 'systemd-sysctl.service', 'systemd-user-sessions.service'],
  ...['kmod-static-nodes.service', 'systemd-tmpfiles-clean.timer', 'modprobe@drbd.service'],
  ...['dev-hugepages.mount', 'dev-mqueue.mount', 'sys-kernel-debug.mount', 'sys-kernel-tracing.mount'],
  ...['sys-fs-fuse-connections.mount', 'systemd-binfmt.service', 'proc-sys-fs-binfmt_misc.automount'],
]

/** Units of the lab. */
export const unitsEnabled: readonly string[] = ['lab-agent', 'lab-identity', 'serial-getty@ttyS0']

/** Files with a content of their own. */
export const plainFiles: Readonly<Record<string, string>> = {
  '/etc/fstab': '/dev/vda / ext4 errors=remount-ro,noatime 0 1\n',
  '/etc/modules-load.d/lab.conf': 'virtio_console\nvirtio_net\ndrbd\ni6300esb\n',
  // Looking at each of some hundred devices takes an emulated processor half a minute; these are used.
  '/etc/systemd/system/systemd-udev-trigger.service.d/lab.conf': [
    '[Service]',
    'ExecStart=',
    `ExecStart=udevadm trigger --action=add ${['net', 'block', 'virtio-ports'].map((name) => `--subsystem-match=${name}`).join(' ')}`,
    'ExecStart=udevadm trigger --action=add --subsystem-match=tty --sysname-match=ttyS[01]',
    '',
  ].join('\n'),
  '/etc/modprobe.d/lab.conf': 'options drbd usermode_helper=/sbin/drbdadm\n',
  '/etc/systemd/journald.conf.d/lab.conf': '[Journal]\nStorage=persistent\nSyncIntervalSec=2s\nForwardToConsole=no\n',
  // The first process feeds the watchdog card; a kernel that stands still is reset by the hardware.
  '/etc/systemd/system.conf.d/lab.conf': '[Manager]\nRuntimeWatchdogSec=30s\n',
  // Nobody needs a password on a console that only the lab can reach; a shell starts when somebody presses Enter.
  '/etc/systemd/system/serial-getty@ttyS0.service.d/lab.conf':
    '[Service]\nExecStart=\nExecStart=-/sbin/agetty --autologin root --wait-cr --keep-baud 115200 %I vt220\n',
  '/etc/drbd.d/global_common.conf': 'global { usage-count no; }\ncommon { }\n',
}

/** A name for the image of this recipe, different for each content. */
export function recipeHash(): string {
  const hash = createHash('sha256')
  const data = {
    kernel: 'unpacked',
    suite,
    packages,
    rootMebibytes,
    guestFiles,
    bootModules,
    bootScriptsLeftOut,
    unitsDisabled,
    unitsMasked,
    unitsEnabled,
    plainFiles,
  }
  hash.update(JSON.stringify(data))
  for (const { name } of guestFiles) hash.update(readFileSync(guestSource(name)))
  return hash.digest('hex').slice(0, HASH_CHARACTERS)
}

/** Enough that two recipes never share a name. */
const HASH_CHARACTERS = 16
