/**
 * `hapair vip enable` and `hapair vip disable`: shall this virtual address be held?
 *
 * A disabled one stays in the settings (VIP-12) and comes back with `enable`, or when it is set again (VIP-13).
 */
import { flag } from '../call.ts'
import type { Action } from '../call.ts'
import { shellWord } from '../shell-word.ts'
import { addressesText, makeChange, pairHere, vipNamed } from '../vip-change.ts'

/** The action of one of the two. */
export function vipSwitchCommand(type: 'vip-enable' | 'vip-disable'): Action {
  return async (context, call) => {
    const site = pairHere(context)
    const vip = vipNamed(site, call.arguments[0])
    const disable = type === 'vip-disable'
    const effect = disable
      ? `${addressesText(vip)} is given up; connections through it end, and the nodes' own addresses are the only way in`
      : `${addressesText(vip)} is held by the running master and announced`
    const change = {
      change: { type, name: vip.name },
      effects: [`virtual address ${vip.name}:`, `  - ${effect}`],
      destructive: disable && vip.enabled,
      command: `hapair vip ${disable ? 'disable' : 'enable'} ${shellWord(vip.name)}${disable ? ' --yes' : ''}`,
    }
    return await makeChange(context, change, {
      yes: flag(call, 'yes'),
      dryRun: flag(call, 'dryRun'),
      json: flag(call, 'json'),
    })
  }
}
