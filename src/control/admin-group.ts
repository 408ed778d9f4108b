/**
 * Which group may give orders?
 *
 * The members of one group of the system, besides root (CFG-6). The text of /etc/group is read here; a group that only
 * a directory service knows is not found, and then only root may give orders. Rejected: getent, which would start a
 * program of unknown duration at the start of the daemon.
 */

/** Group whose members are administrators of the pair. */
export const adminGroup = 'hapair-admin'

/** Number of a group in the text of /etc/group; undefined when there is none. Source: group(5). */
export function groupNumber(text: string, name: string): number | undefined {
  for (const line of text.split('\n')) {
    const [found, , number] = line.split(':')
    if (found === name && number !== undefined && /^\d+$/.test(number)) return Number(number)
  }
  return undefined
}
