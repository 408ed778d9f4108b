/**
 * What happens between the words typed and the exit code?
 *
 * Parse, find the folders, do it, and turn whatever went wrong into one line that says what to do and a code that
 * scripts can rely on. Programming errors are not caught.
 */
import { CommanderError } from 'commander'
import { OpError } from '../base/op-error.ts'
import { ControlError } from '../control/client.ts'
import { actions } from './actions.ts'
import { given, givenList } from './call.ts'
import type { Call } from './call.ts'
import type { CommandName } from './command-texts.ts'
import { listCommand } from './commands/list.ts'
import { CommandError, exitCodes } from './exit-codes.ts'
import type { ExitCode } from './exit-codes.ts'
import { demandFeature } from './feature.ts'
import { findFolders } from './folders.ts'
import type { FolderWishes } from './folders.ts'
import { buildProgram } from './program.ts'
import { inPresentWords } from './older-words.ts'
import type { Terminal } from './terminal.ts'
import { version } from './version.ts'

type Typed = { readonly name: CommandName | undefined; readonly call: Call; readonly global: Call['options'] }

/** Runs one command line, without the name of the program. Returns the exit code; prints on the terminal. */
export async function run(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const typed = parse(words, terminal)
  if (typeof typed === 'number') return typed
  try {
    const folders = await findFolders(wishesOf(typed.global))
    if (typed.name !== undefined) await demandFeature({ terminal, folders }, typed.name)
    const action = typed.name === undefined ? listCommand(typed.global['all'] === true) : await actions[typed.name]()
    return await action({ terminal, folders }, typed.call)
  } catch (error) {
    return failed(error, terminal)
  }
}

function parse(words: readonly string[], terminal: Terminal): Typed | ExitCode {
  let typed: Typed | undefined
  const streams = { out: printer(terminal.out), error: printer(terminal.error) }
  const program = buildProgram(version(), streams, (name, call, global) => (typed = { name, call, global }))
  try {
    program.parse(inPresentWords(words), { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    throw error
  }
  return typed ?? exitCodes.usage
}

/** Commander ends its texts with a line feed; the terminal adds one. */
function printer(print: (line: string) => void): (text: string) => void {
  return (text) => {
    print(text.replace(/\n$/, ''))
  }
}

function wishesOf(global: Call['options']): FolderWishes {
  const call = { arguments: [], options: global }
  return { run: given(call, 'runDir'), config: given(call, 'configDir'), profiles: givenList(call, 'profileDir') }
}

function failed(error: unknown, terminal: Terminal): ExitCode {
  if (error instanceof CommandError) {
    terminal.error(error.message)
    return error.exitCode
  }
  if (error instanceof ControlError) {
    terminal.error(`hapair: ${error.text}`)
    return controlCode(error)
  }
  if (error instanceof OpError) {
    terminal.error(`hapair: ${error.message}`)
    return permissionDenied(error.cause) ? exitCodes.permission : exitCodes.failed
  }
  throw error
}

function permissionDenied(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && (cause.code === 'EACCES' || cause.code === 'EPERM')
}

function controlCode(error: ControlError): ExitCode {
  switch (error.reason.type) {
    case 'not-running':
      return exitCodes.notRunning
    case 'permission':
      return exitCodes.permission
    case 'timed-out':
    case 'lost':
    case 'foreign':
    case 'refused':
      return exitCodes.failed
  }
}
