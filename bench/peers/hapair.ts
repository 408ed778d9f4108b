/**
 * How is hapair configured, started and told to move, when it is measured beside others?
 *
 * The same beats and dead time as the peer it stands beside, on the LAN, on the direct cable and on the serial line of a
 * row that has one, at once on a lost carrier. The programs are the ones that the package installs, run from this tree.
 */
import { writeHapairConfig } from '../../lab/netns/hapair-config.ts'
import { hapairMissing, hapairOpinion, orderHapair, startHapair } from '../../lab/netns/hapair-program.ts'
import { nodeNames } from '../../lab/netns/layout.ts'
import type { Peer } from '../peer.ts'

/** hapair with this beat interval and dead time. */
export function hapair(name: string, beatMs: number, deadMs: number): Peer {
  return {
    name: `hapair ${name}`,
    beatMs,
    deadMs,
    missing: hapairMissing,
    configure: (lab) => {
      for (const node of nodeNames) {
        writeHapairConfig(lab, node, {
          deadTime: `${deadMs}ms`,
          beatInterval: `${beatMs}ms`,
          serialBeatInterval: `${beatMs}ms`,
          onCarrierLoss: '0ms',
          failback: 'manual',
        })
      }
    },
    start: async (lab, node) => {
      await startHapair(lab.machines[node])
    },
    formed: (lab, active) =>
      nodeNames.every((node) => {
        const opinion = hapairOpinion(lab.machines[node])
        return opinion?.peer === 'alive' && opinion.phase === (node === active ? 'running-master' : 'running-slave')
      }),
    switchover: async (lab, active) => {
      await orderHapair(lab.machines[active], ['failover', '--yes'])
    },
  }
}
