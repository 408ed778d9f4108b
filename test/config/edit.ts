/**
 * Does a command change one thing in the pair file and leave the rest as people wrote it?
 */
import t from 'tap'
import { editPair } from '../../src/config/edit.ts'
import type { PairChange } from '../../src/config/edit.ts'
import { renderProblem } from '../../src/config/problem.ts'
import { smallPair, told } from './texts.ts'

const commented = `# Gateway pair in room 4.
pair:
  id: 7
master:
    lan-ip: 192.0.2.11   # left rack
slave: { lan-ip: 192.0.2.12 }

vip:
# the address in the DNS
- name:    main
  enabled: false     # switched on in May
  address: "192.0.2.10/24"
  aliases: [192.0.2.20]   # old mail host

solo-start: hold
`

const edited = (text: string, change: PairChange): string => {
  const result = editPair(text, change)
  return result.ok ? result.text : result.problems.map(renderProblem).join('\n')
}

void t.test('enabling and disabling a VIP changes one word and no other byte', (t) => {
  const on = edited(commented, { type: 'vip-enable', name: 'main' })
  t.equal(on, commented.replace('enabled: false', 'enabled: true'))
  t.equal(edited(on, { type: 'vip-disable', name: 'main' }), commented)
  t.end()
})

void t.test('setting an address that is there changes it in place', (t) => {
  const after = edited(commented, { type: 'vip-set', name: 'main', fields: { address: '192.0.2.30/24' } })
  t.equal(after, commented.replace('"192.0.2.10/24"', '192.0.2.30/24'))
  t.end()
})

void t.test('a new field, a new list and a new VIP keep every comment', (t) => {
  const aliased = edited(commented, { type: 'vip-set', name: 'main', fields: { aliases: ['192.0.2.21'], zone: 'lan' } })
  const added = edited(aliased, {
    type: 'vip-set',
    name: 'dmz',
    fields: {
      zone: 'dmz',
      address: '198.51.100.10',
      device: 'eth1',
      'master-ip': '198.51.100.11',
      'slave-ip': '198.51.100.12',
    },
  })
  for (const comment of ['room 4', 'left rack', 'in the DNS', 'in May']) t.match(added, comment)
  t.match(added, '- name: dmz\n  zone: dmz\n  address: 198.51.100.10\n')
  t.match(added, '192.0.2.21')
  t.strictSame(told(added), [])
  t.end()
})

void t.test('the first VIP of a pair makes the list', (t) => {
  const after = edited(smallPair, {
    type: 'vip-set',
    name: 'main',
    fields: { address: '192.0.2.10/24', enabled: true },
  })
  t.equal(after, `${smallPair}vip:\n  - name: main\n    address: 192.0.2.10/24\n    enabled: true\n`)
  t.end()
})

void t.test('removing the last VIP removes the list', (t) => {
  const after = edited(commented, { type: 'vip-remove', name: 'main' })
  t.notMatch(after, /vip:|192\.0\.2\.10/)
  t.match(after, 'solo-start: hold')
  t.end()
})

void t.test('a VIP that is not there is refused with the names that are', (t) => {
  t.equal(
    edited(commented, { type: 'vip-enable', name: 'mian' }),
    'pair.yaml: vip[].name: mian (rule: the name of a VIP: main)',
  )
  t.equal(
    edited(smallPair, { type: 'vip-remove', name: 'main' }),
    'pair.yaml: vip[].name: main (rule: the name of a VIP; none is configured)',
  )
  t.end()
})

void t.test('a new VIP without an address, a wrong value and an unknown field are refused', (t) => {
  const set = (fields: Record<string, string | boolean | readonly string[]>): string => {
    return edited(smallPair, { type: 'vip-set', name: 'main', fields })
  }
  t.equal(set({ zone: 'lan' }), 'pair.yaml: vip[].address: missing (rule: needed for a new VIP)')
  t.match(set({ address: 'here' }), 'pair.yaml: vip[].address: here (rule: an IPv4 or IPv6 address')
  t.match(set({ address: ['192.0.2.10'] }), 'pair.yaml: vip[].address: 192.0.2.10 (rule: an IPv4')
  t.match(set({ adress: '192.0.2.10' }), 'pair.yaml: vip[].adress: unknown key (rule: one of name, zone,')
  t.match(set({ aliases: ['x'] }), 'pair.yaml: vip[].aliases: x (rule:')
  t.end()
})

void t.test('a file that is wrong already is not touched', (t) => {
  t.equal(
    edited(`${smallPair}solo-start: no\n`, { type: 'vip-enable', name: 'main' }),
    'pair.yaml:7: solo-start: no (rule: one of auto, hold, promote)',
  )
  t.end()
})

void t.test('a file with one VIP name twice is refused before anything is changed', (t) => {
  const twice = `${smallPair}vip: [{name: a, address: 192.0.2.10}, {name: a, address: 192.0.2.20}]\n`
  t.match(edited(twice, { type: 'vip-enable', name: 'a' }), 'unique among vip')
  t.end()
})
