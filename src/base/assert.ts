/**
 * What is done when the program itself is wrong?
 *
 * A broken assumption is never caught on the way: the daemon journals its state and ends, and the kernel lease, the
 * peer and the service manager take over. Wrong input and a wrong world are values and events, not assertions.
 */

/** The program is wrong. Never caught, except at the very top to journal it. */
export class BrokenAssumption extends Error {
  override name = 'BrokenAssumption'
}

/** Ends the program when `condition` does not hold. `message` names the assumption that broke. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new BrokenAssumption(message)
}

/** Marks a branch that the types rule out. Reaching it is a broken assumption. */
export function unreachable(value: never): never {
  throw new BrokenAssumption(`unreachable: ${JSON.stringify(value)}`)
}
