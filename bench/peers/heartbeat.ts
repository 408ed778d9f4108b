/**
 * How is Linux-HA heartbeat 3.0.6 configured, started and told to move?
 *
 * The fastest settings that were found to work: 100 ms beats on both cables, 300 ms dead time, `ipfail` with the
 * gateway as its ping node, addresses by the IPaddr2 script that the package brings. A planned move is `hb_standby all`.
 *
 * Source: ha.cf of the package (/usr/share/doc/heartbeat/ha.cf.gz).
 */
import { execFileSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lab } from '../../lab/netns/lab.ts'
import type { NodeName } from '../../lab/netns/layout.ts'
import { directCable, hostNames, otherNode, serialDevice } from '../../lab/netns/layout.ts'
import type { Peer } from '../peer.ts'

const program = '/usr/libexec/heartbeat/heartbeat'
const BEAT_MS = 100
const DEAD_MS = 300
/** The speed at which its 195 bytes fit a beat of 100 ms; at 19200 baud the line is full. */
const BAUD = 115_200

function configuration(lab: Lab, node: NodeName): string {
  const lan = lab.layout.zones[0]
  if (lan === undefined) throw new Error('the layout has no zone')
  const other = otherNode(node)
  return [
    'logfile /var/log/ha-log',
    `keepalive ${BEAT_MS}ms`,
    `warntime ${2 * BEAT_MS}ms`,
    `deadtime ${DEAD_MS}ms`,
    'initdead 2',
    'udpport 694',
    `ucast ${lan.device} ${lan.v4[other]}`,
    `ucast ${directCable.device} ${directCable[other]}`,
    ...(lab.relay === undefined ? [] : [`baud ${BAUD}`, `serial ${serialDevice}`]),
    'auto_failback off',
    `node ${hostNames.m}`,
    `node ${hostNames.s}`,
    `ping ${lan.v4.gateway}`,
    'deadping 1',
    'respawn hacluster /usr/libexec/heartbeat/ipfail',
    '',
  ].join('\n')
}

function resources(lab: Lab): string {
  const lan = lab.layout.zones[0]
  const addresses = lan?.v4.virtual.map((one) => `IPaddr2::${one}/${lan.v4.prefixLength}/${lan.device}`) ?? []
  return `${hostNames.m} ${addresses.join(' ')}\n`
}

/** Its answer to `cl_status`: `transition` until it has decided, empty when it does not answer yet. */
function status(lab: Lab, node: NodeName): string {
  try {
    return lab.machines[node].run(['/usr/bin/cl_status', 'rscstatus']).trim()
  } catch {
    return ''
  }
}

/** heartbeat with 100 ms beats and 300 ms dead time. */
export const heartbeatFast: Peer = {
  name: 'heartbeat fast',
  beatMs: BEAT_MS,
  deadMs: DEAD_MS,
  missing: () => (existsSync(program) ? undefined : 'heartbeat is not installed: tools/setup.sh bench'),
  configure: (lab) => {
    for (const node of ['m', 's'] as const) {
      const folder = lab.machines[node].keptFolder('/etc/ha.d')
      const state = lab.machines[node].keptFolder('/var/lib/heartbeat')
      // The package's own scripts and state folders, as they are before the machine's private ones cover them.
      execFileSync('cp', ['-a', '/etc/ha.d/.', folder])
      execFileSync('cp', ['-a', '/var/lib/heartbeat/.', state])
      writeFileSync(join(folder, 'ha.cf'), configuration(lab, node))
      writeFileSync(join(folder, 'haresources'), resources(lab))
      writeFileSync(join(folder, 'authkeys'), 'auth 1\n1 sha1 lab\n', { mode: 0o600 })
    }
  },
  start: async (lab, node) => {
    const machine = lab.machines[node]
    const folders = ['/run/heartbeat', '/run/heartbeat/ccm', '/run/heartbeat/crm', '/run/heartbeat/dopd']
    // Where it locks the serial line; fresh folders have no such place.
    machine.run(['install', '-d', '-m', '1777', '/run/lock'])
    machine.run(['install', '-d', '-m', '750', '-o', 'hacluster', '-g', 'haclient', ...folders])
    await machine.start('heartbeat', [program, '-f'])
  },
  formed: (lab) =>
    (['m', 's'] as const).every((node) => ['all', 'local', 'foreign', 'none'].includes(status(lab, node))),
  switchover: async (lab, active) => {
    const order = await lab.machines[active].start('hb_standby', ['/usr/share/heartbeat/hb_standby', 'all'])
    void order.exited
  },
}
