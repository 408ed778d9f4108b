/** Cases for `connectivity/claim.ts`: which frames claim an address, and which answer this node. */
import t from 'tap'
import { claimOfAdvertisement, claimOfArp } from '../../src/connectivity/claim.ts'
import {
  encodeArp,
  encodeArpProbe,
  encodeArpRequest,
  encodeGratuitousReply,
  encodeGratuitousRequest,
} from '../../src/wire/arp.ts'
import { encodeAdvertisement, encodeSolicitation } from '../../src/wire/nd.ts'
import { mac } from './classify.ts'

const ip = '192.0.2.10'
const reply = {
  operation: 'reply',
  senderMac: mac.peer,
  senderIp: ip,
  targetMac: mac.own,
  targetIp: '0.0.0.0',
} as const

const table: readonly [what: string, frame: Uint8Array, claim: ReturnType<typeof claimOfArp>][] = [
  ['a reply to this node', encodeArp(reply, mac.own), { address: ip, mac: mac.peer, answer: true }],
  ['a reply to another node', encodeArp(reply, mac.third), { address: ip, mac: mac.peer, answer: false }],
  ['a reply to all', encodeGratuitousReply({ mac: mac.peer, ip }), { address: ip, mac: mac.peer, answer: false }],
  [
    'an announcement as a request',
    encodeGratuitousRequest({ mac: mac.peer, ip }),
    { address: ip, mac: mac.peer, answer: false },
  ],
  [
    'a question of another host',
    encodeArpRequest({ mac: mac.third, senderIp: '192.0.2.77', targetIp: ip }),
    { address: '192.0.2.77', mac: mac.third, answer: false },
  ],
  [
    'a question to this node alone',
    encodeArp({ ...reply, operation: 'request' }, mac.own),
    { address: ip, mac: mac.peer, answer: false },
  ],
  ['a probe, which tells no address', encodeArpProbe({ mac: mac.third, ip }), undefined],
  ['a frame that is cut short', encodeArp(reply, mac.own).subarray(0, 30), undefined],
]
for (const [what, frame, claim] of table) {
  void t.test(
    `ARP claims ${claim === undefined ? 'nothing' : claim.address}${claim?.answer === true ? ' as an answer' : ''}: ${what}`,
    (t) => {
      t.strictSame(claimOfArp(frame, mac.own), claim)
      t.end()
    },
  )
}

void t.test('an unsolicited advertisement claims its target and answers nobody', (t) => {
  const frame = encodeAdvertisement({ mac: mac.peer, address: '2001:db8::10' })
  t.strictSame(claimOfAdvertisement(frame, mac.own), { address: '2001:db8::10', mac: mac.peer, answer: false })
  t.end()
})

void t.test('a solicitation, or anything else, is no claim of neighbour discovery', (t) => {
  const frame = encodeSolicitation({ mac: mac.peer, source: 'fe80::1', target: '2001:db8::10' })
  t.equal(claimOfAdvertisement(frame, mac.own), undefined)
  t.equal(claimOfAdvertisement(new Uint8Array(0), mac.own), undefined)
  t.end()
})
