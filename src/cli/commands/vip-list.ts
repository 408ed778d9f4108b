/**
 * `hapair vip list`: which virtual addresses are there, and what has the kernel of them?
 */
import type { AddressReport } from '../../control/protocol.ts'
import { collect, statusOf, withReader } from '../ask.ts'
import { flag } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { renderNode } from '../render-status.ts'

/** Prints every address. */
export async function vipListCommand(context: Context, call: Call): Promise<ExitCode> {
  const { terminal } = context
  return await withReader(context, async (control) => {
    const reports = await collect(control, { type: 'addresses' })
    const addresses = reports.flatMap((report) => (report.type === 'addresses' ? report.addresses : []))
    if (flag(call, 'json')) {
      terminal.out(JSON.stringify({ addresses }, undefined, 2))
      return exitCodes.done
    }
    terminal.out(renderNode(await statusOf(control)))
    for (const address of addresses) terminal.out(renderAddress(address))
    if (addresses.length === 0) terminal.out('none configured')
    return exitCodes.done
  })
}

/** One address as a line. */
export function renderAddress(address: AddressReport): string {
  const here = !address.enabled ? 'disabled' : address.present ? 'on this node' : 'not on this node'
  const problem = address.problem === null ? '' : `, ${address.problem}`
  return `${address.vip}: ${address.address} in ${address.zone} on ${address.device}, ${here}${problem}`
}
