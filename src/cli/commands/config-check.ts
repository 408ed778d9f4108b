/**
 * `hapair config check`: are the settings right, and do they fit the devices of this node?
 */
import { checkAgainstDevices } from '../../config/devices.ts'
import { renderAdvisory, renderProblem } from '../../config/problem.ts'
import type { Problem } from '../../config/problem.ts'
import { flag } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { deviceFactsHere } from '../device-facts.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { loadHere } from '../settings.ts'

/** Prints every problem, and the advice. */
export async function configCheckCommand(context: Context, call: Call): Promise<ExitCode> {
  const { terminal, folders } = context
  const result = loadHere(folders)
  const advisories = result.ok ? result.advisories : []
  const problems = result.ok
    ? result.site.role === 'standalone'
      ? []
      : checkAgainstDevices(result.site, deviceFactsHere(result.site))
    : result.problems
  if (flag(call, 'json')) terminal.out(JSON.stringify({ problems, advisories }, undefined, 2))
  else for (const line of renderCheck(problems, advisories)) terminal.out(line)
  return await Promise.resolve(problems.length === 0 ? exitCodes.done : exitCodes.badSettings)
}

/** The outcome as lines. */
export function renderCheck(problems: readonly Problem[], advisories: readonly Problem[]): readonly string[] {
  const end = problems.length === 0 ? 'the settings are right' : `the settings are wrong: problems: ${problems.length}`
  return [...problems.map(renderProblem), ...advisories.map(renderAdvisory), end]
}
