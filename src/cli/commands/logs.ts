/**
 * `hapair logs`: what did this node decide, and why?
 *
 * Two views (LOG-1): `--category failover` has every change of the running role, `--category heartbeat` the links.
 */
import { journalCategories, journalCountMax, journalLevels } from '../../control/protocol.ts'
import type { Request } from '../../control/protocol.ts'
import { statusOf, withAdmin } from '../ask.ts'
import { flag, given, givenCount } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { renderJournalLine } from '../render-journal.ts'
import { renderNode } from '../render-status.ts'

/** Prints the lines, and with `--follow` those that come. */
export async function logsCommand(context: Context, call: Call): Promise<ExitCode> {
  const { terminal } = context
  const json = flag(call, 'json')
  const request = requestOf(call)
  return await withAdmin(context, async (control) => {
    if (!json) terminal.out(renderNode(await statusOf(control)))
    for await (const report of control.ask(request)) {
      if (report.type !== 'journal') continue
      terminal.out(json ? JSON.stringify(report.line) : renderJournalLine(report.line, terminal.paint))
    }
    return exitCodes.done
  })
}

function requestOf(call: Call): Request {
  const category = journalCategories.find((word) => word === given(call, 'category'))
  const level = journalLevels.find((word) => word === given(call, 'level'))
  return {
    type: 'journal',
    count: givenCount(call, 'count', journalCountMax),
    follow: flag(call, 'follow'),
    ...(category === undefined ? {} : { category }),
    ...(level === undefined ? {} : { level }),
  }
}
