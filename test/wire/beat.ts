/**
 * Does every beat come back from its bytes as it was, and nothing else as a beat?
 */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import type { Beat } from '../../src/core/beat-content.ts'
import type { Generation } from '../../src/core/generation.ts'
import { BrokenAssumption } from '../../src/base/assert.ts'
import { discardBytes, discardLayout, orderLayout, resourceBytes, resourceLayout } from '../../src/wire/blocks.ts'
import { beatLayout, decodeBeat, encodeBeat } from '../../src/wire/beat.ts'
import { eyesBytes, eyesLayout } from '../../src/wire/eyes-block.ts'
import { frameBytesMax } from '../../src/wire/envelope.ts'
import type { Layout } from '../../src/wire/fields.ts'
import { helloLayout } from '../../src/wire/hello.ts'
import { arpLayout } from '../../src/wire/arp.ts'
import { ndLayout } from '../../src/wire/nd.ts'
import { beats, nowMs } from './arbitrary.ts'
import { beatOf, joined, sealed } from './pair.ts'

const orderOf: Beat['order'] = {
  id: 7,
  cause: 'failover',
  step: 'ready',
  taker: 'slave',
  term: { number: 18, node: 'slave' },
}

const eyesOf: Beat['eyes'] = { runs: 0x8000_0001, lan: 'down', internet: 'up', round: 255, reached: 64 }

const generationOf = (current: string): Generation => ({ current, bitmap: current, history: [current, current] })

const resourceOf = (resource: number): Beat['resources'][number] => ({
  resource,
  connection: 'connected',
  role: 'disk-secondary',
  disk: 'up-to-date',
  peerDisk: 'unknown',
  generation: {
    current: '0123456789ABCDE0',
    bitmap: '0000000000000000',
    history: ['00000000000000A0', '0000000000000000'],
  },
  suspended: false,
  inSync: true,
  outdate: false,
  outdated: true,
})

void t.test('each beat that the contract allows comes back as it was', (t) => {
  fc.assert(
    fc.property(beats, (beat) => {
      assert.deepStrictEqual(decodeBeat(encodeBeat(beat), nowMs), { ok: true, beat })
    }),
    { numRuns: 1000, seed: 1 },
  )
  t.end()
})

void t.test('decoding any bytes gives a beat or a refusal, and a beat has one form in bytes', (t) => {
  const spoilt = fc
    .tuple(beats, fc.array(fc.tuple(fc.nat(250), fc.nat(255)), { minLength: 1, maxLength: 3 }), fc.nat(4))
    .map(([beat, changes, cut]) => {
      const bytes = encodeBeat(beat)
      for (const [at, value] of changes) bytes[at % bytes.length] = value
      return bytes.subarray(0, bytes.length - (cut === 4 ? 1 : 0))
    })
  let accepted = 0
  fc.assert(
    fc.property(spoilt, (bytes) => {
      const decoded = decodeBeat(bytes, nowMs)
      if (!decoded.ok) return true
      accepted += 1
      const again = encodeBeat(decoded.beat)
      // Pair and session are the envelope's, not the beat's.
      again.set(bytes.subarray(4, 12), 4)
      return Buffer.compare(again, bytes) === 0
    }),
    { numRuns: 2000, seed: 2 },
  )
  t.ok(accepted > 100, 'most changes only change a value')
  t.end()
})

void t.test('a sealed beat of three paths is 79 bytes, 90 with an order', (t) => {
  const { slave } = joined()
  t.equal(sealed(slave, beatOf('slave', 0, 1)).length, 79)
  t.equal(sealed(slave, { ...beatOf('slave', 0, 2), order: orderOf }).length, 90)
  t.end()
})

void t.test('the largest beat is a frame that the receiver still looks at', (t) => {
  const { master, slave } = joined()
  const echoes = Array.from({ length: 8 }, () => 5)
  const discard = { victim: '0123ABCD', number: 255 }
  const resources = Array.from({ length: 8 }, (_, index) => ({ ...resourceOf(index), discard }))
  const frame = sealed(slave, { ...beatOf('slave', 0, 1), echoes, order: orderOf, eyes: eyesOf, resources })
  t.equal(frame.length, 437)
  t.ok(frame.length <= frameBytesMax)
  t.equal(master.receive(0, frame, 1000).type, 'beat')
  t.ok(resourceBytes + discardBytes <= 40)
  t.end()
})

void t.test('fractions of milliseconds are cut', (t) => {
  const beat = { ...beatOf('slave', 0, 1), sentAtMs: 10.9, claimAgeMs: 20.9, restartTtlMs: 30.9, echoes: [40.9] }
  const decoded = decodeBeat(encodeBeat(beat), 100.5)
  t.match(decoded, { ok: true, beat: { sentAtMs: 10, claimAgeMs: 20, restartTtlMs: 30, echoes: [40] } })
  t.end()
})

void t.test('an echo is read as the nearest instant at or before now', (t) => {
  const echoAt = (echo: number, now: number): number | undefined => {
    const decoded = decodeBeat(encodeBeat({ ...beatOf('slave', 0, 1), echoes: [echo] }), now)
    return decoded.ok ? decoded.beat.echoes[0] : Number.NaN
  }
  const span = 2 ** 32
  t.equal(echoAt(1000, 1000), 1000, 'sent in this very millisecond')
  t.equal(echoAt(span - 5, span + 5), span - 5, 'across the wrap of 32 bits')
  t.equal(echoAt(5 * span + 7, 5 * span + 9), 5 * span + 7)
  t.equal(echoAt(5000, 4000), undefined, 'a value of a clock before this boot')
  t.end()
})

