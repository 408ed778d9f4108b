/**
 * `hapair config check`: are the settings right, and do they fit the devices of this node?
 */
import { detectionOf, detectionText } from '../../config/detection.ts'
import { checkAgainstDevices } from '../../config/devices.ts'
import { adviseOnSpeed } from '../../config/link-speed.ts'
import { renderAdvisory, renderProblem } from '../../config/problem.ts'
import type { Problem } from '../../config/problem.ts'
import type { Site } from '../../config/site.ts'
import { checkTargetsAgainstRoute } from '../../config/witnesses.ts'
import { defaultRoute } from '../../daemon/surroundings.ts'
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
  const { problems, advisories } = result.ok ? foundOf(result.site, result.advisories) : { ...result, advisories: [] }
  const detection = result.ok && result.site.role !== 'standalone' ? detectionOf(result.site) : undefined
  if (flag(call, 'json')) terminal.out(JSON.stringify({ problems, advisories, detection }, undefined, 2))
  else {
    const told = detection === undefined ? [] : [`detection: ${detectionText(detection)}`]
    for (const line of renderCheck(problems, advisories, told)) terminal.out(line)
  }
  return await Promise.resolve(problems.length === 0 ? exitCodes.done : exitCodes.badSettings)
}

/** What the devices of this node say to sound settings. */
function foundOf(
  site: Site,
  advice: readonly Problem[],
): { readonly problems: readonly Problem[]; readonly advisories: readonly Problem[] } {
  if (site.role === 'standalone') return { problems: [], advisories: advice }
  const devices = deviceFactsHere(site)
  return {
    problems: [...checkAgainstDevices(site, devices), ...checkTargetsAgainstRoute(site, defaultRoute(site))],
    advisories: [...advice, ...adviseOnSpeed(site, devices)],
  }
}

/** The outcome as lines. */
export function renderCheck(
  problems: readonly Problem[],
  advisories: readonly Problem[],
  told: readonly string[] = [],
): readonly string[] {
  const end = problems.length === 0 ? 'the settings are right' : `the settings are wrong: problems: ${problems.length}`
  return [...problems.map(renderProblem), ...advisories.map(renderAdvisory), ...told, end]
}
