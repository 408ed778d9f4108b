/**
 * What does a play-script say?
 *
 * One step per line, in the order of time, so that anybody in support can read and write one; README.md lists the
 * words. Wrong lines are all reported with their numbers. Rejected: YAML, which is harder to read aloud.
 */

/** One line of a script, in words. */
export type Line = { readonly number: number; readonly words: readonly string[] }

/** A whole script, its lines in the order in which they stand. */
export type Script = {
  /** The comment at the top: what happens and why. */
  readonly story: readonly string[]
  readonly given: readonly Line[]
  readonly steps: readonly Line[]
}

/** Splits a script into its lines. */
export function parseScript(text: string): Script {
  const lines = text.split('\n').map((line, index) => ({ number: index + 1, text: line.trim() }))
  const story = lines.filter((line) => line.text.startsWith('#')).map((line) => line.text.slice(1).trim())
  const told = lines
    .filter((line) => line.text !== '' && !line.text.startsWith('#'))
    .map((line) => ({ number: line.number, words: line.text.split(/\s+/) }))
  return {
    story,
    given: told.filter((line) => line.words[0] === 'given'),
    steps: told.filter((line) => line.words[0] !== 'given'),
  }
}

/** A span such as `250ms`, `5s` or `2min`, in ms; nothing when it is none. */
export function parseSpan(text: string | undefined): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|min)$/.exec(text ?? '')
  if (match === null) return undefined
  const factor = match[2] === 'ms' ? 1 : match[2] === 's' ? 1_000 : 60_000
  return Number(match[1]) * factor
}
