/** How fit is a standby, and what is told of it? */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { judgeFitness, unfitText } from '../../src/doctor/fitness.ts'
import type { FitnessFacts } from '../../src/doctor/fitness.ts'
import { fitnessAnswers } from '../../src/doctor/gather-fitness.ts'
import { standingWarnings } from '../../src/doctor/standing.ts'
import type { UpkeepFacts } from '../../src/doctor/standing.ts'

const dayMs = 86_400_000
const sound: FitnessFacts = {
  zones: [{ zone: 'lan', device: 'eth0', carrier: true }],
  witness: 'answers',
  services: [{ service: 'ipsec', problem: null }],
  certificates: [{ file: '/etc/a.pem', leftMs: 14 * dayMs, problem: null }],
  disks: [{ resource: 'data', inSync: true }],
  folders: [{ folder: '/var/lib/hapair', freeMib: 64 }],
  settingsMatch: true,
}

void t.test('a standby on which nothing fails has all points', (t) => {
  t.equal(judgeFitness(sound).score, 100)
  t.equal(unfitText(judgeFitness(sound)), '')
  const bare = { ...sound, services: [], certificates: [], disks: [], folders: [], zones: [] }
  t.equal(judgeFitness(bare).score, 100)
  t.end()
})

void t.test('each failure takes its share and says what it is; a warning takes nothing', (t) => {
  const cases: readonly (readonly [change: Partial<FitnessFacts>, score: number, text: string])[] = [
    [{ zones: [{ zone: 'lan', device: 'eth0', carrier: false }] }, 60, 'carrier: no link on eth0 (lan)'],
    [{ disks: [{ resource: 'data', inSync: false }] }, 60, 'disk: not in sync: data'],
    [{ services: [{ service: 'ipsec', problem: 'ends with 1' }] }, 70, 'services: ipsec: ends with 1'],
    [{ folders: [{ folder: '/var', freeMib: 63 }] }, 80, 'space: /var has 63 MiB left'],
    [{ folders: [{ folder: '/var', freeMib: null }] }, 100, ''],
    [{ certificates: [{ file: '/a', leftMs: 0, problem: null }] }, 80, 'certificates: /a has ended'],
    [{ certificates: [{ file: '/a', leftMs: null, problem: 'x' }] }, 80, 'certificates: /a: x'],
    [{ certificates: [{ file: '/a', leftMs: 14 * dayMs - 1, problem: null }] }, 100, ''],
    [{ witness: 'silent' }, 85, 'witness: no witness answers'],
    [{ witness: 'no witness' }, 100, ''],
    [{ settingsMatch: false }, 90, 'settings: the peer has other settings'],
    [{ settingsMatch: null }, 100, ''],
  ]
  for (const [change, score, text] of cases) {
    const fitness = judgeFitness({ ...sound, ...change })
    t.strictSame([fitness.score, unfitText(fitness)], [score, text])
  }
  const ending = judgeFitness({ ...sound, certificates: [{ file: '/a', leftMs: 3.5 * dayMs, problem: null }] })
  t.match(
    ending.checks.find(({ check }) => check === 'certificates'),
    { result: 'warn', found: '/a ends in 3 days' },
  )
  const worst = { disks: [{ resource: 'd', inSync: false }], services: [{ service: 's', problem: 'x' }] }
  const dead = judgeFitness({ ...sound, ...worst, zones: [{ zone: 'lan', device: 'eth0', carrier: false }] })
  t.equal(dead.score, 0, 'never below nothing')
  t.end()
})

void t.test('tests, certificates and free space are asked of the machine, each for a limited time', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'hapair-fitness-'))
  t.teardown(() => rmSync(root, { recursive: true, force: true }))
  const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30']
  execFileSync('openssl', [...words, '-subj', '/CN=x', '-keyout', join(root, 'k'), '-out', join(root, 'c')], {
    stdio: 'ignore',
  })
  writeFileSync(join(root, 'bad'), 'no certificate')
  const around = { root, searchPath: '/usr/bin:/bin', deadlineMs: 1_000 }
  const tests = [['true'], ['sh', '-c', 'echo line 3 >&2; exit 2'], ['sleep', '60'], ['no-such-program']]
  const answers = await fitnessAnswers(
    around,
    {
      tests: tests.map((words, index) => ({ service: `s${index}`, words })),
      certificates: ['/c', '/bad', '/none'],
      folders: ['/', '/none'],
    },
    Date.now(),
  )
  t.match(answers.services, [
    { problem: null },
    { problem: 'ends with 2 line 3' },
    { problem: /no end within 1 s/ },
    { problem: /not started/ },
  ])
  const [good, ...rest] = answers.certificates
  t.ok(good?.leftMs !== null && good !== undefined && good.leftMs > 29 * dayMs && good.leftMs <= 30 * dayMs)
  t.match(rest, [{ problem: /./ }, { problem: 'does not exist' }])
  t.ok((answers.folders[0]?.freeMib ?? -1) >= 0)
  t.equal(answers.folders[1]?.freeMib, null)
})

void t.test('what nobody cares for stands in status [PRE-9] [GEN-4] [GEN-5]', (t) => {
  const cared: UpkeepFacts = {
    updates: { value: { state: 'off', found: '' } },
    entitlement: { value: { state: 'entitled', found: '', fingerprint: null, contract: null } },
    backups: { value: [{ kind: 'configuration', file: '/b', ageMs: dayMs }] },
    moves: [],
  }
  t.strictSame(standingWarnings(cared), [])
  t.strictSame(
    standingWarnings({
      updates: { value: { state: 'on', found: 'X is 1' } },
      entitlement: { value: { state: 'not-entitled', found: 'there is no /l', fingerprint: null, contract: null } },
      backups: {
        value: [
          { kind: 'configuration', file: '/b', ageMs: dayMs + 1 },
          { kind: 'user-data', file: '/u', ageMs: null },
        ],
      },
      moves: [1, 120_001, 120_001, 120_001],
    }),
    [
      'automatic updates are on (X is 1); switch them off',
      'this node is not entitled to the feature: there is no /l',
      'the newest backup of the configuration is 24 h old; a pair is no backup',
      'there is no backup of the user data: no /u; a pair is no backup',
      'the last moves took too long: the hardware may be too small to carry all services',
    ],
  )
  const silent = { unanswered: 'no answer within 5 s' }
  t.strictSame(standingWarnings({ updates: silent, entitlement: silent, backups: silent, moves: [] }), [])
  t.end()
})
