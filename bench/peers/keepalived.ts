/**
 * How is keepalived configured, started and told to move?
 *
 * VRRPv3 with real-time scheduling, gratuitous ARP at once and three times, as fast as its own documentation allows.
 * `hblink` runs VRRP on the direct cable; `dont_track_primary` is needed there, else the survivor of a crash faults
 * with the cable and releases the address. A planned move is SIGTERM: it sends priority 0, which the backup acts on at
 * once. vrrp_rlimit_rttime is raised because at its default keepalived is killed while it adds a thousand addresses.
 *
 * Source: keepalived.conf(5) of 2.2.7; RFC 9568 for the dead time, 3 intervals and a skew of (256 - priority) / 256.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lab } from '../../lab/netns/lab.ts'
import type { NodeName } from '../../lab/netns/layout.ts'
import { directCable } from '../../lab/netns/layout.ts'
import type { Peer } from '../peer.ts'

const program = '/usr/sbin/keepalived'
const priority: Readonly<Record<NodeName, number>> = { m: 254, s: 253 }
const PRIORITY_RANGE = 256
/** keepalived sends at most this many addresses in an advertisement; the others are excluded from it. */
const ADVERTISED_MAX = 20

function configuration(lab: Lab, node: NodeName, adverMs: number, device: string): string {
  const lan = lab.layout.zones[0]
  if (lan === undefined) throw new Error('the layout has no zone')
  const lines = lan.v4.virtual.map((address) => `    ${address}/${lan.v4.prefixLength} dev ${lan.device}`)
  const direct = device === directCable.device
  return [
    'global_defs {',
    `  router_id node-${node}`,
    '  vrrp_rt_priority 20',
    '  vrrp_rlimit_rttime 5000000',
    '  vrrp_no_swap',
    '}',
    'vrrp_instance pair {',
    '  state BACKUP',
    '  version 3',
    `  interface ${device}`,
    ...(direct ? ['  dont_track_primary', `  track_interface {\n    ${lan.device}\n  }`] : []),
    '  virtual_router_id 77',
    `  priority ${priority[node]}`,
    `  advert_int ${adverMs / 1000}`,
    '  garp_master_delay 0',
    '  garp_master_repeat 3',
    '  virtual_ipaddress {',
    ...lines.slice(0, ADVERTISED_MAX),
    '  }',
    ...(lines.length > ADVERTISED_MAX ? ['  virtual_ipaddress_excluded {', ...lines.slice(ADVERTISED_MAX), '  }'] : []),
    '}',
    '',
  ].join('\n')
}

/** keepalived with this advertisement interval, on the LAN or on the direct cable. */
export function keepalived(name: string, adverMs: number, device: 'lan0' | 'hb0' = 'lan0'): Peer {
  return {
    name: `keepalived ${name}`,
    beatMs: adverMs,
    deadMs: 3 * adverMs + ((PRIORITY_RANGE - priority.s) / PRIORITY_RANGE) * adverMs,
    missing: () => (existsSync(program) ? undefined : 'keepalived is not installed: tools/setup.sh bench'),
    configure: (lab) => {
      for (const node of ['m', 's'] as const) {
        const folder = lab.machines[node].keptFolder('/etc/keepalived')
        writeFileSync(join(folder, 'keepalived.conf'), configuration(lab, node, adverMs, device))
      }
    },
    start: async (lab, node) => {
      const argv = [program, '--vrrp', '--dont-fork', '--log-console', '--no-syslog', '--dont-respawn']
      await lab.machines[node].start('keepalived', argv)
    },
    formed: (lab) => (['m', 's'] as const).every((node) => lab.machines[node].programs.length === 1),
    switchover: (lab, active) => {
      const machine = lab.machines[active]
      const [running] = machine.programs
      if (running !== undefined) machine.signal(running, 'SIGTERM')
      return Promise.resolve()
    },
  }
}
