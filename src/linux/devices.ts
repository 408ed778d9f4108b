/**
 * Which number and name has a device, and does its link work?
 *
 * One ioctl each on a socket that is opened once and kept: half a microsecond, without the lock of the routing subsystem
 * that a read of /sys/class/net/<device>/carrier takes (that lock is held for long while many addresses change), and always
 * the present answer, so that nothing need be remembered about devices that come and go.
 * Rejected: if_nametoindex(3) (opens and closes a socket at each call); a table kept by link events (an overrun of events
 * would leave it wrong, and the saving is nothing).
 * Source: netdevice(7), SIOCGIFINDEX, SIOCGIFNAME, SIOCGIFFLAGS, SIOCGIFHWADDR; linux/if.h, IFF_RUNNING.
 */
import { assert } from '../base/assert.ts'
import { OpError } from '../base/op-error.ts'
import { ioctl, openSocket } from './libc.ts'
import { family } from './socket-address.ts'

/** Longest name of a device, without the closing zero. linux/if.h IFNAMSIZ 16. */
export const deviceNameBytesMax = 15

const datagramSocket = 2
const request = { name: 0x8910, flags: 0x8913, mac: 0x8927, index: 0x8933 } as const
/** struct ifreq: 16 bytes of name, then a union of 24 bytes that begins with the index, or the flags. */
const requestBytes = 40
const unionAt = 16
const runningFlag = 0x40
/** ARPHRD_ETHER of linux/if_arp.h, and where the bytes of a hardware address lie behind that number. */
const ethernet = 1
const macAt = unionAt + 2
const macBytes = 6

const buffer = new Uint8Array(new ArrayBuffer(requestBytes))
const fields = new DataView(buffer.buffer)
const encoder = new TextEncoder()
const decoder = new TextDecoder()

let socket: number | undefined

/** The result of the question about the device in `buffer`: negative when there is no such device. @throws OpError (EMFILE) */
function ask(number: number): number {
  socket ??= openSocket({ family: family.ipv4, type: datagramSocket, protocol: 0 }, 'questions about devices')
  return ioctl(socket, number, buffer)
}

function askByName(number: number, device: string): number {
  buffer.fill(0)
  encoder.encodeInto(device, buffer)
  return ask(number)
}

/** What `question` gives; `otherwise` when not even the question could be asked (no descriptor left). */
function unlessNoSocket<T>(otherwise: T, question: () => T): T {
  try {
    return question()
  } catch (error) {
    if (error instanceof OpError) return otherwise
    throw error
  }
}

/** Index of a device; 0 when there is none of this name. */
export function deviceIndex(device: string): number {
  if (device === '' || device.length > deviceNameBytesMax || device.includes('\0')) return 0
  return unlessNoSocket(0, () => (askByName(request.index, device) < 0 ? 0 : fields.getInt32(unionAt, true)))
}

/** Name of the device with this index; nothing when there is none. */
export function deviceName(index: number): string | undefined {
  return unlessNoSocket(undefined, () => {
    buffer.fill(0)
    fields.setInt32(unionAt, index, true)
    return ask(request.name) < 0 ? undefined : decoder.decode(buffer.subarray(0, buffer.indexOf(0)))
  })
}

/** Hardware address of an Ethernet device, lower case with colons; '' when there is no such device, or of another kind. */
export function deviceMac(device: string): string {
  if (device === '' || device.length > deviceNameBytesMax) return ''
  return unlessNoSocket('', () => {
    if (askByName(request.mac, device) < 0 || fields.getUint16(unionAt, true) !== ethernet) return ''
    return Array.from(buffer.subarray(macAt, macAt + macBytes), (byte) => byte.toString(16).padStart(2, '0')).join(':')
  })
}

/**
 * True when the device is up and has carrier; false also when there is no such device. True when the question could not
 * even be asked (no descriptor left): then nothing says that the link is down.
 */
export function deviceRunning(device: string): boolean {
  assert(device.length <= deviceNameBytesMax, 'a device name of at most 15 bytes')
  return unlessNoSocket(true, () => {
    const flags = askByName(request.flags, device) < 0 ? 0 : fields.getUint16(unionAt, true)
    return (flags & runningFlag) !== 0
  })
}
