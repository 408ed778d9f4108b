/** `hapair doctor` on this very machine, and over the facts of two nodes. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { renderNodeFacts } from '../../src/doctor/node-facts.ts'
import { gatherLocalFacts } from '../../src/cli/local-facts.ts'
import { callersTerminal } from '../../src/cli/terminal.ts'
import { openLook } from '../../src/drbd/drbdsetup-look.ts'
import { hangingStat } from '../daemon/hanging-stat.ts'
import { poorMaster, poorSlave, soundNode } from '../doctor/samples.ts'
import { call, daemon, pairYaml, scratch, settings } from './stage.ts'

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

void t.test('a mount point that hangs is named, and holds the doctor up for a moment only', async (t) => {
  const disk =
    'drbd: {resources: [r0], via-primary-lan: true, volume: [{name: r0, disk: /dev/null, mount-point: /srv/hung}]}\n'
  const files = settings(t, pairYaml + disk)
  const folders = { run: scratch(t), config: files.folder, profiles: [join(files.folder, 'profiles')] }
  const look = openLook({ program: hangingStat(t).program, limitMs: 300 })
  const facts = await gatherLocalFacts({ terminal: callersTerminal(), folders }, look)
  t.strictSame(facts.pair?.missingPlaces, [
    'r0: the disk /dev/null is no disk',
    'r0: the mount point /srv/hung cannot be looked at',
  ])
})

void t.test('the facts of two nodes are compared without either of them', async (t) => {
  const folder = scratch(t)
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const master = file('master', renderNodeFacts(soundNode('master')))
  const good = await call(['doctor', '--facts', master, '--peer-facts', '-', '--json'], {
    input: renderNodeFacts({ ...soundNode('slave'), clock: { unanswered: 'not asked' } }),
  })
  t.equal(good.code, 0, good.out)
  t.match(good.out, /"nextLicenceStep": null/)
  const words = [
    '--facts',
    file('poor', renderNodeFacts(poorMaster())),
    '--peer-facts',
    file('p', renderNodeFacts(poorSlave())),
  ]
  const bad = await call(['doctor', ...words, '--checklist'])
  t.equal(bad.code, 1)
  t.match(bad.out, /next step of the entitlement: register the slave with the contract C-77/)
  t.match((await call(['doctor', ...words, '--checklist', '--json'])).out, /"checklist": \[/)
  t.match((await call(['doctor', ...words, '--as-master-dry-run'])).out, /fail {5}as-master/)
  const wrong = await call(['doctor', '--facts', master, '--peer-facts', '-'], { input: 'nothing' })
  t.equal(wrong.code, 2)
  t.match(wrong.error, /standard input: no JSON/)
  t.equal((await call(['doctor', '--facts', join(folder, 'none')])).code, 1)
})

void t.test('a node writes its facts for the other one [PRE-8]', async (t) => {
  const files = settings(t)
  const { words } = await daemon(t, 'running master')
  const { code, out } = await call([...files.words, ...words, 'doctor', '--write-facts'])
  t.equal(code, 0)
  const again = await call(['doctor', '--facts', '-'], { input: out })
  t.match(again.out, /this node has what a pair needs|the master has what a pair needs/)
  t.match(again.out, /do: run "hapair doctor --write-facts" on the other node/)
})
