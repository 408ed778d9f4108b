/**
 * `hapair ha-initialise`: the older form of setting and disabling the virtual address (CLI-8, CLI-9).
 */
import { flag, given } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { vipSetCommand } from './vip-set.ts'
import { vipSwitchCommand } from './vip-switch.ts'

/** Does what `vip set` or `vip disable` does. */
export async function haInitialiseCommand(context: Context, call: Call): Promise<ExitCode> {
  const address = given(call, 'haIp')
  const disable = flag(call, 'disableHaIp')
  if ((address === undefined) === !disable) {
    throw new CommandError(exitCodes.usage, 'hapair: give either --ha-ip with an address, or --disable-ha-ip')
  }
  if (disable) return await vipSwitchCommand('vip-disable')(context, { ...call, arguments: [] })
  return await vipSetCommand(context, { ...call, arguments: [address ?? ''] })
}
