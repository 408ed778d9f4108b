/**
 * Which settings does a pair of emulated machines run with?
 *
 * Dead time 4 s, the shortest of the normal class, so that many scenarios fit in a few minutes. One virtual address on
 * the LAN; beats on the UART, the LAN and the direct cable; replication, when there is a disk, on the direct cable.
 */
import { stringify } from 'yaml'
import type { NodeName } from '../netns/layout.ts'
import { directCable, fullLayout } from '../netns/layout.ts'

/** What a scenario may want otherwise. */
export type SettingOptions = {
  /** Default 4000. */
  readonly deadMs?: number
  readonly failback?: 'auto' | 'manual'
  readonly steadyTime?: string
  /** True for a pair with the volume of `disk.ts`, mounted on the master. */
  readonly disk?: boolean
  readonly soloStart?: 'auto' | 'hold' | 'promote'
  /** Further keys of `pair.yaml`, as an object that is laid over the rest. */
  readonly further?: Readonly<Record<string, unknown>>
}

/** The dead time of most scenarios, in ms. */
export const deadMs = 4000

/**
 * The dead time where a slave takes by silence alone: its kernel must have asked before 1.1 of it (D11a). On an emulated
 * processor 0.6 to 1.2 s go by until then; when four machines share two processors that are busy otherwise, up to 4 s.
 */
export const patientDeadMs = 40_000

const PAIR_ID = 7
/** 32 bytes, secret only in that they are nobody else's. */
const labKey = Buffer.alloc(32, 0x5a).toString('base64')
const zone = fullLayout.zones[0]
if (zone === undefined) throw new Error('the layout has no zone')

/** The LAN's addresses. */
export const lan = zone.v4
/** The virtual address. */
export const vip = lan.virtual[0] ?? ''
/** Where the replicated volume is mounted on its primary. */
export const mountPoint = '/mnt/r0'
/** The null-modem cable's end inside a machine. */
export const serialPort = '/dev/ttyS1'

/** The files of a node below `/etc/hapair`, and what they hold. */
export function settingFiles(node: NodeName, options: SettingOptions): Readonly<Record<string, string>> {
  return {
    'pair.yaml': stringify(pairSettings(options)),
    'node.yaml': stringify(nodeSettings(node)),
    [`keys/${PAIR_ID}`]: `${labKey}\n`,
  }
}

function pairSettings(options: SettingOptions): object {
  return {
    profile: 'none',
    pair: { id: PAIR_ID, name: 'lab' },
    master: { 'lan-ip': lan.m },
    slave: { 'lan-ip': lan.s },
    heartbeat: {
      'dead-time': `${options.deadMs ?? deadMs}ms`,
      'beat-interval': '500ms',
      serial: { enabled: true, 'master-device': 'pstn0', 'slave-device': 'pstn0', baud: 115_200 },
      eth: {
        devices: [
          { device: 'lan0', 'master-address': lan.m, 'slave-address': lan.s },
          { device: directCable.device, 'master-address': directCable.m, 'slave-address': directCable.s },
        ],
      },
    },
    failover: { 'on-carrier-loss': '2s' },
    failback: { mode: options.failback ?? 'manual', 'steady-time': options.steadyTime ?? '5s' },
    ping: { gateway: lan.gateway },
    vip: [
      {
        name: 'lan',
        zone: 'lan',
        enabled: true,
        address: `${vip}/${lan.prefixLength}`,
        'master-ip': lan.m,
        'slave-ip': lan.s,
      },
    ],
    ...(options.disk === true ? { drbd: diskSettings } : {}),
    ...(options.soloStart === undefined ? {} : { 'solo-start': options.soloStart }),
    ...options.further,
  }
}

const diskSettings = {
  resources: ['r0'],
  rate: '100M',
  'master-address': directCable.m,
  'slave-address': directCable.s,
  volume: [{ name: 'r0', disk: '/dev/vdb', 'mount-point': mountPoint, 'file-system': 'ext4' }],
}

function nodeSettings(node: NodeName): object {
  return {
    ha: { enabled: true },
    node: { role: node === 'm' ? 'master' : 'slave' },
    lan: { 'primary-device': 'lan0' },
    pstn: [{ name: 'pstn0', path: serialPort, type: 'heartbeat' }],
    console: { device: 'off' },
  }
}
