/**
 * Which pair do the wire tests use?
 *
 * Two sessions with fixed nonces, and a beat that has a value in every field. Everything is deterministic.
 */
import type { NodeName } from '../../src/core/types.ts'
import type { Beat, BeatFlags } from '../../src/core/beat-content.ts'
import { openSession, type PairKey, type Session, type SessionOptions } from '../../src/wire/session.ts'

/** The pair that both sessions belong to. */
export const pairId = 0x5eed1234

/** The key that both nodes have. */
export const pairKey: PairKey = { id: 1, secret: Uint8Array.from({ length: 32 }, (_, at) => at * 7) }

/** One serial path and two Ethernet paths. */
export const paths: SessionOptions['paths'] = [
  { id: 0, medium: 'serial' },
  { id: 1, medium: 'ethernet' },
  { id: 2, medium: 'ethernet' },
]

/** A nonce that is different for each start of each node. */
export function nonceOf(node: NodeName, start: number): Uint8Array {
  return Uint8Array.from({ length: 16 }, (_, at) => (node === 'master' ? 0x40 : 0x80) + start * 16 + at)
}

/** Session of `node` after its start number `start`. */
export function open(node: NodeName, start = 0, changes: Partial<SessionOptions> = {}): Session {
  return openSession({ pairId, node, keys: [pairKey], nonce: nonceOf(node, start), paths, ...changes })
}

/** Passes a frame and every reply to it to and fro until nobody replies any more; returns what each receiver said. */
export function converse(from: Session, to: Session, frame: Uint8Array, nowMs: number, path = 1): string[] {
  const said: string[] = []
  let [sender, receiver] = [from, to]
  let travelling: Uint8Array | undefined = frame
  while (travelling !== undefined && said.length < 20) {
    const received = receiver.receive(path, travelling, nowMs)
    said.push(received.type)
    travelling = 'reply' in received ? received.reply : undefined
    ;[sender, receiver] = [receiver, sender]
  }
  return said
}

/** Two nodes with a session in force. */
export function joined(nowMs = 0): { readonly master: Session; readonly slave: Session } {
  const master = open('master')
  const slave = open('slave')
  converse(master, slave, master.hello(1), nowMs)
  return { master, slave }
}

/** Seals a beat, or ends the test when there is no session. */
export function sealed(session: Session, beat: Beat): Uint8Array {
  const frame = session.seal(beat)
  if (frame === 'no-session') throw new Error('no session')
  return frame
}

/** Every flag down. */
export const noFlags: BeatFlags = {
  fit: false,
  held: false,
  keepStandby: false,
  leaving: false,
  released: false,
  restarting: false,
  lapsed: false,
  witness: false,
  witnessKnown: false,
  maintenance: false,
  stickyMaster: false,
}

/** A beat of three paths without order and resources. */
export function beatOf(from: NodeName, path: number, counter: number): Beat {
  return {
    from,
    path,
    counter,
    sentAtMs: 123_456,
    bootId: 0xb007b007,
    incarnation: 3,
    term: { number: 17, node: 'slave' },
    phase: 'running-master',
    claimAgeMs: 98_765,
    flags: { ...noFlags, fit: true, witness: true, witnessKnown: true },
    echoes: [900, undefined, 950],
    zonesUp: ['lan', 'wan'],
    settingsHash: 0xdeadbeef,
    restartTtlMs: 0,
    resources: [],
  }
}
