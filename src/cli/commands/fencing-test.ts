/**
 * `hapair fencing test [--off]`: does the device of the peer do what class P relies on?
 *
 * Without --off the device is asked whether it is well and whether the peer is on; with it the peer is really switched
 * off. What went well is noted in the state folder, and the agent starts only with a note that fits the device as it is
 * set up now (D18). It needs no running agent, because that does not start without the test.
 */
import type { SiteSettings } from '../../config/site.ts'
import { openAgent, switchOff } from '../../fence/device.ts'
import { readNote, writeNote } from '../../fence/device-note.ts'
import type { Tested } from '../../fence/device-note.ts'
import { peerOf } from '../../core/types.ts'
import { flag } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { agree } from '../confirm.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { settingsHere } from '../settings.ts'

/** Tests the device and notes what went well. */
export async function fencingTestCommand(context: Context, call: Call): Promise<ExitCode> {
  const { terminal } = context
  const site = settingsHere(context.folders)
  if (site.role === 'standalone' || site.fencing === undefined)
    throw new CommandError(exitCodes.badSettings, 'hapair: fencing.device is none: there is no device to test')
  const peer = peerOf(site.role)
  const device = openAgent(site.fencing)
  const tested = { ...site.fencing, pairId: site.pairId, node: site.role, stateFolder: site.stateFolder }
  const effects = flag(call, 'off')
    ? effectsOf(site, peer)
    : [`the device of the ${peer} is asked; nothing is switched`]
  if (flag(call, 'dryRun')) {
    for (const line of effects) terminal.out(line)
    return exitCodes.done
  }
  await device.monitor()
  const state = await device.status()
  if (!flag(call, 'json')) terminal.out(`the device answers, and says that the ${peer} is ${state}`)
  await writeNote(tested, 'answered')
  if (!flag(call, 'off')) return ended(context, call, await readNote(tested))
  await agree(context, effects, flag(call, 'yes'))
  const begun = performance.now()
  await switchOff(device, site.fencing)
  const tookMs = Math.round(performance.now() - begun)
  await writeNote(tested, 'switched-off')
  if (!flag(call, 'json')) terminal.out(`the ${peer} is off, after ${tookMs} ms`)
  return ended(context, call, 'switched-off', tookMs)
}

function effectsOf({ role }: SiteSettings, peer: string): readonly string[] {
  return [
    `the ${peer} is switched off now, as by a power cut: nothing is shut down or handed over`,
    `whatever it serves stops; this node (${role}) takes over when the dead time has passed, if it may`,
    `the data of the pair is in one copy only until the ${peer} is back`,
    'nobody switches it on again: do that by hand',
  ]
}

function ended({ terminal }: Context, call: Call, tested: Tested, tookMs?: number): ExitCode {
  if (flag(call, 'json')) terminal.out(JSON.stringify({ tested, ...(tookMs === undefined ? {} : { tookMs }) }))
  else terminal.out('noted: the agent may start with this device')
  return exitCodes.done
}
