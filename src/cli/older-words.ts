/**
 * Which forms of three words does the command line know from before?
 *
 * The parser has commands of one word and of two; an older form of three is put into the present one before it reads.
 */

const olderForms: readonly { readonly from: readonly string[]; readonly to: readonly string[] }[] = [
  { from: ['failover', 'client-connection', 'disable'], to: ['clients', 'disable'] },
  { from: ['failover', 'client-connection', 'enable'], to: ['clients', 'enable'] },
]

/** The words with an older form replaced by the present one (CLI-15). */
export function inPresentWords(words: readonly string[]): readonly string[] {
  for (const { from, to } of olderForms) {
    const at = words.findIndex((_, index) => from.every((word, offset) => words[index + offset] === word))
    if (at !== -1) return [...words.slice(0, at), ...to, ...words.slice(at + from.length)]
  }
  return words
}
