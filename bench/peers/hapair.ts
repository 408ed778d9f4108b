/**
 * How is hapair configured, started and told to move, when it is measured beside others?
 *
 * The same beats and dead time as the peer it stands beside, on the LAN and on the direct cable, no serial line, at once
 * on a lost carrier. The programs are the ones that the package installs, run from this tree.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { writeHapairConfig } from '../../lab/netns/hapair-config.ts'
import type { Lab } from '../../lab/netns/lab.ts'
import type { NodeName } from '../../lab/netns/layout.ts'
import { otherNode } from '../../lab/netns/layout.ts'
import type { Peer } from '../peer.ts'

const agent = fileURLToPath(new URL('../../bin/hapaird', import.meta.url))
const commandLine = fileURLToPath(new URL('../../bin/hapair', import.meta.url))

/** The node's own opinion, as its status command prints it; undefined while it does not answer. */
function peerIsAlive(lab: Lab, node: NodeName): boolean {
  try {
    const status: unknown = JSON.parse(lab.machines[node].run([commandLine, 'status', '--json']))
    return typeof status === 'object' && status !== null && JSON.stringify(status).includes('"alive"')
  } catch {
    return false
  }
}

/** hapair with this beat interval and dead time. */
export function hapair(name: string, beatMs: number, deadMs: number): Peer {
  return {
    name: `hapair ${name}`,
    beatMs,
    deadMs,
    missing: () => (existsSync(agent) ? undefined : 'bin/hapaird does not exist'),
    configure: (lab) => {
      for (const node of ['m', 's'] as const) {
        writeHapairConfig(lab, node, {
          deadTime: `${deadMs}ms`,
          beatInterval: `${beatMs}ms`,
          onCarrierLoss: '0ms',
          failback: 'manual',
        })
      }
    },
    start: async (lab, node) => {
      await lab.machines[node].start('hapaird', [agent, '--config-dir', '/etc/hapair'])
    },
    formed: (lab, active) => peerIsAlive(lab, active) && peerIsAlive(lab, otherNode(active)),
    switchover: async (lab, active) => {
      const order = await lab.machines[active].start('switchover', [commandLine, 'switchover'])
      void order.exited
    },
  }
}
