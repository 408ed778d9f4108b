/** Two nodes compared: what is printed for a healthy and for a badly set-up pair, and each rule by itself. */
import t from 'tap'
import type { Test } from 'tap'
import { clockSkew } from '../../src/doctor/clocks.ts'
import { checklist, renderChecklist } from '../../src/doctor/checklist.ts'
import { renderFindings } from '../../src/doctor/finding.ts'
import type { Finding } from '../../src/doctor/finding.ts'
import { findingsOf } from '../../src/doctor/findings.ts'
import type { DoctorFacts } from '../../src/doctor/findings.ts'
import { parseNodeFacts, renderNodeFacts } from '../../src/doctor/node-facts.ts'
import type { NodeFacts } from '../../src/doctor/node-facts.ts'
import { sidesOf } from '../../src/doctor/sides.ts'
import { nextLicenceStep } from '../../src/doctor/upkeep.ts'
import { approved } from '../config/golden.ts'
import { goodFacts } from './own.ts'
import { poorMaster, poorSlave, soundNode } from './samples.ts'

const tie = { beats: { bootId: 2, aheadMs: 0 } }
const healthy: DoctorFacts = { own: soundNode('master'), peer: soundNode('slave'), tie }
const poor: DoctorFacts = { own: poorMaster(), peer: poorSlave(), tie: { beats: { bootId: 2, aheadMs: -5_000 } } }

/** What is printed is what was approved. */
function printed(t: Test, name: string, lines: readonly string[]): void {
  const text = `${lines.join('\n')}\n`
  t.equal(text, approved(`test/golden/doctor/${name}.txt`, text))
}

void t.test('a healthy pair passes everything that a program can see [PRE-1] [PRE-2] [PRE-3] [PRE-5]', (t) => {
  const findings = findingsOf({ ...healthy, local: goodFacts(t) })
  t.strictSame(
    findings.filter(({ result }) => result !== 'pass' && result !== 'manual'),
    [],
  )
  printed(t, 'healthy', renderFindings(findings))
  t.end()
})

void t.test('a badly set-up pair has at least fifteen findings, each with what to do and where it stands', (t) => {
  const findings = findingsOf({ ...poor, local: goodFacts(t) }, { asMaster: true })
  const bad = findings.filter(({ result }) => result === 'fail' || result === 'warn')
  t.ok(new Set(bad.map(({ check }) => check)).size >= 15, `${new Set(bad.map(({ check }) => check)).size} rules`)
  for (const finding of bad) t.ok(finding.action !== '' && finding.page !== '', finding.check)
  printed(t, 'badly-set-up', renderFindings(findings))
  t.end()
})

void t.test('the checklist has the steps in their order, each with its outcome and its page [PRE-8]', (t) => {
  printed(t, 'checklist-healthy', renderChecklist(checklist(findingsOf({ ...healthy, local: goodFacts(t) }))))
  printed(t, 'checklist-badly-set-up', renderChecklist(checklist(findingsOf(poor))))
  t.end()
})

/** What becomes of a healthy pair when one thing of the slave is changed. */
function changed(change: Partial<NodeFacts>): readonly Finding[] {
  return findingsOf({ ...healthy, peer: { ...soundNode('slave'), ...change } })
}

function resultOf(findings: readonly Finding[], check: string): readonly string[] {
  return findings.filter((finding) => finding.check === check).map(({ result }) => result)
}

const machine = { processors: 8, memoryMib: 15_950, devices: ['eth0', 'eth1', 'eth2'], serialPorts: ['ttyS0'] }
const driver = { ...machine, replicationDriver: true }
const volume = { name: 'data', disk: '/dev/vg0/data', sizeKib: 104_857_600 }

