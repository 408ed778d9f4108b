/**
 * `hapair enable`: switch the feature on for this node.
 *
 * Not without its entitlement (LIC-1), not while the appliance may update itself (PRE-9), and on the slave not before
 * the master is up (CFG-8). A node that is refused is left as it was. The settings themselves are another matter, and
 * must be right before.
 */
import type { SiteSettings } from '../../config/site.ts'
import { answerOf, thisMachine } from '../../doctor/gather-command.ts'
import { entitlementHere, updatesHere } from '../../doctor/gather-upkeep.ts'
import { statusIfRunning } from '../ask.ts'
import { flag } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { applyChange, draftSwitch } from '../edit-pair.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { masterUp } from '../master-up.ts'
import { settingsHere } from '../settings.ts'

/** Switches on, or says why not. */
export async function enableCommand(context: Context, call: Call): Promise<ExitCode> {
  const { terminal, folders } = context
  const site = settingsHere(folders)
  if (site.role === 'standalone')
    throw refused('this node is standalone; set node.role in node.yaml and complete the settings first')
  await demandEntitlement(site)
  if (!flag(call, 'allowUpdates')) await demandNoUpdates(site)
  if (site.role === 'slave' && !flag(call, 'force')) await demandMaster(context)
  const draft = draftSwitch(context, true)
  const json = flag(call, 'json')
  if (flag(call, 'dryRun')) {
    const text = 'the feature would be switched on; nothing stands against it'
    terminal.out(json ? JSON.stringify({ result: 'done', text, exitCode: exitCodes.done }) : text)
    return exitCodes.done
  }
  const applied = await applyChange(context, draft)
  const next = site.role === 'master' ? 'next: hapair enable on the slave, when "hapair boot" ends with 0 here' : ''
  const text = `the feature is on: ${applied.text}`
  if (json) terminal.out(JSON.stringify({ result: 'done', text, live: applied.live, exitCode: exitCodes.done }))
  else for (const line of [`done: ${text}`, ...(next === '' ? [] : [next])]) terminal.out(line)
  return exitCodes.done
}

function refused(text: string): CommandError {
  return new CommandError(exitCodes.refused, `hapair: refused: ${text}`)
}

async function demandEntitlement({ appliance }: SiteSettings): Promise<void> {
  const answer = await answerOf(thisMachine, () => entitlementHere(thisMachine, appliance.entitlement))
  const found = 'value' in answer ? answer.value : undefined
  if (found !== undefined && found.state !== 'not-entitled') return
  const why = 'value' in answer ? answer.value.found : answer.unanswered
  const text = `hapair: not entitled: ${why}; nothing was changed. "hapair doctor --checklist" says what to do`
  throw new CommandError(exitCodes.notEntitled, text)
}

async function demandNoUpdates({ appliance }: SiteSettings): Promise<void> {
  const answer = await answerOf(thisMachine, () => updatesHere(thisMachine, appliance.updatesCheck))
  if ('value' in answer && answer.value.state === 'on')
    throw refused(`automatic updates are on (${answer.value.found}); switch them off, or give --allow-updates`)
}

/** What the agent of the slave hears of the master; it watches also while the feature is off. */
async function demandMaster(context: Context): Promise<void> {
  const status = await statusIfRunning(context)
  if (status !== undefined && masterUp(status)) return
  const why =
    status === undefined
      ? 'hapaird does not run here, so it is not known whether the master is up; start it'
      : 'the master is not completely up; enable and start it first'
  throw refused(`${why}, or give --force when you know that the master serves`)
}
