/** Cases for `connectivity/neighbourhood.ts`: whom to ask, what is learned, and the bounds of both. */
import t from 'tap'
import type { Claim } from '../../src/connectivity/classify.ts'
import {
  absorbClaim,
  beginRound,
  missesMax,
  neighboursMax,
  neighboursPerRound,
  newNeighbourhood,
  vipsPerRound,
  type Neighbourhood,
} from '../../src/connectivity/neighbourhood.ts'
import { knowledge, mac } from './classify.ts'

const unlearned = newNeighbourhood({ ...knowledge, peerMac: undefined })
const alive: Neighbourhood = { ...unlearned, peerAlive: true }

function absorb(zone: Neighbourhood, ...claims: readonly Claim[]): Neighbourhood {
  return claims.reduce((current, claim) => absorbClaim(current, claim).zone, zone)
}

function rounds(zone: Neighbourhood, count: number): Neighbourhood {
  return Array.from({ length: count }).reduce<Neighbourhood>((current) => beginRound(current).zone, zone)
}

const peerAt = (address: string): Claim => ({ address: '192.0.2.2', mac: address, answer: true })
const host = (number: number, answer = true): Claim => ({
  address: `192.0.2.${number}`,
  mac: `02:00:00:00:01:${number.toString(16).padStart(2, '0')}`,
  answer,
})

void t.test('the hardware address of the peer is learned from its own address while beats prove it alive', (t) => {
  t.equal(absorb(alive, peerAt(mac.peer)).knowledge.peerMac, mac.peer)
  t.equal(absorbClaim(alive, peerAt(mac.peer)).proof.type, 'answer')
  t.end()
})

void t.test('a host that takes the address of a dead peer is never learned as the peer', (t) => {
  t.equal(absorb(unlearned, peerAt(mac.third)).knowledge.peerMac, undefined)
  const dead: Neighbourhood = { ...absorb(alive, peerAt(mac.peer)), peerAlive: false }
  const later = absorb(rounds(dead, missesMax + 5), peerAt(mac.third))
  t.equal(later.knowledge.peerMac, mac.peer)
  t.strictSame(absorbClaim(later, peerAt(mac.third)).proof, {
    type: 'answer',
    subject: 'peer-address',
    answerer: 'third',
  })
  t.end()
})

void t.test('the hardware address of a living peer changes only when the old one no longer answers', (t) => {
  const known = absorb(alive, peerAt(mac.peer))
  t.equal(absorb(rounds(known, 1), peerAt(mac.third)).knowledge.peerMac, mac.peer, 'both may answer: the old one stays')
  t.equal(absorb(rounds(known, missesMax + 1), peerAt(mac.third)).knowledge.peerMac, mac.third, 'the card was replaced')
  const answering = absorb(rounds(known, missesMax + 1), peerAt(mac.peer), peerAt(mac.third))
  t.equal(answering.knowledge.peerMac, mac.peer)
  t.end()
})

void t.test('a group hardware address and our own are never learned as the peer', (t) => {
  t.equal(absorb(alive, peerAt('03:00:00:00:00:01'), peerAt(mac.own)).knowledge.peerMac, undefined)
  t.end()
})

void t.test('what was taken for a neighbour is forgotten when it turns out to be the peer', (t) => {
  const before = absorb(alive, { address: '192.0.2.99', mac: mac.peer, answer: true })
  t.equal(before.learned.length, 1)
  t.strictSame(absorb(before, peerAt(mac.peer)).learned, [])
  t.end()
})

void t.test('a round asks for 8 VIPs at most, and the next rounds for the others in turn', (t) => {
  const vips = Array.from({ length: 20 }, (_none, at) => `192.0.2.${at + 20}`)
  let zone = newNeighbourhood({ ...knowledge, vips })
  const asked: string[][] = []
  for (let round = 0; round < 5; round++) {
    const begun = beginRound(zone)
    zone = begun.zone
    asked.push(begun.targets.filter((target) => vips.includes(target)))
  }
  t.ok(asked.every((targets) => targets.length === vipsPerRound))
  t.strictSame(asked.slice(0, 3).flat().slice(0, 20), vips)
  t.strictSame(asked[2], [...vips.slice(16), ...vips.slice(0, 4)])
  t.end()
})

void t.test('a round asks for the peer, every configured neighbour and 4 learned ones', (t) => {
  const zone = absorb(unlearned, ...Array.from({ length: 10 }, (_none, at) => host(at + 100, false)))
  const { targets } = beginRound(zone)
  t.strictSame(targets, [
    ...knowledge.vips,
    '192.0.2.2',
    '192.0.2.254',
    '198.51.100.1',
    ...zone.learned.slice(0, neighboursPerRound).map(({ address }) => address),
  ])
  t.end()
})

void t.test('a host that was only heard becomes a neighbour to ask, and a witness when it answers', (t) => {
  const heard = absorb(unlearned, host(77, false))
  t.match(heard.learned, [{ address: '192.0.2.77', answered: false }])
  const answered = absorbClaim(beginRound(heard).zone, host(77))
  t.match(answered.proof, { type: 'answer', subject: 'neighbour' })
  t.match(answered.zone.learned, [{ answered: true, misses: 0 }])
  t.end()
})

void t.test('configured neighbours take no place among the learned ones', (t) => {
  t.strictSame(absorb(unlearned, { address: '192.0.2.254', mac: mac.gateway, answer: true }).learned, [])
  t.end()
})

void t.test('a seventeenth neighbour is refused and counted while all others answer', (t) => {
  const full = absorb(unlearned, ...Array.from({ length: neighboursMax }, (_none, at) => host(at + 100)))
  t.equal(full.learned.length, neighboursMax)
  const more = absorb(full, host(200), host(201))
  t.equal(more.refused, 2)
  t.strictSame(more.learned, full.learned)
  t.end()
})

void t.test('a flood of invented senders cannot push out neighbours that answer', (t) => {
  let zone = absorb(unlearned, host(100), host(101))
  for (let round = 0; round < 50; round++) {
    const { targets, zone: begun } = beginRound(zone)
    zone = absorb(begun, ...Array.from({ length: 20 }, (_none, at) => host(120 + ((round * 20 + at) % 130), false)))
    // The two real ones answer whenever they are asked.
    for (const number of [100, 101]) if (targets.includes(`192.0.2.${number}`)) zone = absorb(zone, host(number))
  }
  t.equal(zone.learned.length, neighboursMax)
  t.ok([100, 101].every((number) => zone.learned.some(({ address }) => address === `192.0.2.${number}`)))
  t.end()
})

void t.test('a neighbour that stopped answering makes room for one that does', (t) => {
  const full = absorb(unlearned, ...Array.from({ length: neighboursMax }, (_none, at) => host(at + 100)))
  // Sixteen neighbours, four asked in each round: twelve rounds ask each three times.
  const silent = rounds(full, (neighboursMax / neighboursPerRound) * missesMax)
  const fresh = absorb(silent, host(200))
  t.equal(fresh.learned.length, neighboursMax)
  t.ok(fresh.learned.some(({ address }) => address === '192.0.2.200'))
  t.end()
})
