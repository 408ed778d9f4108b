/** Cases for `connectivity/classify.ts`: what each kind of claim proves. */
import t from 'tap'
import { classify, type Claim, type Knowledge, type Proof } from '../../src/connectivity/classify.ts'
import { networksTest } from '../../src/connectivity/network.ts'

/** Hardware addresses of this node, its peer, a host that is neither, and the gateway. */
export const mac = {
  own: '02:00:00:00:00:01',
  ownOther: '02:00:00:00:00:11',
  peer: '02:00:00:00:00:02',
  third: '02:00:00:00:00:03',
  gateway: '02:00:00:00:00:fe',
}

/** What a node that holds no address knows when a claim comes in. */
export const knowledge: Knowledge = {
  vips: ['192.0.2.10', '192.0.2.11', '2001:db8::10'],
  peerAddress: '192.0.2.2',
  neighbours: ['192.0.2.254', '198.51.100.1'],
  pairAddresses: ['192.0.2.1', '192.0.2.12'],
  ownMacs: [mac.own, mac.ownOther],
  peerMac: mac.peer,
  holding: false,
  inNetwork: networksTest(['192.0.2.0/24', '2001:db8::/64']),
}
const strangers: Knowledge = { ...knowledge, peerMac: undefined }
const holder: Knowledge = { ...knowledge, holding: true }

const answer = (subject: 'vip' | 'peer-address' | 'neighbour', answerer: 'peer' | 'third' | 'unknown'): Proof => ({
  type: 'answer',
  subject,
  answerer,
})
const nothing = (why: Extract<Proof, { type: 'nothing' }>['why']): Proof => ({ type: 'nothing', why })

type Row = readonly [
  what: string,
  claim: Omit<Claim, 'answer'> & { answer?: boolean },
  knowledge: Knowledge,
  proof: Proof,
]

const table: readonly Row[] = [
  ['a VIP at the peer', { address: '192.0.2.10', mac: mac.peer, answer: true }, knowledge, answer('vip', 'peer')],
  ['a VIP announced by the peer', { address: '192.0.2.11', mac: mac.peer }, knowledge, answer('vip', 'peer')],
  ['an IPv6 VIP at the peer', { address: '2001:db8::10', mac: mac.peer }, knowledge, answer('vip', 'peer')],
  ['a VIP at a third host', { address: '192.0.2.10', mac: mac.third, answer: true }, knowledge, answer('vip', 'third')],
  [
    'a VIP while the peer was never seen',
    { address: '192.0.2.10', mac: mac.peer },
    strangers,
    answer('vip', 'unknown'),
  ],
  [
    'a VIP that this node holds, at the peer',
    { address: '192.0.2.10', mac: mac.peer },
    holder,
    { type: 'rival', answerer: 'peer' },
  ],
  [
    'a VIP that this node holds, at a third host',
    { address: '192.0.2.10', mac: mac.third, answer: true },
    holder,
    { type: 'rival', answerer: 'third' },
  ],
  [
    'a VIP that this node holds, at another device of its own',
    { address: '192.0.2.10', mac: mac.ownOther },
    holder,
    nothing('own'),
  ],
  [
    'the peer at its own address',
    { address: '192.0.2.2', mac: mac.peer, answer: true },
    knowledge,
    answer('peer-address', 'peer'),
  ],
  [
    'a third host at the address of the peer',
    { address: '192.0.2.2', mac: mac.third },
    knowledge,
    answer('peer-address', 'third'),
  ],
  [
    'somebody at the address of the peer that was never seen',
    { address: '192.0.2.2', mac: mac.peer },
    strangers,
    answer('peer-address', 'unknown'),
  ],
  [
    'the gateway answers this node',
    { address: '192.0.2.254', mac: mac.gateway, answer: true },
    knowledge,
    answer('neighbour', 'third'),
  ],
  [
    'the gateway answers, the peer was never seen',
    { address: '192.0.2.254', mac: mac.gateway, answer: true },
    strangers,
    answer('neighbour', 'unknown'),
  ],
  [
    'the gateway is heard, but not asked',
    { address: '192.0.2.254', mac: mac.gateway },
    knowledge,
    nothing('not-asked'),
  ],
  [
    'a configured neighbour outside of the networks answers',
    { address: '198.51.100.1', mac: mac.gateway, answer: true },
    knowledge,
    answer('neighbour', 'third'),
  ],
  [
    'any other host of the network answers',
    { address: '192.0.2.77', mac: mac.third, answer: true },
    knowledge,
    answer('neighbour', 'third'),
  ],
  [
    'any other host of the network is heard',
    { address: '192.0.2.77', mac: mac.third },
    knowledge,
    { type: 'candidate' },
  ],
  [
    'a host of another network',
    { address: '203.0.113.7', mac: mac.third, answer: true },
    knowledge,
    nothing('elsewhere'),
  ],
  [
    'another address of the peer',
    { address: '192.0.2.78', mac: mac.peer, answer: true },
    knowledge,
    nothing('of-the-pair'),
  ],
  [
    'an own address at a third host',
    { address: '192.0.2.1', mac: mac.third, answer: true },
    knowledge,
    nothing('of-the-pair'),
  ],
  [
    'the peer in place of the gateway',
    { address: '192.0.2.254', mac: mac.peer, answer: true },
    knowledge,
    nothing('of-the-pair'),
  ],
  ['a frame of this node', { address: '192.0.2.2', mac: mac.own }, knowledge, nothing('own')],
  ['a group hardware address', { address: '192.0.2.10', mac: '03:bf:00:00:00:01' }, knowledge, nothing('not-a-host')],
  ['no hardware address', { address: '192.0.2.10', mac: '00:00:00:00:00:00' }, knowledge, nothing('not-a-host')],
  ['the broadcast address', { address: '255.255.255.255', mac: mac.third }, knowledge, nothing('not-a-host')],
  ['no address', { address: '0.0.0.0', mac: mac.third }, knowledge, nothing('not-a-host')],
  ['a multicast address', { address: 'ff02::1', mac: mac.third }, knowledge, nothing('not-a-host')],
]

for (const [what, claim, known, proof] of table) {
  void t.test(`a frame proves ${proofText(proof)}: ${what}`, (t) => {
    t.strictSame(classify({ answer: false, ...claim }, known), proof)
    t.end()
  })
}

function proofText(proof: Proof): string {
  switch (proof.type) {
    case 'answer':
      return `an answer (${proof.subject}, ${proof.answerer})`
    case 'rival':
      return `a rival (${proof.answerer})`
    case 'candidate':
      return 'a host worth asking'
    case 'nothing':
      return `nothing (${proof.why})`
  }
}

void t.test('networks are compared by their prefix, each family for itself', (t) => {
  const inside = networksTest(['192.0.2.64/26', '2001:db8:0:8000::/49', '0.0.0.0/0'])
  t.ok(networksTest(['192.0.2.64/26'])('192.0.2.127'))
  t.notOk(networksTest(['192.0.2.64/26'])('192.0.2.128'))
  t.ok(inside('2001:db8:0:ffff::1'))
  t.notOk(inside('2001:db8:0:7fff::1'))
  t.ok(inside('8.8.8.8'))
  t.notOk(networksTest([])('192.0.2.1'))
  t.throws(() => networksTest(['192.0.2.0/33']))
  t.throws(() => networksTest(['192.0.2.0']))
  t.end()
})