void t.test('values out of range are a broken assumption of the sender', (t) => {
  const wrong: readonly Partial<Beat>[] = [
    { path: 8 },
    { path: -1 },
    { path: 0.5 },
    { counter: -1 },
    { counter: 2 ** 48 },
    { counter: 0.5 },
    { sentAtMs: 2 ** 48 },
    { sentAtMs: Number.NaN },
    { bootId: 2 ** 32 },
    { incarnation: -1 },
    { term: { number: 2 ** 32, node: 'master' } },
    { claimAgeMs: 2 ** 32 },
    { claimAgeMs: -1 },
    { settingsHash: 2 ** 32 },
    { restartTtlMs: 65_536 },
    { echoes: [-1] },
    { echoes: [2 ** 48] },
    { echoes: [Number.NEGATIVE_INFINITY] },
    { echoes: new Array<undefined>(9).fill(undefined) },
    { order: { ...orderOf, id: 0 } },
    { eyes: { ...eyesOf, reached: 65 } },
    { eyes: { ...eyesOf, runs: 2 ** 32 } },
    { resources: Array.from({ length: 9 }, (_, index) => resourceOf(index)) },
    { resources: [resourceOf(1), resourceOf(1)] },
    { resources: [resourceOf(256)] },
    { resources: [{ ...resourceOf(1), generation: generationOf('0123456789ABCDE1') }] },
    { resources: [{ ...resourceOf(1), generation: generationOf('0123') }] },
  ]
  for (const change of wrong) {
    t.throws(() => encodeBeat({ ...beatOf('slave', 0, 1), ...change }), BrokenAssumption, JSON.stringify(change))
  }
  t.end()
})

void t.test('each value that nothing stands for is refused', (t) => {
  const whole = { ...beatOf('slave', 0, 1), order: orderOf, eyes: eyesOf, resources: [resourceOf(1), resourceOf(2)] }
  const orderAt = 63
  const eyesAt = orderAt + 11
  const resourceAt = eyesAt + eyesBytes
  const spoil = (offset: number, value: number): unknown => {
    const bytes = encodeBeat(whole)
    bytes[offset] = value
    const decoded = decodeBeat(bytes, 1000)
    return decoded.ok ? decoded.beat : decoded.problem
  }
  t.match(spoil(0, 0xd2), /no frame of hapair/)
  t.match(spoil(2, 0xc0), /unknown kind/)
  t.match(spoil(2, 0x90), /unknown kind/, 'spare bit of the head')
  t.match(spoil(2, 0xa0), /decides/, 'decided bit on a beat')
  t.match(spoil(2, 0x48), /no beat/, 'a hello')
  t.match(spoil(3, 2), /no beat of this version/)
  t.match(spoil(3, 0), /version 0/)
  t.match(spoil(beatLayout.flags.offset, 0x38), /flag/)
  t.match(spoil(beatLayout.state.offset, 0x07), /unknown phase \(7\)/)
  t.match(spoil(beatLayout.state.offset, 0x83), /beside the zones/)
  t.match(spoil(beatLayout.counts.offset, 0x92), /9 echoes/)
  t.match(spoil(beatLayout.counts.offset, 0x39), /9 resources/)
  t.match(spoil(beatLayout.counts.offset, 0x22), /ask for/)
  t.match(spoil(beatLayout.echoesHeard.offset, 0x0d), /no path/)
  t.match(spoil(beatLayout.echoesHeard.offset, 0x04), /without its bit/)
  t.match(spoil(orderAt + orderLayout.words.offset, 0x30), /unknown words of an order/)
  t.match(spoil(orderAt + orderLayout.step.offset, 6), /unknown step of an order \(6\)/)
  t.match(spoil(eyesAt + eyesLayout.links.offset, 0x03), /unknown words of the links/)
  t.match(spoil(eyesAt + eyesLayout.links.offset, 0x0c), /unknown words of the links/)
  t.match(spoil(eyesAt + eyesLayout.links.offset, 0x16), /unknown words of the links/)
  t.match(spoil(eyesAt + eyesLayout.reached.offset, 65), /65 targets/)
  t.match(spoil(orderAt + orderLayout.refusal.offset, 26), /unknown reason/)
  t.match(spoil(resourceAt + resourceLayout.resource.offset, 2), /resource 2 twice/)
  t.match(spoil(resourceAt + resourceLayout.links.offset, 0x02), /unknown words of a resource/)
  t.match(spoil(resourceAt + resourceLayout.links.offset, 0x06), /unknown words of a resource/)
  t.match(spoil(resourceAt + resourceLayout.disks.offset, 0x05), /unknown words of a disk/)
  t.match(spoil(resourceAt + resourceLayout.disks.offset, 0x07), /identifiers without their bit/)
  t.match(spoil(resourceAt + resourceLayout.current.offset + 7, 0xe1), /lowest bit/)
  const noOrderId = encodeBeat(whole)
  noOrderId.fill(0, orderAt, orderAt + 4)
  t.match(decodeBeat(noOrderId, 1000), { ok: false, problem: /id 0/ })
  t.match(decodeBeat(Uint8Array.from([...encodeBeat(whole), 0]), 1000), { ok: false, problem: /ask for/ }, 'trailing')
  t.end()
})

void t.test('every layout is without gap and overlap', (t) => {
  const layouts: readonly Layout[] = [beatLayout, helloLayout, orderLayout, eyesLayout, resourceLayout, discardLayout]
  for (const layout of [...layouts, arpLayout, ndLayout]) {
    let next = layout === arpLayout || layout === ndLayout ? 14 : 0
    for (const row of Object.values(layout)) {
      t.equal(row.offset, next, row.about)
      next += row.bytes
    }
  }
  t.end()
})
