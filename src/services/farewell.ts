/**
 * How do the services of this node take leave of their clients before a planned move?
 *
 * Each running service that moves has its command called, all side by side, each with a limit. A client that was told to go
 * comes back to the other node at once, where one that was not told waits for its own time-out. A farewell that fails is
 * told and holds up nothing: the addresses go all the same (SVC-10).
 */
import { commandCall, failureOf } from './calls.ts'
import type { ServiceEdge } from './runner.ts'

/** A service with what it says at the end. */
export type PartingService = { readonly name: string; readonly farewell: readonly string[] }

/** Calls the farewells of these services; resolves when all have ended, with what went wrong. */
export async function sayFarewell(
  services: readonly PartingService[],
  edge: Pick<ServiceEdge, 'run'>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const ends = services
    .filter(({ farewell }) => farewell.length > 0)
    .map(async ({ name, farewell }) => {
      const call = commandCall('farewell', name, farewell)
      return failureOf(call, await edge.run(call, signal).answer)?.message
    })
  return (await Promise.all(ends)).filter((text) => text !== undefined)
}
