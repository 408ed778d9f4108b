/**
 * `hapair release`: give up everything on this node at once.
 *
 * The way out when a node must not hold anything, whatever becomes of the service: no handover is waited for. The node
 * is held afterwards, or it might take again.
 */
import { statusOf, withAdmin } from '../ask.ts'
import { flag } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { agree } from '../confirm.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { giveOrder } from '../give-order.ts'
import { identity } from '../render-status.ts'
import type { DaemonStatus } from '../../control/protocol.ts'

/** Gives up and holds. */
export async function releaseCommand(context: Context, call: Call): Promise<ExitCode> {
  return await withAdmin(context, async (control) => {
    const status = await statusOf(control)
    const effects = releaseEffects(status)
    const json = flag(call, 'json')
    if (flag(call, 'dryRun')) {
      if (json) context.terminal.out(JSON.stringify({ effects }, undefined, 2))
      else for (const line of effects) context.terminal.out(line)
      return exitCodes.done
    }
    await agree(context, effects, flag(call, 'yes'))
    return await giveOrder(context, control, { verb: 'release' }, { status, json })
  })
}

/** What a release does to this node, as lines. */
export function releaseEffects(status: DaemonStatus): readonly string[] {
  const held = status.zones.filter((zone) => zone.held).flatMap((zone) => zone.addresses)
  const volumes = status.disks.filter((disk) => disk.role === 'disk-primary').map((disk) => disk.resource)
  return [
    `release on ${identity(status)}:`,
    held.length === 0
      ? '  - this node holds no virtual address'
      : `  - virtual addresses that are removed: ${held.join(', ')}; all client connections to them end`,
    ...(volumes.length === 0 ? [] : [`  - volumes that are unmounted and made secondary: ${volumes.join(', ')}`]),
    '  - no handover is waited for: nobody serves until the peer takes over',
    '  - this node is held: it takes nothing until "hapair unhold" is given here',
  ]
}
