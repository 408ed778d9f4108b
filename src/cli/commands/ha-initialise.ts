/**
 * `hapair ha-initialise`: the older form of setting and disabling the virtual address, and of `init` (CLI-7 to CLI-9).
 */
import { flag, given } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { initCommand } from './repair.ts'
import { vipSetCommand } from './vip-set.ts'
import { vipSwitchCommand } from './vip-switch.ts'

/** Does what `init --reinit`, `vip set` or `vip disable` does. */
export async function haInitialiseCommand(context: Context, call: Call): Promise<ExitCode> {
  if (flag(call, 'reinit')) return await initCommand(context, call)
  const address = given(call, 'haIp')
  const disable = flag(call, 'disableHaIp')
  if ((address === undefined) === !disable) {
    throw new CommandError(exitCodes.usage, 'hapair: give --ha-ip with an address, --disable-ha-ip, or --reinit')
  }
  if (disable) return await vipSwitchCommand('vip-disable')(context, { ...call, arguments: [] })
  return await vipSetCommand(context, { ...call, arguments: [address ?? ''] })
}
