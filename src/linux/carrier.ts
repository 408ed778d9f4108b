/**
 * Does the device say that its link works?
 *
 * One ioctl on a throw-away socket: microseconds, and without the lock of the routing subsystem that a read of
 * /sys/class/net/<device>/carrier takes (that lock is held for long while many addresses change).
 * Source: netdevice(7), SIOCGIFFLAGS; linux/if.h, IFF_RUNNING.
 */
import { assert } from '../base/assert.ts'
import { OpError } from '../base/op-error.ts'
import { closeDescriptor, deviceNameBytesMax, ioctl, openSocket } from './libc.ts'
import { family } from './socket-address.ts'

const datagramSocket = 2
const readFlags = 0x8913
/** struct ifreq: 16 bytes of name, then a union of 24 bytes that begins with the flags. */
const requestBytes = 40
const flagsAt = 16
const runningFlag = 0x40

/**
 * True when the device is up and has carrier; false also when there is no such device. True when the question could not
 * even be asked (no descriptor left): then nothing says that the link is down.
 */
export function deviceRunning(device: string): boolean {
  assert(device.length <= deviceNameBytesMax, 'a device name of at most 15 bytes')
  try {
    return (readDeviceFlags(device) & runningFlag) !== 0
  } catch (error) {
    if (error instanceof OpError) return true
    throw error
  }
}

function readDeviceFlags(device: string): number {
  const request = new Uint8Array(requestBytes)
  new TextEncoder().encodeInto(device, request)
  const fd = openSocket({ family: family.ipv4, type: datagramSocket, protocol: 0 }, `flags of ${device}`)
  const result = ioctl(fd, readFlags, request)
  closeDescriptor(fd)
  return result < 0 ? 0 : new DataView(request.buffer).getUint16(flagsAt, true)
}
