/** What is wrong on the node itself, and what to do about it. */
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { loadHere } from '../../src/cli/settings.ts'
import type { Finding } from '../../src/doctor/finding.ts'
import type { LocalFacts, PairFacts } from '../../src/doctor/local-facts.ts'
import { ownFindings } from '../../src/doctor/own-findings.ts'
import { sampleLinks, sampleStatus } from '../cli/samples.ts'
import { settings } from '../cli/stage.ts'

/** A sound node on the loopback device. */
export function goodFacts(t: Test): LocalFacts & { readonly pair: PairFacts } {
  const files = settings(t)
  const loaded = loadHere({ config: files.folder, profiles: [join(files.folder, 'profiles')] })
  if (!loaded.ok || loaded.site.role === 'standalone') throw new Error('the settings of the stage are right')
  return {
    settings: loaded,
    pair: {
      site: loaded.site,
      keyProblem: null,
      devices: [{ name: 'lo', addresses: [{ address: '127.0.0.1', prefix: 8 }] }],
      carriers: [{ device: 'lo', carrier: true }],
      serial: [{ device: '/dev/ttyS0', present: 'character-device', holders: [{ pid: 411, name: 'hapaird' }] }],
      missingPlaces: [],
    },
    daemon: { status: sampleStatus('running master'), links: sampleLinks },
    clockSource: 'tsc',
  }
}

function finding(facts: LocalFacts, check: string): Finding | undefined {
  return ownFindings(facts).find((candidate) => candidate.check === check)
}

void t.test('a sound node passes everything that a program can see', (t) => {
  const findings = ownFindings(goodFacts(t))
  t.strictSame(
    findings.filter(({ result, action }) => result !== 'pass' || action !== ''),
    [],
  )
  t.end()
})

void t.test('each fault is found, with what to do', (t) => {
  const good = goodFacts(t)
  const { pair } = good
  const port = { device: '/dev/ttyS0', present: 'character-device' as const, holders: [] }
  const base = sampleStatus('running master')
  const withStatus = (status: Partial<typeof base>): LocalFacts => ({
    ...good,
    daemon: { status: { ...base, ...status }, links: sampleLinks },
  })
  const cases: readonly (readonly [name: string, facts: LocalFacts, check: string, result: string, told: RegExp])[] = [
    ['unreadable settings', { ...good, settings: { unreadable: 'read x: ENOENT' } }, 'settings', 'fail', /ENOENT/],
    ['no key', { ...good, pair: { ...pair, keyProblem: 'read k: ENOENT' } }, 'key', 'fail', /hapair keygen/],
    ['no device', { ...good, pair: { ...pair, devices: [] } }, 'devices', 'fail', /a device of this node/],
    [
      'no carrier',
      { ...good, pair: { ...pair, carriers: [{ device: 'lo', carrier: false }] } },
      'carrier',
      'fail',
      /check cable/,
    ],
    [
      'no mount point',
      { ...good, pair: { ...pair, missingPlaces: ['mail: the mount point /srv/mail does not exist'] } },
      'volumes',
      'fail',
      /\/srv\/mail does not exist; make the folders/,
    ],
    ['no serial line', { ...good, pair: { ...pair, serial: [] } }, 'serial', 'warn', /no serial heartbeat/],
    [
      'no port',
      { ...good, pair: { ...pair, serial: [{ ...port, present: 'absent' }] } },
      'serial',
      'fail',
      /does not exist/,
    ],
    [
      'a file as port',
      { ...good, pair: { ...pair, serial: [{ ...port, present: 'other' }] } },
      'serial',
      'fail',
      /is no device/,
    ],
    [
      'a login on the port',
      { ...good, pair: { ...pair, serial: [{ ...port, holders: [{ pid: 9, name: 'agetty' }] }] } },
      'serial',
      'fail',
      /agetty \(process 9\)/,
    ],
    [
      'a port that only root can look at',
      { ...good, pair: { ...pair, serial: [{ ...port, holders: null }] } },
      'serial',
      'skipped',
      /only root/,
    ],
    ['a slow clock', { ...good, clockSource: 'acpi_pm' }, 'clock', 'warn', /prefer tsc/],
    ['no clock source', { ...good, clockSource: null }, 'clock', 'skipped', /cannot be read/],
    ['no daemon', { ...good, daemon: { why: 'hapaird is not running' } }, 'daemon', 'fail', /not running/],
    [
      'no daemon to ask for links',
      { ...good, daemon: { why: 'hapaird is not running' } },
      'links',
      'skipped',
      /only the running daemon/,
    ],
    [
      'no realtime',
      withStatus({ program: { ...base.program, realtime: 'SCHED_FIFO refused (EPERM)' } }),
      'realtime',
      'warn',
      /EPERM/,
    ],
    [
      'a line down',
      withStatus({ paths: base.paths.map((path) => ({ ...path, up: false })) }),
      'links',
      'fail',
      /serial is down: .*Replace the null-modem cable/,
    ],
    [
      'a line one way',
      withStatus({ paths: base.paths.map((path) => ({ ...path, oneWay: true })) }),
      'links',
      'fail',
      /one direction/,
    ],
    ['no witness', withStatus({ witness: 'no witness' }), 'witness', 'warn', /ping\.monitor/],
    ['a silent witness', withStatus({ witness: 'silent' }), 'witness', 'warn', /no witness answers/],
    ['other settings', withStatus({ peer: { ...base.peer, settingsMatch: false } }), 'peer', 'fail', /copy pair\.yaml/],
    ['a silent peer', withStatus({ peer: { ...base.peer, verdict: 'silent-dead' } }), 'peer', 'fail', /silent-dead/],
  ]
  for (const [name, facts, check, result, told] of cases) {
    const found = finding(facts, check)
    t.equal(found?.result, result, name)
    t.match(`${found?.found ?? ''}; ${found?.action ?? ''}`, told, name)
  }
  t.end()
})

void t.test('wrong settings are counted, and the first one is told', (t) => {
  const good = goodFacts(t)
  const problem = { file: 'pair.yaml', line: 3, column: 1, key: 'pair.id', value: 'x', rule: 'a number' }
  const facts = { ...good, pair: undefined, settings: { ok: false as const, problems: [problem, problem] } }
  t.match(finding(facts, 'settings'), { result: 'fail', found: /problems: 2, .*pair\.yaml:3/ })
  t.end()
})
