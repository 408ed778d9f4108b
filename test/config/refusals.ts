/**
 * Are problems told together, bounded, and from the view of the node itself?
 */
import t from 'tap'
import { slaveNode, smallNode, smallPair, told } from './texts.ts'

void t.test('the slave judges its own serial port, not the one of the master [HB-6]', (t) => {
  const pair = `${smallPair}heartbeat: {serial: {slave-device: pstn3}}\n`
  t.strictSame(told(pair, smallNode), [])
  t.strictSame(told(pair, slaveNode), [
    'pair.yaml:7: heartbeat.serial.slave-device: pstn3 (rule: a port of type heartbeat on the slave; pstn says nothing about pstn3)',
  ])
  t.end()
})

void t.test('all problems of all files are told at once, each with its line', (t) => {
  const pair = 'pair: {id: x}\nhartbeat: 1\nslave: {lan-ip: nowhere}\nsolo-start: no\n'
  const node = 'node:\n  role: king\nlan: eth0\n'
  t.strictSame(told(pair, node), [
    'pair.yaml: master.lan-ip: missing (rule: a pair has exactly one master and one slave: both lan-ip keys are needed)',
    'pair.yaml:1: pair.id: x (rule: a whole number from 1 to 4294967295)',
    'pair.yaml:2: hartbeat: unknown key (rule: no such key; the nearest is heartbeat)',
    'pair.yaml:3: slave.lan-ip: nowhere (rule: an IPv4 or IPv6 address of one host, such as 192.0.2.10)',
    'pair.yaml:4: solo-start: no (rule: one of auto, hold, promote)',
    'node.yaml:2: node.role: king (rule: one of standalone, master, slave)',
    'node.yaml:3: lan: eth0 (rule: a group with the keys primary-device)',
  ])
  t.end()
})

void t.test('more problems than a file may list are counted', (t) => {
  const pair = smallPair + Array.from({ length: 130 }, (_, index) => `wrong${index}: 1\n`).join('')
  const found = told(pair)
  t.equal(found.length, 101)
  t.equal(found[0], 'pair.yaml: 30 more problems (rule: at most 100 are listed for one file)')
  t.end()
})

void t.test('a role in the wrong file hides no other problem', (t) => {
  const pair = `${smallPair.replace('192.0.2.12', '192.0.2.11')}node: {role: master}\n`
  t.strictSame(told(pair, ''), [
    'pair.yaml:6: slave.lan-ip: 192.0.2.11 (rule: differs from master.lan-ip (192.0.2.11): a pair has exactly one master and one slave)',
    'pair.yaml:7: node.role: wrong file (rule: this key stands in node.yaml, because it differs between the nodes)',
  ])
  t.end()
})

void t.test('a file whose YAML is broken hides no problem of the other file', (t) => {
  const found = told(smallPair.replace('  id: 7\n', '').replace('pair:\n', ''), 'ha: {enabled: true\n')
  t.match(found[0], 'pair.yaml: pair.id: missing')
  t.match(found[1], /^node\.yaml:\d+: .*YAML 1\.2: /)
  t.end()
})
