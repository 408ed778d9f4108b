/**
 * `hapair demote-master`: in split-brain, the configured master gives everything up, so that one side is left (SB-7).
 *
 * No data is touched. Where the master holds nothing any more there is nothing to ask; the daemon says so.
 */
import type { DaemonStatus } from '../../control/protocol.ts'
import { statusOf, withAdmin } from '../ask.ts'
import { flag } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { agree } from '../confirm.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { giveOrder } from '../give-order.ts'
import { entryRefusal } from '../entry-refusal.ts'
import { pastMovesOf } from '../past-moves.ts'
import type { PastMoves } from '../past-moves.ts'
import { printRefusal } from '../refusal.ts'
import { renderSpan } from '../render-span.ts'
import { identity, peerIdentity } from '../render-status.ts'

/** Demotes the configured master. */
export async function demoteMasterCommand(context: Context, call: Call): Promise<ExitCode> {
  return await withAdmin(context, async (control) => {
    const status = await statusOf(control)
    const json = flag(call, 'json')
    const refusal = entryRefusal('demote-master', status)
    if (refusal !== undefined) return printRefusal(context, refusal, { who: identity(status), json })
    const effects = demotionEffects(status, await pastMovesOf(control))
    if (flag(call, 'dryRun')) {
      if (json) context.terminal.out(JSON.stringify({ effects }, undefined, 2))
      else for (const line of effects) context.terminal.out(line)
      return exitCodes.done
    }
    await agree(context, effects, flag(call, 'yes') || !holds(status))
    return await giveOrder(context, control, { verb: 'demote-master' }, { status, json })
  })
}

/** What a demotion does, as lines. */
export function demotionEffects(status: DaemonStatus, past: PastMoves): readonly string[] {
  if (!holds(status)) return [`demote-master on ${identity(status)}: it holds nothing already`]
  const held = status.zones.filter((zone) => zone.held).flatMap((zone) => zone.addresses)
  const volumes = status.disks.filter((disk) => disk.role === 'disk-primary').map((disk) => disk.resource)
  const serves = status.peer.phase === 'running-master'
  return [
    `demote-master on ${identity(status)}:`,
    `  - virtual addresses that are removed: ${held.length === 0 ? 'none' : held.join(', ')}; all client connections to this node end`,
    `  - volumes that are unmounted and made secondary: ${volumes.length === 0 ? 'none' : volumes.join(', ')}; no data is discarded`,
    serves
      ? `  - ${peerIdentity(status)} goes on serving with its own data`
      : `  - nobody serves afterwards, until a side is chosen: see "hapair split-brain show"`,
    past.releaseMs === null
      ? 'predicted: not known, no past move tells'
      : `predicted: about ${renderSpan(past.releaseMs)}, as the last time that this node gave up`,
  ]
}

function holds({ phase }: DaemonStatus): boolean {
  return phase === 'running-master' || phase === 'taking-over' || phase === 'isolated'
}
