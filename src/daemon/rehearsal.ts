/**
 * How is the first takeover as quick as the tenth?
 *
 * A standby may run for months before it takes over, and then every line of that path runs for the first time: code that
 * the engine has never compiled costs milliseconds just when they count. So the agent rehearses at its start: two pairs
 * of core, session and address keeper play moves against each other in memory. Nothing leaves the process, no device is
 * touched, and the rehearsal is thrown away. Measured before it existed: the first release and the first take of a run took
 * 1.5 to 1.8 ms, the fourth 0.7 ms; what the rehearsal itself saves of that was not measured. It is a comfort, and an
 * agent that comes back must be there before a lease ends: on a slow processor it stops at its time limit.
 * Rejected: a warm-up on the real objects, whose counters and states would then lie.
 */
import { elapsed, instant } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { wakeAt } from '../core/deadlines.ts'
import type { Beat } from '../core/beat-content.ts'
import type { Effect } from '../core/effects.ts'
import type { PairEvent } from '../core/events.ts'
import type { PairSettings } from '../core/settings.ts'
import type { PairState } from '../core/state.ts'
import { firstState, step } from '../core/step.ts'
import { peerOf } from '../core/types.ts'
import type { Memory, NodeName } from '../core/types.ts'
import { nextTurn } from '../linux/clock.ts'
import type { Netlink } from '../linux/netlink.ts'
import { createVipKeeper } from '../vip/index.ts'
import type { VipAddress } from '../vip/index.ts'
import { openSession } from '../wire/session.ts'
import type { Session } from '../wire/session.ts'

/** Moves that are played; engines compile what ran some hundred times. */
const moves = 40
/** Facts in one move at most, beats included; ends a rehearsal that would not end. */
const factsPerMoveMax = 200
/** Longest time that each half may take, ms: what it takes on the machine where it was measured. Own choice. */
const limitMs = 100
/** Time between two facts of the rehearsal, ms of its own clock. */
const tickMs = 1

type Player = {
  state: PairState
  readonly settings: PairSettings
  readonly session: Session
  readonly facts: PairEvent[]
}

/** Is there time for a rehearsal? Not where the record says that something may still be held: a lease is waiting (D6). */
export function mayRehearse(memory: Memory | 'empty' | 'unreadable', bootId: number): boolean {
  return typeof memory !== 'object' || memory.phase !== 'running-master' || memory.bootId !== bootId
}

/**
 * Plays moves between two nodes with these settings; takes some 100 ms of processor time, and not much more on a slow
 * processor. How many moves were played, and how many with addresses. `now`: the machine's own clock.
 */
export async function rehearse(
  settings: PairSettings,
  addresses: readonly VipAddress[],
  now: () => Instant,
): Promise<{ readonly moves: number; readonly addressMoves: number }> {
  const movesPlayed = playMoves(settings, inTime(now))
  return { moves: movesPlayed, addressMoves: await playAddresses(addresses, inTime(now)) }
}

/** Is there time for one more move? */
function inTime(now: () => Instant): () => boolean {
  const startedAt = now()
  return () => elapsed(startedAt, now()) < limitMs
}

function player(settings: PairSettings, node: NodeName): Player {
  const own = { ...settings, node, failback: 'manual' as const, onCarrierLossMs: 0 }
  const nonce = new Uint8Array(16).fill(node === 'master' ? 1 : 2)
  const keys = [{ id: 0, secret: new Uint8Array(32).fill(7) }]
  const session = openSession({ pairId: 0, node, keys, nonce, paths: settings.paths })
  return { state: firstState(own, instant(0)), settings: own, session, facts: [] }
}

