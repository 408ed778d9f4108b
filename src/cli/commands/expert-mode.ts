/**
 * `hapair expert mode master|slave`: set what this node is, whatever the pair says (ROLE-18, ROLE-19).
 *
 * `master` is the one order that can make two data sets of one. Unless the peer itself says that it does not lead, and this
 * copy is proven, it needs --force and a word typed on a terminal. `slave` gives everything up and holds the node, so that
 * nothing is taken again by itself. Both can be repeated with the same result.
 */
import type { DaemonStatus } from '../../control/protocol.ts'
import { statusOf, withAdmin } from '../ask.ts'
import { flag } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { agree, agreeTyped } from '../confirm.ts'
import { diskRefusals } from '../explain-disks.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { giveOrder } from '../give-order.ts'
import { printRefusal } from '../refusal.ts'
import { identity, peerIdentity } from '../render-status.ts'
import { releaseEffects } from './release.ts'

/** The word that is typed before a node is forced. */
const forceWord = 'force master'

/** Sets the mode. */
export async function expertModeCommand(context: Context, call: Call): Promise<ExitCode> {
  return await withAdmin(context, async (control) => {
    const status = await statusOf(control)
    const json = flag(call, 'json')
    const master = call.arguments[0] === 'master'
    const dangers = master ? dangersOf(status) : []
    const effects = master ? forceEffects(status, dangers) : slaveEffects(status)
    if (flag(call, 'dryRun')) return printEffects(context, effects, dangers, json)
    if (master && dangers.length > 0 && !flag(call, 'force')) {
      const text = `${dangers.join('; ')}; --force is needed, and split-brain may follow`
      return printRefusal(context, text, { who: identity(status), json })
    }
    const nothing = master === (status.phase === 'running-master')
    if (dangers.length > 0) await agreeTyped(context, effects, forceWord)
    else await agree(context, effects, flag(call, 'yes') || (master && nothing))
    return await giveOrder(context, control, { verb: master ? 'force-master' : 'release' }, { status, json })
  })
}

/** Why forcing this node may part the data or the addresses; empty when nothing speaks against it. */
export function dangersOf(status: DaemonStatus): readonly string[] {
  if (status.phase === 'running-master') return []
  const { peer, disks } = status
  const heard = peer.verdict === 'alive' && (peer.phase === 'running-slave' || peer.phase === 'held')
  const leads = heard || peer.verdict === 'departed' ? [] : ['the peer is running master, or may be']
  const unproven = disks.flatMap(({ resource, unfitReason }) => {
    const why = unfitReason === null ? undefined : diskRefusals[unfitReason]
    return why === undefined ? [] : [`${resource}: ${why}`]
  })
  return [...leads, ...unproven]
}

function forceEffects(status: DaemonStatus, dangers: readonly string[]): readonly string[] {
  const volumes = status.disks.map((disk) => disk.resource)
  return [
    `expert mode master on ${identity(status)}:`,
    '  - this node becomes running master, whatever the other one does and whatever its data is',
    ...(volumes.length === 0
      ? []
      : [
          `  - volumes that are made primary and mounted: ${volumes.join(', ')}`,
          '  - this node may replicate nothing from its peer any more',
        ]),
    ...dangers.map((danger) => `  - DANGER: ${danger}`),
    ...(dangers.length === 0
      ? []
      : [
          `  - if ${peerIdentity(status)} writes, or wrote what this node does not have, the data parts for good:`,
          '    split-brain, of which only one side can be kept',
        ]),
  ]
}

function slaveEffects(status: DaemonStatus): readonly string[] {
  return [`expert mode slave on ${identity(status)}, which is:`, ...releaseEffects(status)]
}

function printEffects(
  { terminal }: Context,
  effects: readonly string[],
  dangers: readonly string[],
  json: boolean,
): ExitCode {
  if (json) terminal.out(JSON.stringify({ effects, dangers }, undefined, 2))
  else for (const line of effects) terminal.out(line)
  return exitCodes.done
}
