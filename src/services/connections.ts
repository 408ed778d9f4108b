/**
 * How many clients does a service have, by what its command prints?
 *
 * The lines with a given text, or the first number; for people only, nothing is decided by it.
 */

/** The number; undefined when the output does not say. `line`: text of a line that stands for one client. */
export function connectionsIn(output: string, line: string | undefined): number | undefined {
  if (line !== undefined) return output.split('\n').filter((one) => one.includes(line)).length
  const digits = /\d{1,9}/.exec(output)?.[0]
  return digits === undefined ? undefined : Number(digits)
}
