/**
 * Which keys describe the beats: how often, on which media, and how long a silence may last?
 *
 * The rules that tie these values to each other (D7) are in `checks/timing.ts`, because they are rules of sums, not of
 * single values.
 */
import { count, oneNumber, span, toggle } from '../kind.ts'
import { pairKey, pairOnly, records, required, value } from '../key.ts'
import { device, ipAddress, serialPort } from '../place-kinds.ts'

/** Limits of the dead time, ms: D7. */
const deadMs = { min: 60, max: 300_000 }

/** Limits of a beat interval, ms: a third of the dead time at either end. */
const beatMs = { min: 10, max: 100_000 }

/** Rates of a 16550 UART that both ends support (linux/serial.h, divisor 1 is 115200). */
const baudRates = [9600, 19_200, 38_400, 57_600, 115_200] as const

/** A pair has at most 8 heartbeat paths; one of them is the serial line. */
const ethernetDevicesMax = 7

/** Port of the Ethernet beats; not in the services list of Debian 12 (/etc/services). */
const beatPort = 7694

/** Largest UDP port: RFC 768. */
const portMax = 65_535

export const deadTime = value({
  path: 'heartbeat.dead-time',
  layers: pairKey,
  kind: span(deadMs.min, deadMs.max),
  initial: '20s',
  meaning: 'Silence on all media after which the peer is judged.',
  rule: '4s to 300s in the normal class; 60ms to under 4s in the fast class, for pairs without a disk',
  requirement: 'PAR-24, HB-3',
  advisory: 'the recommendation is to leave the dead time at its default of 20s (HB-4)',
})

export const beatInterval = value({
  path: 'heartbeat.beat-interval',
  layers: pairKey,
  kind: span(beatMs.min, beatMs.max),
  initial: '500ms',
  meaning: 'Interval of the beats on each Ethernet path.',
  rule: 'at most a third of the dead time; the fastest medium at most an eighth in the normal class',
  requirement: 'PAR-25, D7',
})

export const serialEnabled = value({
  path: 'heartbeat.serial.enabled',
  layers: pairKey,
  kind: toggle,
  initial: true,
  meaning: 'Beats on the serial line.',
  rule: 'needs a port of type heartbeat on both nodes',
  requirement: 'PAR-26, HB-2',
  advisory:
    'without the serial line, congestion or failure of the primary LAN device can be taken for the death of the peer (HB-5)',
})

export const serialMasterDevice = value({
  path: 'heartbeat.serial.master-device',
  layers: pairKey,
  kind: serialPort,
  initial: 'pstn0',
  meaning: 'Serial port of the master.',
  rule: 'a port of type heartbeat on the master',
  requirement: 'PAR-27, HB-6',
})

export const serialSlaveDevice = value({
  path: 'heartbeat.serial.slave-device',
  layers: pairKey,
  kind: serialPort,
  initial: 'pstn0',
  meaning: 'Serial port of the slave.',
  rule: 'a port of type heartbeat on the slave',
  requirement: 'PAR-28, HB-6',
})

export const serialBaud = value({
  path: 'heartbeat.serial.baud',
  layers: pairKey,
  kind: oneNumber(baudRates, 'bit/s'),
  initial: 115_200,
  meaning: 'Speed of the serial line.',
  rule: 'one beat fills at most half of its interval',
  requirement: 'D7, D14',
})

export const serialBeatInterval = value({
  path: 'heartbeat.serial.beat-interval',
  layers: pairKey,
  kind: span(beatMs.min, beatMs.max),
  initial: '1s',
  meaning: 'Interval of the beats on the serial line.',
  rule: 'at most a third of the dead time',
  requirement: 'D7',
})

export const ethPort = value({
  path: 'heartbeat.eth.port',
  layers: pairKey,
  kind: count(1, portMax),
  initial: beatPort,
  meaning: 'UDP port of the beats on devices that name none.',
  requirement: 'D14, PAR-59',
})

export const ethDevice = required({
  path: 'heartbeat.eth.devices[].device',
  layers: pairOnly,
  kind: device,
  meaning: 'Device of this path.',
  requirement: 'PAR-30',
})

export const ethSlaveDevice = value({
  path: 'heartbeat.eth.devices[].slave-device',
  layers: pairOnly,
  kind: device,
  derived: 'the same as device',
  meaning: 'Device of this path on the slave, when it has another name there.',
  requirement: 'PAR-30',
})

export const ethMasterAddress = required({
  path: 'heartbeat.eth.devices[].master-address',
  layers: pairOnly,
  kind: ipAddress,
  meaning: "The master's address on this path.",
  requirement: 'D14',
})

export const ethSlaveAddress = required({
  path: 'heartbeat.eth.devices[].slave-address',
  layers: pairOnly,
  kind: ipAddress,
  meaning: "The slave's address on this path.",
  requirement: 'D14',
})

export const ethDevicePort = value({
  path: 'heartbeat.eth.devices[].port',
  layers: pairOnly,
  kind: count(1, portMax),
  derived: 'heartbeat.eth.port',
  meaning: 'UDP port of the beats on this path.',
  requirement: 'D14',
})

export const ethDevices = records({
  path: 'heartbeat.eth.devices',
  layers: pairOnly,
  max: ethernetDevicesMax,
  fields: [ethDevice, ethSlaveDevice, ethMasterAddress, ethSlaveAddress, ethDevicePort],
  derived: 'one path: the primary LAN device with master.lan-ip and slave.lan-ip',
  meaning: 'Ethernet paths of the beats, in an order that both nodes share.',
  rule: 'no address and port twice; both addresses of a path are of one family',
  requirement: 'PAR-30, HB-17',
})

/** Keys of the beats, in the order of the manual page. */
export const heartbeatKeys = [
  deadTime,
  beatInterval,
  serialEnabled,
  serialMasterDevice,
  serialSlaveDevice,
  serialBaud,
  serialBeatInterval,
  ethPort,
  ethDevices,
]