const cases: readonly (readonly [name: string, change: Partial<NodeFacts>, check: string, result: string])[] = [
  ['fewer processors warn [PRE-1]', { machine: { value: { ...driver, processors: 4 } } }, 'processors', 'warn'],
  ['less memory warns [PRE-1]', { machine: { value: { ...driver, memoryMib: 8_000 } } }, 'memory', 'warn'],
  ['a hair less memory passes', { machine: { value: { ...driver, memoryMib: 15_940 } } }, 'memory', 'pass'],
  ['other network cards warn [PRE-1]', { machine: { value: { ...driver, devices: ['eth0'] } } }, 'nics', 'warn'],
  [
    'a smaller disk of the slave is refused [PRE-1]',
    { volumes: { value: [{ ...volume, sizeKib: 9 }] } },
    'volume-size',
    'fail',
  ],
  [
    'a larger disk of the slave warns [PRE-1]',
    { volumes: { value: [{ ...volume, sizeKib: 2e9 }] } },
    'volume-size',
    'warn',
  ],
  ['a disk that is not there is skipped', { volumes: { value: [] } }, 'volume-size', 'skipped'],
  ['another release of the appliance is refused [PRE-2]', { release: { value: 'Appliance 9' } }, 'release', 'fail'],
  ['another release of hapair is refused [PRE-2]', { hapair: '9.0.0' }, 'hapair', 'fail'],
  ['equal host names are refused [PRE-3]', { hostname: 'ha1-master.example.org' }, 'names', 'fail'],
  ['another base name is refused [PRE-3]', { base: 'ha2' }, 'names', 'fail'],
  ['another domain is refused [PRE-3]', { domain: 'example.net' }, 'names', 'fail'],
  [
    'the role of the other node in a name is refused [ROLE-3]',
    { hostname: 'x-master.example.org' },
    'role-word',
    'fail',
  ],
  ['another name than that of the settings warns', { hostname: 'ha1-b.example.org' }, 'role-word', 'warn'],
  ['two masters are refused', { role: 'master' }, 'pair', 'fail'],
  ['another pair is refused', { pairId: 8 }, 'pair', 'fail'],
  ['other settings are refused', { settingsHash: 1 }, 'same-settings', 'fail'],
  ['wrong settings are skipped', { settingsHash: null }, 'same-settings', 'skipped'],
  [
    'an entitlement of the other node is refused [LIC-2]',
    { entitlement: soundNode('master').entitlement },
    'entitlement',
    'fail',
  ],
  ['a question without answer is skipped', { machine: { unanswered: 'no answer within 5 s' } }, 'machine', 'skipped'],
]

for (const [name, change, check, result] of cases) {
  void t.test(name, (t) => {
    t.ok(resultOf(changed(change), check).includes(result), resultOf(changed(change), check).join(', '))
    t.end()
  })
}

void t.test('a zone that only one node has is told with the node that lacks it [PRE-5]', (t) => {
  const found = changed({ zones: { value: [] } }).find(({ check, result }) => check === 'zones' && result === 'fail')
  t.equal(found?.found, 'the slave lacks lan, where the other node has a virtual address')
  t.end()
})

void t.test('each port is told with the direction in which it fails [PRE-6]', (t) => {
  const findings = changed({ ports: { value: [{ name: 'sync', port: 8_443, protocol: 'tcp', reached: 'silent' }] } })
  const failed = findings.filter(({ check, result }) => check === 'ports' && result === 'fail')
  t.strictSame(
    failed.map(({ found }) => found),
    ['sync (8443/tcp) from the slave to this node does not answer: a firewall drops it'],
  )
  const alone = findingsOf({ own: soundNode('master'), tie: {} })
  t.ok(resultOf(alone, 'ports').includes('skipped'), 'without the other node one direction is not known')
  t.end()
})

void t.test('later connections that fail after earlier ones mean a filter; a dead port does not [PRE-7]', (t) => {
  const filtered = changed({ repeated: { value: { port: 22, attempts: 9, succeeded: 6, firstFailure: 7 } } })
  const found = filtered.find(({ check, result }) => check === 'filtered' && result === 'fail')
  t.match(found?.found, /^connection filtered: the slave: 6 of 9 connections to port 22 succeeded, from number 7 on/)
  const dead = changed({ repeated: { value: { port: 22, attempts: 3, succeeded: 0, firstFailure: 1 } } })
  t.notOk(resultOf(dead, 'filtered').includes('fail'))
  t.end()
})

