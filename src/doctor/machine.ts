/**
 * What kind of machine is this: maker, model, network devices, serial ports?
 *
 * Asked by people only, in a program of its own: the inventory starts other programs and takes up to a second.
 * A serial port counts when its chip was found: the kernel lists more ports than there are.
 * Source: Documentation/ABI/testing/sysfs-tty, `type`: 0 for a port without a chip.
 */
import type { Systeminformation } from 'systeminformation'

/** A machine. Texts are empty where the firmware says nothing. */
export type Machine = {
  readonly maker: string
  readonly product: string
  readonly devices: readonly { readonly name: string; readonly speedMbit: number | null; readonly driver: string }[]
  readonly serialPorts: readonly string[]
}

/** Reads files of the kernel; a test gives another. */
export type MachineFiles = {
  readonly list: (folder: string) => readonly string[]
  /** The text of a file; undefined when it cannot be read. */
  readonly read: (path: string) => string | undefined
}

const ttyFolder = '/sys/class/tty'
const netFolder = '/sys/class/net'

/** Looks at this machine. */
export async function lookAtMachine(files: MachineFiles): Promise<Machine> {
  const { system } = await import('systeminformation')
  const { manufacturer, model }: Pick<Systeminformation.SystemData, 'manufacturer' | 'model'> = await system()
  return { maker: manufacturer, product: model, devices: devicesOf(files), serialPorts: serialPortsOf(files) }
}

/** Network devices that are hardware. */
export function devicesOf({ list, read }: MachineFiles): Machine['devices'] {
  const real = list(netFolder).filter((name) => read(`${netFolder}/${name}/device/uevent`) !== undefined)
  return real.sort().map((name) => {
    const speed = Number(read(`${netFolder}/${name}/speed`)?.trim() ?? '')
    const driver = /^DRIVER=(.*)$/m.exec(read(`${netFolder}/${name}/device/uevent`) ?? '')?.[1] ?? ''
    return { name, speedMbit: speed > 0 ? speed : null, driver }
  })
}

/** Serial ports that have a chip, by their path. */
export function serialPortsOf({ list, read }: MachineFiles): readonly string[] {
  const ports = list(ttyFolder).filter((name) => {
    const type = read(`${ttyFolder}/${name}/type`)?.trim()
    return /^tty(?:USB|ACM)\d+$/.test(name) || (/^tty(?:S|AMA)\d+$/.test(name) && type !== undefined && type !== '0')
  })
  return ports.sort().map((name) => `/dev/${name}`)
}
