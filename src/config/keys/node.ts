/**
 * Which keys belong to the node itself: its devices, folders and outlets?
 *
 * They differ between the nodes and are never copied to the peer (CFG-18). A firmware profile knows the devices of its
 * appliance and gives the defaults.
 */
import { choice, span, text } from '../kind.ts'
import { nodeKey, records, required, value } from '../key.ts'
import { device, filePath, filePathOrOff } from '../place-kinds.ts'

/** More serial ports than an appliance has; our own limit. */
const serialPortsMax = 16

/** `pstn` and two digits. */
const portNameMax = 6

/** Shortest and longest time that addresses may outlive a planned restart: D6 limits it to 10 s. */
const restartMs = { min: 1000, max: 10_000 }

export const lanDevice = value({
  path: 'lan.primary-device',
  layers: nodeKey,
  kind: device,
  initial: 'eth0',
  meaning: 'LAN device that carries the own address of the node and the VIP of the zone lan.',
  requirement: 'PAR-8, CFG-12',
})

export const dmzDevice = value({
  path: 'dmz.device',
  layers: nodeKey,
  kind: device,
  meaning: 'Device of the zone dmz.',
  rule: 'needed for a VIP of the zone dmz that names no device',
  requirement: 'VIP-3',
})

export const wanDevice = value({
  path: 'wan.device',
  layers: nodeKey,
  kind: device,
  meaning: 'Device of the zone wan.',
  rule: 'needed for a VIP of the zone wan that names no device',
  requirement: 'VIP-3',
})

export const portName = required({
  path: 'pstn[].name',
  layers: nodeKey,
  kind: text(portNameMax, /^pstn\d{1,2}$/, 'pstn and a number, such as pstn0'),
  meaning: 'Name of the serial port, such as pstn0.',
  requirement: 'HB-7',
})

export const portPath = value({
  path: 'pstn[].path',
  layers: nodeKey,
  kind: filePath,
  meaning: 'Device of the port, such as /dev/ttyS0.',
  rule: 'needed for a port that carries the heartbeat',
  requirement: 'HB-7',
})

export const portType = value({
  path: 'pstn[].type',
  layers: nodeKey,
  kind: choice(['none', 'heartbeat', 'modem', 'console']),
  initial: 'none',
  meaning: 'What the port is for.',
  rule: 'heartbeat for the port of heartbeat.serial',
  requirement: 'PAR-29, HB-6',
})

export const serialPorts = records({
  path: 'pstn',
  layers: nodeKey,
  max: serialPortsMax,
  identity: 'pstn[].name',
  fields: [portName, portPath, portType],
  meaning: 'Serial ports of the node; entries of node.yaml and of the profile are joined by name.',
  requirement: 'PAR-29',
})

export const stateFolder = value({
  path: 'state.folder',
  layers: nodeKey,
  kind: filePath,
  initial: '/var/lib/hapair',
  meaning: 'Folder of the durable record and of the journal; on the root file system, never on a replicated one.',
  requirement: 'D14, D17',
})

export const controlSocket = value({
  path: 'control.socket',
  layers: nodeKey,
  kind: filePath,
  initial: '/run/hapair/control.sock',
  meaning: 'Socket on which the agent answers the command line.',
  requirement: 'D14',
})

export const consoleDevice = value({
  path: 'console.device',
  layers: nodeKey,
  kind: filePathOrOff,
  initial: '/dev/console',
  meaning: 'Device that gets one line for each change an operator should see; off for none.',
  requirement: 'HB-9, FO-26',
})

export const logLevel = value({
  path: 'log.level',
  layers: nodeKey,
  kind: choice(['debug', 'info', 'warning', 'error']),
  initial: 'info',
  meaning: 'Least important lines that are logged.',
  requirement: 'HB-15',
})

export const restartGrace = value({
  path: 'restart.grace',
  layers: nodeKey,
  kind: span(restartMs.min, restartMs.max),
  derived: 'the lease: half the dead time, at most 10s; 5s in the fast class',
  meaning: 'How long the addresses outlive a planned restart of the agent.',
  requirement: 'D6, D14',
})

/** Keys of the node, in the order of the manual page. */
export const nodeKeys = [
  lanDevice,
  dmzDevice,
  wanDevice,
  serialPorts,
  stateFolder,
  controlSocket,
  consoleDevice,
  logLevel,
  restartGrace,
]
