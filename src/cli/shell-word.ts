/**
 * How is a word printed so that it can be pasted into a shell?
 *
 * Words of harmless characters as they are, all others in single quotes. Source: POSIX.1-2024, XCU 2.2.
 */

/** The word, quoted when needed. */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9._:/=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
