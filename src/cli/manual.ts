/**
 * How do commands, codes and words read in a manual page?
 *
 * Lists in the markup of scdoc, made from the registry, the exit codes and the tables of words. They stand in the pages
 * between two marks, and a test compares them, so that page and program cannot drift apart.
 */
import { reasons, refusalCodes, refusalText, sentenceOf } from '../core/reasons.ts'
import { commandTexts } from './command-texts.ts'
import type { CommandText } from './command-texts.ts'
import { exitMeanings } from './exit-codes.ts'
import { globalOptions } from './option-texts.ts'
import type { OptionText } from './option-texts.ts'
import { conditionSentences, phaseSentences, verdictSentences } from './words.ts'

/** Lists that are made, by the name that their marks carry. */
export type ManualList =
  'commands' | 'options' | 'exit codes' | 'phases' | 'conditions' | 'verdicts' | 'reasons' | 'refusals'

/** First and last line of a made list; scdoc drops lines that begin with a semicolon. */
export function manualMarks(list: ManualList): { readonly begin: string; readonly end: string } {
  return { begin: `; begin of the ${list}: made from the program`, end: `; end of the ${list}` }
}

/** The list with its marks. */
export function manualList(list: ManualList): string {
  const { begin, end } = manualMarks(list)
  return [begin, ...entriesOf(list), end].join('\n\n')
}

function entriesOf(list: ManualList): readonly string[] {
  switch (list) {
    case 'commands':
      return commandTexts.map(commandEntry)
    case 'options':
      return globalOptions.map((option) => entry(option.flags, sentence(option.text)))
    case 'exit codes':
      return exitMeanings.map(({ code, meaning }) => entry(String(code), sentence(meaning)))
    case 'phases':
      return wordEntries(phaseSentences)
    case 'conditions':
      return wordEntries(conditionSentences)
    case 'verdicts':
      return wordEntries(verdictSentences)
    case 'reasons':
      return reasons.map((reason) => entry(reason, sentence(sentenceOf(reason))))
    case 'refusals':
      return refusalCodes.map((refusal) => entry(refusal, sentence(refusalText(refusal))))
  }
}

function commandEntry(text: CommandText): string {
  const words = [text.name, ...text.arguments.map((argument) => argument.name)]
  const title = `## ${[...words, ...(text.options.length > 0 ? ['[option]...'] : [])].map(escaped).join(' ')}`
  const needs = {
    nothing: '',
    daemon: ' Needs a running hapaird.',
    admin: ' Needs a running hapaird and an administrator.',
  }
  const aliases = text.aliases === undefined ? '' : ` Also: ${text.aliases.join(', ')}.`
  const summary = escaped(`${sentence(text.summary)}${needs[text.needs]}${aliases}`)
  const details = [
    ...text.arguments.map((argument) => entry(argument.name, sentence(argumentText(argument)))),
    ...text.options.map((option) => entry(option.flags, sentence(optionText(option)))),
  ]
  return [title, summary, ...details].join('\n\n')
}

function argumentText({ text, choices }: CommandText['arguments'][number]): string {
  return choices === undefined ? text : `${text}; one of ${choices.join(', ')}`
}

function optionText({ text, choices }: OptionText): string {
  return choices === undefined ? text : `${text}; one of ${choices.join(', ')}`
}

function wordEntries(sentences: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(sentences).map(([word, text]) => entry(word, sentence(text)))
}

function entry(term: string, text: string): string {
  return `*${escaped(term)}*\n\t${escaped(text)}`
}

/** With a capital and a full stop. */
function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

function escaped(text: string): string {
  return text.replace(/[\\_*#<`~]/g, (character) => `\\${character}`)
}
