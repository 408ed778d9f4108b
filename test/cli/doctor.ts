/** What `doctor` finds, and what it says to do. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { gatherFacts } from '../../src/cli/doctor/facts.ts'
import type { DoctorFacts, PairFacts } from '../../src/cli/doctor/facts.ts'
import { findingsOf } from '../../src/cli/doctor/findings.ts'
import type { Finding } from '../../src/cli/doctor/findings.ts'
import { loadHere } from '../../src/cli/settings.ts'
import { callersTerminal } from '../../src/cli/terminal.ts'
import { openLook } from '../../src/drbd/drbdsetup-look.ts'
import { hangingStat } from '../daemon/hanging-stat.ts'
import { sampleLinks, sampleStatus } from './samples.ts'
import type { Test } from 'tap'
import { call, daemon, pairYaml, scratch, settings } from './stage.ts'

function goodFacts(t: Test): DoctorFacts & { readonly pair: PairFacts } {
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

function finding(facts: DoctorFacts, check: string): Finding | undefined {
  return findingsOf(facts).find((candidate) => candidate.check === check)
}

void t.test('a sound node passes everything that a program can see', (t) => {
  const findings = findingsOf(goodFacts(t))
  t.strictSame(
    findings.filter(({ result }) => result !== 'pass' && result !== 'manual'),
    [],
  )
  t.ok(
    findings.some(({ result }) => result === 'manual'),
    'and lists what only a person can see',
  )
  t.end()
})

void t.test('each fault is found, with what to do', (t) => {
  const good = goodFacts(t)
  const { pair } = good
  const port = { device: '/dev/ttyS0', present: 'character-device' as const, holders: [] }
  const base = sampleStatus('running master')
  const withStatus = (status: Partial<typeof base>): DoctorFacts => ({
    ...good,
    daemon: { status: { ...base, ...status }, links: sampleLinks },
  })
  const cases: readonly (readonly [name: string, facts: DoctorFacts, check: string, result: string, text: RegExp])[] = [
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
      /\/srv\/mail does not exist; without it/,
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
  for (const [name, facts, check, result, text] of cases) t.match(finding(facts, check), { result, text }, name)
  t.end()
})

void t.test('wrong settings are counted, and the first one is told', (t) => {
  const good = goodFacts(t)
  const problem = { file: 'pair.yaml', line: 3, column: 1, key: 'pair.id', value: 'x', rule: 'a number' }
  const facts = { ...good, pair: undefined, settings: { ok: false as const, problems: [problem, problem] } }
  t.match(finding(facts, 'settings'), { result: 'fail', text: /problems: 2, .*pair\.yaml:3/ })
  t.end()
})

void t.test('a mount point that hangs is named, and holds the doctor up for a moment only', async (t) => {
  const disk =
    'drbd: {resources: [r0], via-primary-lan: true, volume: [{name: r0, disk: /dev/null, mount-point: /srv/hung}]}\n'
  const files = settings(t, pairYaml + disk)
  const folders = { run: scratch(t), config: files.folder, profiles: [join(files.folder, 'profiles')] }
  const look = openLook({ program: hangingStat(t).program, limitMs: 300 })
  const facts = await gatherFacts({ terminal: callersTerminal(), folders }, look)
  t.strictSame(facts.pair?.missingPlaces, [
    'r0: the disk /dev/null is no disk',
    'r0: the mount point /srv/hung cannot be looked at',
  ])
})

void t.test('doctor looks at this very machine, and fails when something fails', async (t) => {
  const files = settings(t)
  const key = join(files.folder, 'keys', '7')
  mkdirSync(join(files.folder, 'keys'))
  writeFileSync(key, `${Buffer.alloc(32).toString('base64')}\n`, { mode: 0o600 })
  writeFileSync(
    join(files.folder, 'node.yaml'),
    `node:\n  role: master\nlan:\n  primary-device: lo\npair:\n  key-file: ${key}\n`,
  )
  const { words } = await daemon(t, 'running master')
  const good = await call([...files.words, ...words, 'doctor'])
  t.equal(good.code, 0, good.out)
  t.match(good.out, /^ha1 \(master\)/)
  const bad = await call([...files.words, '--run-dir', scratch(t), 'doctor', '--json'])
  t.equal(bad.code, 1)
  t.match(bad.out, /"check": "daemon",\s+"result": "fail"/)
  t.equal((await call(['--config-dir', scratch(t), '--run-dir', scratch(t), 'doctor'])).code, 1)
})
