/**
 * Is each rule about the fencing device refused with the exact message, and does a right one reach the core?
 */
import t from 'tap'
import { pairSettings } from '../../src/config/pair-settings.ts'
import { refuse } from './refuse.ts'
import { load, smallNode, smallPair } from './texts.ts'

const agent = 'fencing: {agent: /usr/sbin/fence_ipmilan}\n'

refuse([
  {
    name: 'a device without the program that speaks to it is refused [D15]',
    pair: 'fencing: {device: agent}\n',
    says: 'node.yaml: fencing.agent: missing (rule: needed while fencing.device is agent)',
  },
  {
    name: 'a device in the fast class is refused [D7]',
    pair: 'fencing: {device: agent}\nheartbeat: {dead-time: 1s, beat-interval: 100ms, serial: {beat-interval: 300ms}}\n',
    node: agent,
    says: 'pair.yaml:7: fencing.device: agent (rule: none with a dead time below 4s: a device takes longer than that)',
  },
  {
    name: 'a device beside isolation: manual is refused, because nothing would wait for it',
    pair: 'fencing: {device: agent}\nisolation: manual\n',
    node: agent,
    says: 'pair.yaml:7: fencing.device: agent (rule: none with isolation: manual, where only the operator lets a node take over and nothing waits for a device)',
  },
  {
    name: 'the options of the device are no matter of the pair [S18]',
    pair: 'fencing: {options-file: /etc/hapair/device}\n',
    says: 'pair.yaml:7: fencing.options-file: wrong file (rule: this key stands in node.yaml, because it differs between the nodes)',
  },
])

void t.test('a device reaches the core with three time limits of its agent; without one a pair is of class A', (t) => {
  const none = load(smallPair)
  const with8s = load(
    `${smallPair}fencing: {device: agent}\n`,
    `${smallNode}fencing: {agent: /usr/sbin/fence_ipmilan, options-file: /etc/hapair/device, timeout: 8s}\n`,
  )
  if (!none.ok || !with8s.ok) {
    t.fail('the settings are right')
    t.end()
    return
  }
  t.equal(pairSettings(none.site).fencing, 'none')
  t.equal(pairSettings(with8s.site).fencing, 'agent')
  t.equal(pairSettings(with8s.site).timing.fenceMs, 24_000)
  t.match(with8s.site, {
    fencing: { agent: '/usr/sbin/fence_ipmilan', optionsFile: '/etc/hapair/device', timeoutMs: 8_000 },
  })
  t.end()
})