void t.test('clocks are compared by the beats, by the moment of reading, or not at all [PRE-4]', (t) => {
  const own = { wallMs: 1_000_000, monotonicMs: 50_000, bootId: 1, synchronised: true }
  const peer = { wallMs: 900_000, monotonicMs: 10_000, bootId: 2, synchronised: true }
  // When the peer's facts were written its monotonic clock stood at 10 s; it is 40 s behind ours all the time.
  t.equal(clockSkew(own, peer, { beats: { bootId: 2, aheadMs: -40_000 } })?.ms, -100_000)
  t.equal(clockSkew(own, peer, { beats: { bootId: 3, aheadMs: -40_000 } }), undefined, 'not across a boot of the peer')
  t.equal(clockSkew(own, peer, { readAtMs: 905_000 })?.ms, -5_000)
  t.equal(clockSkew(own, peer, {}), undefined, 'facts from the past may be old')
  t.equal(clockSkew(own, { ...peer, wallMs: 1_007_000 }, {})?.ms, 7_000, 'facts from the future may not')
  const skews = [0, 999, 1_001, 4_999, 5_001].map((ms) => {
    const clock = { value: { ...own, wallMs: own.wallMs + ms, bootId: 2 } }
    return resultOf(changed({ clock }), 'clock-skew').join()
  })
  t.strictSame(skews, ['pass', 'pass', 'warn', 'warn', 'fail'])
  t.end()
})

void t.test('the entitlement is obtained for the master first, then for the slave with its contract [LIC-3]', (t) => {
  const missing: NodeFacts['entitlement'] = {
    value: { state: 'not-entitled', found: 'there is no file', fingerprint: null, contract: null },
  }
  const step = (master: NodeFacts, slave: NodeFacts | undefined): string | undefined =>
    nextLicenceStep(sidesOf(master, slave))
  const [master, slave] = [soundNode('master'), soundNode('slave')]
  t.match(step({ ...master, entitlement: missing }, { ...slave, entitlement: missing }), /of the master first/)
  t.match(step(master, { ...slave, entitlement: missing }), /register the slave with the contract C-77/)
  t.match(step({ ...slave, entitlement: missing }, undefined), /register the slave with the master's contract/)
  t.equal(step(master, slave), undefined)
  t.end()
})

void t.test('the node that cannot be one of a pair is named [LIC-4]', (t) => {
  const poorMachine = { ...driver, serialPorts: [], devices: ['eth0'], replicationDriver: false }
  const found = changed({ machine: { value: poorMachine } }).find(
    ({ check, result }) => check === 'capable' && result === 'fail',
  )
  t.match(found?.found, /^the slave lacks a serial port, a second network device .*, the replication driver/)
  t.match(found?.action, /replace the slave before anything is changed/)
  const plain = { machine: { value: poorMachine }, volumes: { value: [] }, wantsSerial: false }
  t.notOk(
    resultOf(changed(plain), 'capable').includes('fail'),
    'a pair without a disk and without a line needs neither',
  )
  t.end()
})

void t.test('three moves in a row that took too long are told, two are not [GEN-4]', (t) => {
  const slow = { ms: 120_001 }
  t.ok(resultOf(changed({ moves: { value: [slow, slow, slow] } }), 'moves').includes('warn'))
  t.notOk(resultOf(changed({ moves: { value: [slow, slow] } }), 'moves').includes('warn'))
  t.notOk(resultOf(changed({ moves: { value: [slow, slow, { ms: 120_000 }] } }), 'moves').includes('warn'))
  t.end()
})

void t.test('a backup older than a day warns, on each node [GEN-5]', (t) => {
  const backup = { kind: 'configuration', file: '/var/backups/settings' } as const
  const results = [86_400_000, 86_400_001, null].map((ageMs) => {
    const findings = changed({ backups: { value: [{ ...backup, ageMs }] } })
    return findings
      .filter(({ check, found }) => check === 'backup' && found.startsWith('the slave'))
      .map(({ result }) => result)
  })
  t.strictSame(results, [['pass'], ['warn'], ['warn']])
  t.end()
})

void t.test('facts survive being written and read', (t) => {
  t.strictSame(parseNodeFacts(renderNodeFacts(poorSlave())), poorSlave())
  t.match(parseNodeFacts('{'), { problem: /^no JSON/ })
  t.match(parseNodeFacts('{"version": 2}'), { problem: /--write-facts": version/ })
  const devices = Array.from({ length: 257 }, (_, index) => `eth${index}`)
  const long = { ...soundNode('master'), machine: { value: { ...driver, devices } } }
  t.match(parseNodeFacts(renderNodeFacts(long)), { problem: /machine/ }, 'a list has its limit')
  t.match(parseNodeFacts(' '.repeat(1_048_577)), { problem: /larger/ })
  t.end()
})