function playMoves(settings: PairSettings, more: () => boolean): number {
  const players: Record<NodeName, Player> = { master: player(settings, 'master'), slave: player(settings, 'slave') }
  let nowMs = 0
  const play = (node: NodeName, event: PairEvent): void => {
    const { state, settings: own } = players[node]
    const stepped = step(state, event, own, instant(nowMs))
    players[node].state = stepped.state
    for (const effect of stepped.effects) perform(players, node, effect, nowMs)
  }
  const settle = (): void => {
    for (let facts = 0; facts < factsPerMoveMax; facts += 1) {
      nowMs += tickMs
      for (const node of ['master', 'slave'] as const) {
        const { state, settings: own, facts: waiting } = players[node]
        const fact = waiting.shift()
        if (fact !== undefined) play(node, fact)
        else if (nowMs >= wakeAt(state, own)) play(node, { type: 'timer' })
      }
    }
  }
  for (const [index, node] of (['master', 'slave'] as const).entries()) {
    play(node, { type: 'started', memory: 'empty', bootId: index, incarnation: 1, owned: 'none', inconsistent: false })
  }
  settle()
  let move = 0
  for (; move < moves && more(); move += 1) {
    const running = players.master.state.phase === 'running-master' ? 'master' : 'slave'
    const zone = settings.resources.length === 0 ? settings.zones[0]?.zone : undefined
    // Every other move is for a lost carrier, where that is a reason to move at once.
    if (move % 2 === 1 && zone !== undefined) play(running, { type: 'zone-carrier', zone, up: false })
    else play(running, { type: 'order', orderId: `rehearsal-${move}`, order: { verb: 'failover', force: false } })
    settle()
    for (const { zone: lost } of settings.zones) play(running, { type: 'zone-carrier', zone: lost, up: true })
  }
  return move
}

/** Every order succeeds, every beat arrives, sealed and opened on its way. */
function perform(players: Record<NodeName, Player>, node: NodeName, effect: Effect, nowMs: number): void {
  if ('id' in effect) players[node].facts.push({ type: 'effect-done', id: effect.id })
  if (effect.type === 'send-beat') carry(players, node, effect.beat, nowMs)
}

function carry(players: Record<NodeName, Player>, node: NodeName, beat: Beat, nowMs: number): void {
  const peer = players[peerOf(node)]
  const sealed = players[node].session.seal(beat)
  const frame = sealed === 'no-session' ? players[node].session.hello(beat.path) : sealed
  const received = peer.session.receive(beat.path, frame, nowMs)
  if ('reply' in received) players[node].session.receive(beat.path, received.reply ?? frame, nowMs)
  if (received.type === 'beat') peer.facts.push({ type: 'beat', beat: received.beat, ageMs: 0 })
}

/** A kernel that agrees to everything and a network that takes every frame. */
async function playAddresses(addresses: readonly VipAddress[], more: () => boolean): Promise<number> {
  const few = addresses.slice(0, 8)
  const netlink: Pick<
    Netlink,
    | 'addressAdd'
    | 'addressDelete'
    | 'prepare'
    | 'addresses'
    | 'links'
    | 'mac'
    | 'promoteSecondaries'
    | 'listen'
    | 'drainEvents'
  > = {
    addressAdd: () => [],
    addressDelete: () => [],
    prepare: () => undefined,
    mac: () => '02:00:00:00:00:01',
    addresses: () => [],
    links: () =>
      few.map(({ device }, index) => ({ device, index: index + 1, up: true, carrier: true, mac: '02:00:00:00:00:01' })),
    promoteSecondaries: () => undefined,
    listen: () => () => undefined,
    drainEvents: () => undefined,
  }
  const keeper = createVipKeeper({
    addresses: few,
    netlink,
    announcer: { send: (_device, frames) => Promise.resolve({ sent: frames.length, unsent: 0 }) },
    leaseMs: 1_000,
    clock: { now: () => instant(0), nextTurn },
    onMissing: () => undefined,
    onError: () => undefined,
  })
  let move = 0
  for (; move < moves && more(); move += 1) {
    await keeper.take(1_000)
    await keeper.announce()
    await keeper.renew(1_000)
    await keeper.remove()
  }
  keeper.stop()
  return move
}
