/**
 * Which known word did a person most likely mean?
 *
 * The distance of Levenshtein over whole paths: insertions, deletions and replacements of one character. Sources:
 * V. Levenshtein, 1966; the two-row form is folklore.
 */

/** Longest word that is compared; a longer one has no near word. */
const wordMax = 80

function distance(one: string, other: string): number {
  let before = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let row = 1; row <= one.length; row += 1) {
    const line = [row]
    for (let column = 1; column <= other.length; column += 1) {
      const replace = (before[column - 1] ?? 0) + (one[row - 1] === other[column - 1] ? 0 : 1)
      line.push(Math.min(replace, (before[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1))
    }
    before = line
  }
  return before[other.length] ?? 0
}

/** The known word nearest to `word`; undefined when none shares at least half of its characters. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > wordMax) return undefined
  const measured = known.map((candidate) => ({ candidate, away: distance(word, candidate) }))
  const best = measured.reduce<(typeof measured)[number] | undefined>((least, next) => {
    return least === undefined || next.away < least.away ? next : least
  }, undefined)
  return best !== undefined && best.away * 2 <= Math.max(word.length, best.candidate.length)
    ? best.candidate
    : undefined
}
