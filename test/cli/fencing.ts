/** `hapair fencing test`, and the device in the status. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { explain } from '../../src/cli/explain.ts'
import { renderFencing } from '../../src/cli/render-fencing.ts'
import { plain } from '../../src/cli/terminal.ts'
import { sampleStatus } from './samples.ts'
import { call, pairYaml, scratch, settings } from './stage.ts'

/** A node whose device is a file: there while the peer is on. Files must belong to root, as on an appliance. */
const asRoot = { skip: process.getuid?.() === 0 ? false : 'only root owns files that are run as root' }

function node(t: Test): { readonly folder: string; readonly words: readonly string[] } {
  const folder = scratch(t)
  const program = join(folder, 'agent')
  writeFileSync(
    program,
    `#!/bin/sh\ncase "$(sed -n 's/^action=//p')" in off) touch ${folder}/off ;; status) test -e ${folder}/off && exit 2 ;; esac\nexit 0\n`,
    { mode: 0o700 },
  )
  const nodeYaml = `ha: {enabled: true}\nnode: {role: master}\nstate: {folder: ${folder}}\nfencing: {agent: ${program}}\n`
  return { folder, words: settings(t, `${pairYaml}fencing: {device: agent}\n`, nodeYaml).words }
}

void t.test('fencing test asks the device and notes that it answers [D18]', asRoot, async (t) => {
  const { folder, words } = node(t)
  const { code, out } = await call([...words, 'fencing', 'test'])
  t.equal(code, 0)
  t.equal(out, 'the device answers, and says that the slave is on\nnoted: the agent may start with this device\n')
  t.notOk(existsSync(join(folder, 'off')), 'nothing was switched')
  t.match(readFileSync(join(folder, 'fencing-tested.json'), 'utf8'), '"tested":"answered"')
})

void t.test('fencing test --off switches the peer off after a question, and says so', asRoot, async (t) => {
  const { folder, words } = node(t)
  t.equal((await call([...words, 'fencing', 'test', '--off'])).code, 2, 'nobody can be asked')
  const refused = await call([...words, 'fencing', 'test', '--off'], { answer: false })
  t.equal(refused.code, 3)
  t.match(refused.error, 'the slave is switched off now, as by a power cut')
  const dry = await call([...words, 'fencing', 'test', '--off', '--dry-run'])
  t.match(dry.out, 'nobody switches it on again')
  t.notOk(existsSync(join(folder, 'off')))
  const done = await call([...words, 'fencing', 'test', '--off', '--yes', '--json'])
  t.equal(done.code, 0)
  t.match(JSON.parse(done.out), { tested: 'switched-off' })
  t.ok(existsSync(join(folder, 'off')))
})

void t.test('a pair without a device has nothing to test', async (t) => {
  const { code, error } = await call([...settings(t).words, 'fencing', 'test'])
  t.equal(code, 6)
  t.match(error, 'fencing.device is none')
})

void t.test('the status says what the device does, and nothing of it for a pair without', (t) => {
  const status = sampleStatus('promoted')
  t.strictSame(renderFencing(status, plain), [])
  const fencing = { device: 'agent', orderedAgoMs: 3_000, failures: 0, failure: '', answersText: '' } as const
  const said = (words: object): string =>
    renderFencing({ ...status, fencing: { ...fencing, state: 'idle', answers: 'yes', ...words } }, plain).join()
  t.equal(said({}), 'device answers, nothing to do')
  t.equal(said({ state: 'switching-off' }), 'device answers, switching the peer off, ordered 3.0 s ago')
  t.equal(said({ state: 'confirmed-off' }), 'device answers, the peer is off by its word, ordered 3.0 s ago')
  t.equal(
    said({ state: 'failed', failures: 1, answers: 'no' }),
    'device does not answer, one order in vain, ordered 3.0 s ago',
  )
  t.equal(
    said({ state: 'failed', failures: 4, answers: 'unknown' }),
    'device not asked yet, 4 orders in vain, ordered 3.0 s ago',
  )
  t.end()
})

void t.test('why says that a takeover waits for the device, and what stands for it', (t) => {
  const status = sampleStatus('running slave')
  const peer = { ...status.peer, verdict: 'silent-dead' as const }
  const fencing = { device: 'agent', orderedAgoMs: 3_000, answers: 'no', answersText: 'timed out' } as const
  const failed = { ...fencing, state: 'failed', failures: 2, failure: 'exit code 1' } as const
  const waiting = explain({ ...status, peer, fencing: failed })
  t.match(waiting.conclusion, 'when the fencing device has confirmed')
  t.match(waiting.reasons.join(), 'it did not, 2 times: exit code 1')
  t.match(waiting.changes.join(), '--force')
  const off = { ...fencing, state: 'confirmed-off', failures: 0, failure: '' } as const
  t.match(explain({ ...status, peer, fencing: off }).conclusion, 'this node takes over')
  t.notMatch(explain({ ...status, peer, fencing: off }).conclusion, 'when')
  t.match(
    explain({ ...status, peer: { ...peer, verdict: 'departed' }, fencing: failed }).conclusion,
    /^this node takes over, unless/,
  )
  t.end()
})
