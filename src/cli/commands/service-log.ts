/**
 * `hapair service log NAME`: what did a service itself write on this node?
 *
 * The service manager keeps it under the name of the unit; what hapair decided about services is in `hapair logs`.
 */
import { journalCountMax } from '../../control/protocol.ts'
import { noSuchService } from '../../control/services.ts'
import { flag, givenCount } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { settingsHere } from '../settings.ts'

/** Prints the last lines. Throws CommandError when there is no such service, or its lines cannot be read. */
export async function serviceLogCommand({ terminal, folders }: Context, call: Call): Promise<ExitCode> {
  const name = call.arguments[0] ?? ''
  const count = givenCount(call, 'count', journalCountMax)
  const site = settingsHere(folders)
  const services = site.role === 'standalone' ? [] : site.services
  const unit = services.find((service) => service.name === name)?.unit
  if (unit === undefined) throw new CommandError(exitCodes.failed, `hapair: ${noSuchService(name, services)}`)
  const words = ['--no-pager', '--quiet', '--output=short-iso', `--lines=${count}`, `--unit=${unit}`]
  const end = await terminal.runProgram('journalctl', words)
  if (end.code !== 0) throw new CommandError(exitCodes.failed, `hapair: journalctl: ${end.text}`)
  const lines = end.text.split('\n').filter((line) => line !== '')
  if (flag(call, 'json')) terminal.out(JSON.stringify({ service: name, unit, lines }, undefined, 2))
  else for (const line of lines) terminal.out(line)
  return exitCodes.done
}
