/**
 * What value does this text of JSON hold, if any?
 *
 * Text from outside is wrong input, not an exception: a line that is no JSON gives undefined, all else a value of
 * unknown form that the caller checks.
 */

/** The value in a wrapping, because `null` is one too; undefined when the text is no JSON. */
export function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown }
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
