/**
 * Do these hosts answer an echo?
 *
 * By the pinger of the agent, on sockets of its own. Only root may open them; for everybody else nobody is asked.
 */
import { randomBytes } from 'node:crypto'
import type { AskHosts } from '../doctor/gather-network.ts'
import { monotonicNow, pause } from '../linux/clock.ts'

/** An answer comes within a second or not at all: what the pinger waits for, ms. */
const answerMs = 1_000

/** How hosts are asked; undefined when the caller may not. `uid`: of the caller. */
export function asker(uid: number | undefined): AskHosts | undefined {
  return uid === 0 ? ask : undefined
}

const ask: AskHosts = async (hosts) => {
  const { createPinger } = await import('../connectivity/index.ts')
  const answered = new Set<string>()
  const pinger = createPinger({
    targets: hosts.map(({ address, device }, witness) => ({ witness, address, device })),
    onAnswer: (witness) => answered.add(hosts[witness]?.address ?? ''),
    clock: monotonicNow,
    random: randomBytes,
  })
  pinger.ask()
  await pause(answerMs)
  pinger.stop()
  return [...answered]
}
