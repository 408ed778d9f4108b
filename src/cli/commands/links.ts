/**
 * `hapair links`: what passes on each heartbeat path, and what is wrong with it?
 */
import type { LinkReport } from '../../control/protocol.ts'
import { linksOf, statusOf, withReader } from '../ask.ts'
import { flag } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { renderLink } from '../render-links.ts'
import { renderNode } from '../render-status.ts'

/** Prints every path. */
export async function linksCommand(context: Context, call: Call): Promise<ExitCode> {
  const { terminal } = context
  return await withReader(context, async (control) => {
    const { paths } = await linksOf(control)
    if (flag(call, 'json')) {
      terminal.out(JSON.stringify({ paths }, undefined, 2))
      return exitCodes.done
    }
    const status = await statusOf(control)
    terminal.out(renderNode(status))
    const print = (link: LinkReport): void => {
      const seen = status.paths.find((path) => path.name === link.name)
      for (const line of renderLink(link, seen, terminal.paint)) terminal.out(line)
    }
    for (const link of paths) print(link)
    if (paths.length === 0) terminal.out('no heartbeat path is configured')
    return exitCodes.done
  })
}
