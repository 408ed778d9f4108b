/**
 * `hapair status`: how are this node and its pair?
 *
 * Read only, for everybody. With `--follow` the view is drawn again at each change, on a terminal in place.
 */
import * as z from 'zod'
import { followGapMs } from '../../control/protocol.ts'
import type { DaemonStatus, LinksReport } from '../../control/protocol.ts'
import type { Control } from '../../control/client.ts'
import { statusSchema } from '../../control/report-schema.ts'
import { linksOf, statusOf, withReader } from '../ask.ts'
import { flag } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { isDiverged } from '../render-disks.ts'
import { renderStatus } from '../render-status.ts'

/** Prints the status once, or until interrupted, or its schema. */
export async function statusCommand(context: Context, call: Call): Promise<ExitCode> {
  if (flag(call, 'schema')) {
    context.terminal.out(JSON.stringify(publishedSchema(), undefined, 2))
    return exitCodes.done
  }
  await withReader(context, async (control) => {
    if (flag(call, 'follow')) await follow(context, control, flag(call, 'json'))
    else await once(context, control, flag(call, 'json'))
  })
  return exitCodes.done
}

/** The JSON schema of the status document, 2020-12. */
export function publishedSchema(): object {
  const title = 'hapair: status of a node and its pair'
  return { title, ...z.toJSONSchema(statusSchema, { io: 'output' }) }
}

async function once(context: Context, control: Control, json: boolean): Promise<void> {
  const status = await statusOf(control)
  if (json) context.terminal.out(JSON.stringify(status, undefined, 2))
  else await print(context, status, await linksOf(control))
}

async function follow(context: Context, control: Control, json: boolean): Promise<void> {
  const { terminal } = context
  // An upgrade of the package takes the parts of a running command away: what may be needed is loaded before the waiting.
  if (!json) await supportFor(context)
  let drawnAt = Number.NEGATIVE_INFINITY
  for await (const report of control.ask({ type: 'follow' })) {
    if (report.type !== 'status') continue
    if (json) {
      terminal.out(JSON.stringify(report.status))
      continue
    }
    // A terminal over a slow line gets no more than it can show; the daemon keeps the same pace.
    if (terminal.now() - drawnAt < followGapMs / 2) continue
    drawnAt = terminal.now()
    if (terminal.redraws) terminal.clear()
    await print(context, report.status, undefined)
    if (!terminal.redraws) terminal.out('')
  }
}

async function print(context: Context, status: DaemonStatus, links: LinksReport | undefined): Promise<void> {
  const { terminal } = context
  const support = isDiverged(status) ? await supportFor(context) : undefined
  for (const line of renderStatus(status, links, terminal.paint, support)) terminal.out(line)
}

/** Loaded only in need: the parser of the settings would double the time that a command takes to start. */
async function supportFor(context: Context): Promise<string | undefined> {
  return (await import('../support-text.ts')).supportHere(context)
}
