/**
 * What does a fencing agent read on its standard input, and which words must nobody else see?
 *
 * The fence agents take one option a line, name=value; the action is ours. Everything that the file of options says is a
 * secret as far as this program goes: nothing of it is told or logged, and what an agent prints is told only with every
 * one of these values blanked. Source: FenceAgentAPI of the fence-agents project.
 */

/** Options as the agent gets them. */
export type AgentOption = { readonly name: string; readonly value: string }

/** What an agent can be asked to do. It never gets the order to switch on or to reboot from here. */
export type AgentAction = 'off' | 'status' | 'monitor'

/** More options than any agent has, and longest line, characters. */
const optionsMax = 64
const lineMax = 512

/** What the file says, or what is wrong with it, without its words. */
export type ParsedOptions =
  | { readonly ok: true; readonly options: readonly AgentOption[] }
  | { readonly ok: false; readonly problems: readonly string[] }

/** Reads the text of a file of options. Empty lines and lines that begin with # are left out. */
export function parseOptions(text: string): ParsedOptions {
  const options: AgentOption[] = []
  const problems: string[] = []
  for (const [index, line] of text.split('\n').entries()) {
    const trimmed = line.trim()
    if (trimmed === '' || trimmed.startsWith('#')) continue
    const problem = problemOf(trimmed, options)
    if (problem !== undefined) problems.push(`line ${index + 1}: ${problem}`)
    else options.push({ name: nameOf(trimmed), value: trimmed.slice(trimmed.indexOf('=') + 1) })
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, options }
}

function nameOf(line: string): string {
  return line.slice(0, line.indexOf('='))
}

function problemOf(line: string, before: readonly AgentOption[]): string | undefined {
  if (line.length > lineMax) return `longer than ${lineMax} characters`
  if (/\p{Cc}/u.test(line)) return 'holds a control character'
  const name = nameOf(line)
  if (!line.includes('=') || !/^[A-Za-z][A-Za-z0-9_-]*$/.test(name)) return 'is no name=value'
  if (name === 'action' || name === 'option') return 'the action is not for this file'
  if (before.some((option) => option.name === name)) return 'names an option for the second time'
  return before.length >= optionsMax ? `more than ${optionsMax} options` : undefined
}

/** The text for the standard input of the agent. */
export function renderOptions(options: readonly AgentOption[], action: AgentAction): string {
  return [...options.map(({ name, value }) => `${name}=${value}`), `action=${action}`, ''].join('\n')
}

/** What an agent printed, in one line, with every value of the options blanked. */
export function blanked(text: string, options: readonly AgentOption[]): string {
  const values = options.map(({ value }) => value).filter((value) => value !== '')
  let line = text.replace(/\p{Cc}+/gu, ' ').trim()
  for (const value of values.toSorted((one, other) => other.length - one.length)) line = line.replaceAll(value, '*')
  return line
}
