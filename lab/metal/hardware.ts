/**
 * What does a machine of the lab consist of?
 *
 * The words with which QEMU is started: one processor, two disks (system and data), two network cards (the LAN and the
 * direct cable), two UARTs (console and null-modem cable), a control channel, a watchdog card. Emulation without
 * hardware help, because that is there on every machine. The data disk is a format that can hold snapshots, because a
 * snapshot takes in every disk or none.
 * Source: QEMU 7.2, qemu-system-x86_64(1).
 */
import { join } from 'node:path'
import type { NodeName } from '../netns/layout.ts'
import { directCable, hardwareAddress } from '../netns/layout.ts'
import type { Image } from './image.ts'

/** Drivers that an emulated processor and board make udev load, and that nobody needs. */
const driversLeftOut = [
  'kvm',
  'kvm_amd',
  'kvm_intel',
  'powernow_k8',
  'acpi_cpufreq',
  'psmouse',
  'pcspkr',
  'i2c_piix4',
  'evdev',
  'button',
  'ata_piix',
  'floppy',
  'sr_mod',
  'sg',
  'joydev',
  'serio_raw',
  'parport_pc',
]

/** Enough for systemd, Node and six idle services. */
const MEMORY_MEBIBYTES = 512

/** The network cards, by the name of their cable; the number is in the hardware address. */
export const cards = [
  { cable: 'lan', number: 1, device: 'lan0' },
  { cable: 'direct', number: 0, device: directCable.device },
] as const

/** The name of a cable that a machine has a card for. */
export type CableName = (typeof cards)[number]['cable']

/** Where one machine's parts are. */
export type Sockets = {
  readonly serial: string
  readonly cables: Readonly<Record<CableName, string>>
}

/** The files of a machine in its folder. */
export function machineFiles(
  folder: string,
): Readonly<Record<'root' | 'data' | 'console' | 'consoleLog' | 'control' | 'qmp', string>> {
  return {
    root: join(folder, 'root.qcow2'),
    data: join(folder, 'data.qcow2'),
    console: join(folder, 'console.socket'),
    consoleLog: join(folder, 'console.log'),
    control: join(folder, 'control.socket'),
    qmp: join(folder, 'qmp.socket'),
  }
}

/** The words after `qemu-system-x86_64`. With `snapshot` the machine stands where that was saved, instead of booting. */
export function qemuWords(machine: {
  readonly node: NodeName
  readonly folder: string
  readonly image: Image
  readonly sockets: Sockets
  readonly snapshot: string | undefined
}): string[] {
  const { node, image, sockets, snapshot } = machine
  const files = machineFiles(machine.folder)
  const kernelWords = `root=/dev/vda rw console=ttyS0,115200 net.ifnames=0 panic=5 quiet systemd.show_status=0 random.trust_cpu=on mitigations=off nokaslr audit=0 hapair.node=${node}`
  const blacklist = `modprobe.blacklist=${driversLeftOut.join(',')}`
  return [
    ...['-name', `hapair-metal-${node}`, '-machine', 'pc', '-accel', 'tcg,thread=multi', '-cpu', 'max'],
    ...['-m', String(MEMORY_MEBIBYTES), '-smp', '1', '-nodefaults', '-no-user-config', '-display', 'none'],
    ...['-kernel', image.kernel, '-initrd', image.initrd, '-append', `${kernelWords} ${blacklist}`],
    ...drive('root', files.root),
    ...drive('data', files.data),
    ...[
      '-chardev',
      `socket,id=console,path=${files.console},server=on,wait=off,logfile=${files.consoleLog},logappend=on`,
    ],
    ...['-serial', 'chardev:console'],
    ...['-chardev', `socket,id=cable,path=${sockets.serial}`, '-serial', 'chardev:cable'],
    ...['-device', 'virtio-serial-pci', '-chardev', `socket,id=control,path=${files.control},server=on,wait=off`],
    ...['-device', 'virtserialport,chardev=control,name=lab.control'],
    ...cards.flatMap(({ cable, number }) => [
      ...['-netdev', `stream,id=${cable},server=off,addr.type=unix,addr.path=${sockets.cables[cable]}`],
      ...['-device', `virtio-net-pci,netdev=${cable},mac=${hardwareAddress(node, number)},romfile=`],
    ]),
    ...['-device', 'i6300esb', '-action', 'watchdog=reset'],
    ...['-qmp', `unix:${files.qmp},server=on,wait=off`],
    ...(snapshot === undefined ? [] : ['-S', '-loadvm', snapshot]),
  ]
}

function drive(id: string, file: string): string[] {
  return [
    '-drive',
    `file=${file},format=qcow2,if=none,id=${id},cache=writeback`,
    '-device',
    `virtio-blk-pci,drive=${id},serial=${id}`,
  ]
}
