/**
 * Is the feature switched on for this node?
 *
 * While it is off, a command that acts or tells about the pair says so and does nothing (LIC-5). The word of the running
 * agent counts, because a changed file is not in force before it was read; without an agent the file does. A node that
 * still holds what is the pair's is never cut off from its commands.
 * What only prepares a node is always possible: settings, profiles, the key, the test of the fencing device; and so is ending the
 * agent.
 */
import { OpError } from '../base/op-error.ts'
import { ControlError } from '../control/client.ts'
import { collect, withReader } from './ask.ts'
import type { Context } from './call.ts'
import type { CommandName } from './command-texts.ts'
import { CommandError, exitCodes } from './exit-codes.ts'

/** What is said, in the words of the requirement. */
export const notActiveText = 'HA feature not active'

const always: ReadonlySet<CommandName> = new Set<CommandName>([
  ...(['status', 'doctor', 'enable', 'disable', 'stop', 'completion'] as const),
  ...(['config check', 'config show', 'config schema', 'keygen', 'fencing test', 'replay'] as const),
  ...(['profile list', 'profile show', 'profile check', 'profile detect', 'service log'] as const),
])

/** Returns when the command may go on. Throws CommandError when the feature is off. */
export async function demandFeature(context: Context, name: CommandName): Promise<void> {
  if (always.has(name) || (await isActive(context))) return
  throw new CommandError(exitCodes.notActive, `hapair: ${notActiveText}; "hapair enable" switches it on for this node`)
}

async function isActive(context: Context): Promise<boolean> {
  try {
    return await withReader(context, async (control) => {
      const reports = await collect(control, { type: 'feature' })
      return !reports.some((report) => report.type === 'feature' && !report.active)
    })
  } catch (error) {
    if (!(error instanceof ControlError)) throw error
    // Whatever else is wrong with the agent, the command itself says it better.
    return error.reason.type === 'not-running' ? await isActiveByFile(context) : true
  }
}

/** Settings that cannot be read are told by the command that needs them. */
async function isActiveByFile({ folders }: Context): Promise<boolean> {
  // Loaded only here: the parser of the settings would double the time that a command takes to start.
  const { loadHere } = await import('./settings.ts')
  try {
    const read = loadHere(folders)
    return !read.ok || read.site.enabled
  } catch (error) {
    if (error instanceof OpError) return true
    throw error
  }
}
