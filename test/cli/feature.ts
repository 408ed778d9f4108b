/** Switching the feature on and off, and what a node says while it is off. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { commandTexts } from '../../src/cli/command-texts.ts'
import { sampleStatus } from './samples.ts'
import { call, daemon, orders, pairYaml, scratch, settings } from './stage.ts'
import type { FakeSettings } from './stage.ts'

/** A node whose feature is off. `profile`: what its appliance demands. */
function off(t: Test, role: 'master' | 'slave' = 'master', profile = ''): FakeSettings {
  const node = `# node.yaml of the cellar\nha:\n  enabled: false # not yet\nnode:\n  role: ${role}\nlan:\n  primary-device: lo\n`
  const files = settings(t, pairYaml.replace('profile: none', 'profile: appliance'), node)
  const updates = profile.includes('updates:') ? '' : 'updates: {check: ["true"]}\n'
  writeFileSync(join(files.folder, 'profiles', 'appliance.yaml'), `${updates}${profile}`)
  return files
}

function nodeText({ folder }: FakeSettings): string {
  return readFileSync(join(folder, 'node.yaml'), 'utf8')
}

const inactive = { ...sampleStatus('held'), enabled: false }

void t.test('while the feature is off every command of the pair says so and does nothing [LIC-5]', async (t) => {
  const fake = await daemon(t, { status: [inactive] })
  for (const words of ['why', 'links', 'make-master --yes', 'hold', 'vip list', 'boot', 'logs', 'reboot --yes']) {
    const { code, error, started } = await call([...fake.words, ...words.split(' ')])
    t.equal(code, 8, words)
    t.match(error, /^hapair: HA feature not active; "hapair enable"/)
    t.strictSame(started, [])
  }
  t.strictSame(orders(fake), [])
  t.equal((await call([...fake.words, 'status'])).code, 0)
  t.equal((await call([...fake.words, '--help'])).code, 0)
  t.not((await call([...fake.words, 'doctor', '--facts', '/none'])).code, 8)
  t.equal((await call([...fake.words, 'stop', '--yes'])).code, 0, 'the agent can always be ended')
})

void t.test('without an agent the settings say whether the feature is on [LIC-5]', async (t) => {
  const files = off(t)
  const words = [...files.words, '--run-dir', scratch(t)]
  const refused = commandTexts.map(({ name }) => name).filter((name) => name.startsWith('vip ') || name === 'hold')
  for (const name of refused) {
    const { code } = await call([...words, ...name.split(' '), ...(name === 'vip set' ? ['127.0.0.9'] : [])])
    t.equal(code, 8, name)
  }
  t.equal((await call([...words, 'config', 'check'])).code, 0, 'settings are prepared before')
  t.equal((await call(['--config-dir', scratch(t), '--run-dir', scratch(t), 'hold'])).code, 4, 'no settings at all')
})

void t.test('a node that is not entitled changes nothing and ends with its own code [LIC-1]', async (t) => {
  const files = off(t, 'master', 'entitlement: {file: /nonexistent/license.dat}\n')
  const before = nodeText(files)
  const { code, error } = await call([...files.words, '--run-dir', scratch(t), 'enable'])
  t.equal(code, 7)
  t.match(error, /^hapair: not entitled: there is no \/nonexistent\/license.dat; nothing was changed/)
  t.equal(nodeText(files), before)
})

void t.test('the feature is switched on in the file, comments kept, and the agent reads it [LIC-5]', async (t) => {
  const files = off(t)
  const fake = await daemon(t, { status: [inactive] })
  const dry = await call([...files.words, ...fake.words, 'enable', '--dry-run'])
  t.match(dry.out, 'nothing stands against it')
  t.match(nodeText(files), 'enabled: false')
  const { code, out } = await call([...files.words, ...fake.words, 'enable'])
  t.equal(code, 0)
  t.match(out, /^done: the feature is on: in force\nnext: hapair enable on the slave/)
  t.match(nodeText(files), /^# node.yaml of the cellar\nha:\n {2}enabled: true # not yet\n/)
  t.strictSame(
    fake.asked.map(({ type }) => type),
    ['reload'],
  )
  writeFileSync(join(files.folder, 'node.yaml'), 'node: {role: master}\nlan: {primary-device: lo}\n')
  const added = await call([...files.words, '--run-dir', scratch(t), 'enable', '--json'])
  t.match(added.out, '"live":false')
  t.match(nodeText(files), 'enabled: true')
})

void t.test('automatic updates stand against it, unless the caller says otherwise [PRE-9]', async (t) => {
  const files = off(t, 'master', 'updates: {check: ["false"]}\n')
  const words = [...files.words, '--run-dir', scratch(t)]
  const { code, error } = await call([...words, 'enable'])
  t.equal(code, 3)
  t.match(error, /automatic updates are on \(false ends with 1\)/)
  t.match(nodeText(files), 'enabled: false')
  t.equal((await call([...words, 'enable', '--allow-updates'])).code, 0)
})

void t.test('the slave is switched on only when the master is up [CFG-8]', async (t) => {
  const files = off(t, 'slave')
  const base = sampleStatus('running slave')
  const peer = (phase: 'starting' | 'running-master'): typeof base => ({
    ...base,
    enabled: false,
    phase: 'held',
    peer: { ...base.peer, verdict: 'alive', phase },
  })
  const coming = await daemon(t, { status: [peer('starting')] })
  const early = await call([...files.words, ...coming.words, 'enable'])
  t.equal(early.code, 3)
  t.match(early.error, 'the master is not completely up')
  const alone = await call([...files.words, '--run-dir', scratch(t), 'enable'])
  t.match(alone.error, 'hapaird does not run here')
  t.match(nodeText(files), 'enabled: false')
  const up = await daemon(t, { status: [peer('running-master')] })
  t.equal((await call([...files.words, ...up.words, 'enable'])).code, 0)
  t.equal((await call([...off(t, 'slave').words, '--run-dir', scratch(t), 'enable', '--force'])).code, 0)
})

void t.test('wrong settings and a standalone node are not switched on', async (t) => {
  const standalone = settings(t, pairYaml, 'ha: {enabled: false}\n')
  t.match(await call([...standalone.words, '--run-dir', scratch(t), 'enable']), { code: 3, error: /standalone/ })
  const wrong = settings(t, 'pair: {id: none}\n')
  t.equal((await call([...wrong.words, '--run-dir', scratch(t), 'enable'])).code, 6)
})

void t.test('the feature is switched off only on a node that holds nothing', async (t) => {
  const files = settings(t)
  const master = await daemon(t, 'running master')
  const held = await call([...files.words, ...master.words, 'disable', '--yes'])
  t.equal(held.code, 3)
  t.match(held.error, /give the role away first/)
  t.match(nodeText(files), 'enabled: true')
  const slave = await daemon(t, 'running slave')
  const words = [...files.words, ...slave.words, 'disable']
  t.equal((await call(words)).code, 2, 'it is asked')
  t.match((await call([...words, '--dry-run'])).out, 'it takes nothing')
  t.match((await call([...words, '--yes'])).out, 'done: the feature is off: in force')
  t.match(nodeText(files), 'enabled: false')
  t.equal((await call([...files.words, '--run-dir', scratch(t), 'disable', '--yes', '--json'])).code, 0)
})
