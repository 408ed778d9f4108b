/**
 * How is a fault in the settings told?
 *
 * Each problem names the file, the line, the key, the value and the rule that it breaks, and all problems are told at
 * once: an operator who repairs one line at a time at three in the morning gives up.
 */

/** A fault, or an advisory, with its place. */
export type Problem = {
  /** File as it was given to the reader; `built-in default` when no file carries the value. */
  readonly file: string
  /** From 1; 0 when the problem has no line, a missing key for instance. */
  readonly line: number
  /** From 1; 0 when there is no line. */
  readonly column: number
  /** Path of the key; empty for a fault of the file as a whole. */
  readonly key: string
  /** The value as it is written; `missing` when it is not. */
  readonly value: string
  readonly rule: string
}

/** Longest piece of a value that is printed; a longer one is cut. */
const valueTextMax = 80

/** Text for a terminal: control characters are shown by their number, text longer than `max` is cut. */
export function printable(text: string, max = valueTextMax): string {
  const cut = text.length > max ? `${text.slice(0, max)}...` : text
  return cut.replaceAll('\n', '\\n').replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
  })
}

function placed(problem: Problem): string {
  const file = printable(problem.file, problem.file.length)
  const place = problem.line === 0 ? file : `${file}:${problem.line}`
  const key = problem.key === '' ? '' : `${printable(problem.key)}: `
  return `${place}: ${key}${printable(problem.value)}`
}

/** One line: `pair.yaml:12: heartbeat.dead-time: 3 (rule: ...)`. */
export function renderProblem(problem: Problem): string {
  return `${placed(problem)} (rule: ${printable(problem.rule, problem.rule.length)})`
}

/** One line: `pair.yaml:12: heartbeat.dead-time: 30s (advice: ...)`. */
export function renderAdvisory(advisory: Problem): string {
  return `${placed(advisory)} (advice: ${printable(advisory.rule, advisory.rule.length)})`
}

/** Problems by file in the order of `files`, then by line and column; those without a line come first in their file. */
export function inFileOrder(problems: readonly Problem[], files: readonly string[]): readonly Problem[] {
  const rank = (problem: Problem): number => {
    const index = files.indexOf(problem.file)
    return index === -1 ? files.length : index
  }
  return [...problems].sort(
    (one, other) => rank(one) - rank(other) || one.line - other.line || one.column - other.column,
  )
}
