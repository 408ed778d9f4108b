/**
 * `hapair service list`: which services does the pair have, and what of them runs here?
 */
import { collect, statusOf, withAdmin, withReader } from '../ask.ts'
import { flag } from '../call.ts'
import type { Call, Context } from '../call.ts'
import type { Control } from '../../control/client.ts'
import type { ConnectionCount } from '../../control/services.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { renderServices } from '../render-services.ts'
import { renderNode } from '../render-status.ts'

/** Prints every service; with `--clients` how many clients each has, for which commands are run. */
export async function serviceListCommand(context: Context, call: Call): Promise<ExitCode> {
  const { terminal } = context
  const counting = flag(call, 'clients')
  const connect = counting ? withAdmin : withReader
  return await connect(context, async (control) => {
    const status = await statusOf(control)
    const counts = counting ? await countsOf(control) : undefined
    if (flag(call, 'json')) {
      const clients = counts === undefined ? {} : { connections: counts }
      terminal.out(
        JSON.stringify({ ...(status.serviceUnits ?? { clients: 'admitted', services: [] }), ...clients }, undefined, 2),
      )
      return exitCodes.done
    }
    terminal.out(renderNode(status))
    if (status.serviceUnits === null) terminal.out('the pair has no services')
    else for (const line of renderServices(status.serviceUnits, counts, terminal.paint)) terminal.out(line)
    return exitCodes.done
  })
}

async function countsOf(control: Control): Promise<readonly ConnectionCount[]> {
  const reports = await collect(control, { type: 'connections' }, countMs)
  return reports.flatMap((report) => (report.type === 'connections' ? report.counts : []))
}

/** The commands of the profile have 10 s each, and run side by side, ms. */
const countMs = 15_000
