/**
 * How does the registry become a parser?
 *
 * Commander does the parsing; every name and text comes from the registry. Errors of use end with code 2.
 */
import { Argument, Command, Option } from 'commander'
import { nearest } from '../config/nearest.ts'
import type { Call } from './call.ts'
import { commandTexts, groupTexts } from './command-texts.ts'
import type { CommandName, CommandText } from './command-texts.ts'
import { globalOptions } from './option-texts.ts'
import type { OptionText } from './option-texts.ts'

/** Called with what was typed. `undefined`: no command at all. */
export type Chosen = (name: CommandName | undefined, call: Call, global: Call['options']) => void

/** Where help and errors of use go. */
export type Streams = { readonly out: (text: string) => void; readonly error: (text: string) => void }

/** The parser. It throws CommanderError for wrong use, help and version; nothing is called then. */
export function buildProgram(version: string, streams: Streams, chosen: Chosen): Command {
  const program = new Command('hapair')
  program.description('command line of a pair of appliances with one running master')
  program.version(version, '-V, --version', 'print the version')
  program.helpOption('-h, --help', 'print help for a command').helpCommand(false)
  program.exitOverride().configureOutput({ writeOut: streams.out, writeErr: streams.error })
  program.showHelpAfterError('(hapair --help lists every command)')
  for (const option of globalOptions) program.addOption(optionOf(option))
  program.allowExcessArguments(true).action(() => {
    const [unknown] = program.args
    if (unknown !== undefined) program.error(unknownText(unknown))
    chosen(undefined, { arguments: [], options: {} }, program.opts())
  })
  const groups = new Map<string, Command>()
  for (const [name, text] of Object.entries(groupTexts)) groups.set(name, program.command(name).description(text))
  for (const text of commandTexts) addCommand(program, groups, text, chosen)
  return program
}

function addCommand(program: Command, groups: ReadonlyMap<string, Command>, text: CommandText, chosen: Chosen): void {
  const words = text.name.split(' ')
  const group = words.length === 2 ? groups.get(words[0] ?? '') : undefined
  const command = (group ?? program).command(words.at(-1) ?? text.name)
  command.description(text.summary).allowExcessArguments(false)
  for (const alias of text.aliases ?? []) command.alias(alias)
  for (const argument of text.arguments) {
    const made = new Argument(argument.name, argument.text)
    command.addArgument(argument.choices === undefined ? made : made.choices(argument.choices))
  }
  for (const option of text.options) command.addOption(optionOf(option))
  command.action(() => {
    chosen(text.name, { arguments: command.args, options: command.opts() }, program.opts())
  })
}

function optionOf(text: OptionText): Option {
  const option = new Option(text.flags, text.text)
  if (text.repeats === true) option.argParser(collected)
  if (text.choices !== undefined) option.choices(text.choices)
  if (text.initial !== undefined) option.default(text.initial, text.initial)
  return option
}

function unknownText(word: string): string {
  const guess = nearest(
    word,
    commandTexts.map((text) => text.name),
  )
  return `error: unknown command '${word}'${guess === undefined ? '' : `; did you mean '${guess}'?`}`
}

/** The values of an option that is repeated. */
function collected(value: string, before: unknown): readonly string[] {
  return Array.isArray(before) ? [...before.map(String), value] : [value]
}
