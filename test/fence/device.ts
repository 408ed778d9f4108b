/** Cases for `fence/device.ts` and `fence/device-note.ts`: programs that work, fail, hang, lie, flood, or are not to be run. */
import t from 'tap'
import type { Test } from 'tap'
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openAgent, readOptions, switchOff } from '../../src/fence/device.ts'
import type { AgentSettings } from '../../src/fence/device.ts'
import { readNote, writeNote } from '../../src/fence/device-note.ts'
import { openFence } from '../../src/daemon/open-fence.ts'
import { loadHere } from '../../src/cli/settings.ts'

/** Generous, so that a busy machine does not decide; a test that waits for it says so. */
const timeoutMs = 20_000
const shortMs = 1_000

/** What the shell gets before the case of its action. The folder of the test is FOLDER. */
const head = `#!/bin/sh
cat > FOLDER/input
action=$(sed -n 's/^action=//p' FOLDER/input)
echo "$action" >> FOLDER/calls
`
const works = `case "$action" in
off) touch FOLDER/is-off ;;
status) test -e FOLDER/is-off && exit 2 ;;
esac
exit 0
`

/** A program that does this, and how it is called. */
function agent(t: Test, body: string, limitMs = timeoutMs): AgentSettings & { readonly folder: string } {
  const folder = t.testdir({})
  const file = join(folder, 'fence_test')
  writeFileSync(file, (head + body).replaceAll('FOLDER', folder), { mode: 0o700 })
  return { agent: file, timeoutMs: limitMs, trustedUid: process.getuid?.() ?? 0, folder }
}

function calls(folder: string): readonly string[] {
  return existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n') : []
}

/** The message of the rejection; empty when there was none. */
async function problem(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => '',
    (cause: unknown) => (cause instanceof Error ? cause.message : ''),
  )
}

void t.test('a device that works is off when it was asked what came of the order', async (t) => {
  const settings = agent(t, works)
  const device = openAgent(settings)
  await device.monitor()
  t.equal(await device.status(), 'on')
  await switchOff(device, settings)
  t.equal(await device.status(), 'off')
  t.strictSame(calls(settings.folder).slice(0, 4), ['monitor', 'status', 'off', 'status'])
})

void t.test('options reach the agent on its standard input, with the action, and nowhere else', async (t) => {
  const settings = agent(t, works)
  const optionsFile = join(settings.folder, 'options')
  writeFileSync(optionsFile, 'ip=192.0.2.9\npassword=geheim\n', { mode: 0o600 })
  t.equal(await openAgent({ ...settings, optionsFile }).status(), 'on')
  t.equal(readFileSync(join(settings.folder, 'input'), 'utf8'), 'ip=192.0.2.9\npassword=geheim\naction=status\n')
})

void t.test('a device that says 0 to off and stays on has failed', async (t) => {
  const settings = agent(t, 'exit 0\n', shortMs)
  t.match(await problem(switchOff(openAgent(settings), settings)), /the peer is still on/)
  t.ok(calls(settings.folder).filter((action) => action === 'status').length > 1, 'asked more than once')
})

void t.test('an order that failed but acted is found out', async (t) => {
  const settings = agent(t, works.replace('touch FOLDER/is-off', 'touch FOLDER/is-off; exit 1'))
  t.equal(await problem(switchOff(openAgent(settings), settings)), '')
})

void t.test('a device that fails says why, with every value of the options blanked [S18]', async (t) => {
  const settings = agent(t, 'echo "no way in as geheim" >&2; exit 1\n', shortMs)
  const optionsFile = join(settings.folder, 'options')
  writeFileSync(optionsFile, 'password=geheim\n', { mode: 0o600 })
  const device = openAgent({ ...settings, optionsFile })
  t.match(await problem(device.status()), /^status by .*: exit code 1: no way in as \*$/)
  t.match(await problem(device.monitor()), /^monitor by/)
  const said = await problem(switchOff(device, settings))
  t.match(said, /no way in/)
  t.notMatch(said, 'geheim')
})

void t.test('a device that hangs is ended at its time limit, with all that it started', async (t) => {
  const settings = agent(t, 'sleep 60 & echo $! > FOLDER/child\nsleep 60\n', shortMs)
  t.match(await problem(openAgent(settings).status()), /timed out after 1000 ms/)
  const child = Number(readFileSync(join(settings.folder, 'child'), 'utf8'))
  const alive = (): boolean => {
    try {
      return !readFileSync(`/proc/${child}/stat`, 'utf8').includes(') Z ')
    } catch {
      return false
    }
  }
  for (let round = 0; round < 100 && alive(); round += 1) await new Promise((resolve) => setTimeout(resolve, 20))
  t.notOk(alive(), 'its child is gone too')
})

void t.test('a device that floods its output is read to the end, and little of it is kept', async (t) => {
  const settings = agent(t, 'head -c 5000000 /dev/zero | tr "\\0" x >&2; head -c 5000000 /dev/zero; exit 1\n')
  const said = await problem(openAgent(settings).monitor())
  t.match(said, /exit code 1: xxx/)
  t.ok(said.length < 3_000, `${said.length} characters`)
})

void t.test('an exit code that says neither on nor off is unknown, and that is a failure', async (t) => {
  const settings = agent(t, 'exit 3\n', shortMs)
  t.match(await problem(openAgent(settings).status()), /exit code 3/)
})

void t.test('a program that others could change is not run', async (t) => {
  const settings = agent(t, works)
  const { folder } = settings
  const refusal = (file: string): Promise<string> => problem(openAgent({ ...settings, agent: file }).status())
  chmodSync(settings.agent, 0o777)
  t.match(await refusal(settings.agent), /others may write it/)
  chmodSync(settings.agent, 0o4700)
  t.match(await refusal(settings.agent), /set-user-id/)
  chmodSync(settings.agent, 0o600)
  t.match(await refusal(settings.agent), /not executable/)
  t.match(await refusal(join(folder, 'missing')), /ENOENT/)
  const open = join(folder, 'open')
  mkdirSync(open)
  chmodSync(open, 0o777)
  writeFileSync(join(open, 'program'), head, { mode: 0o700 })
  t.match(await refusal(join(open, 'program')), /others may write it/)
  symlinkSync(join(open, 'program'), join(folder, 'link'))
  t.match(await refusal(join(folder, 'link')), /others may write it/, 'the folders of the target count too')
  mkdirSync(join(folder, 'folder'), { mode: 0o700 })
  t.match(await refusal(join(folder, 'folder')), /no regular file/)
  t.strictSame(calls(folder), [])
})

void t.test('a file of options that others may read is refused, and so is a link', async (t) => {
  const settings = agent(t, works)
  const optionsFile = join(settings.folder, 'options')
  writeFileSync(optionsFile, 'password=geheim\n', { mode: 0o640 })
  t.match(await problem(readOptions({ ...settings, optionsFile })), /others may read it/)
  chmodSync(optionsFile, 0o600)
  t.strictSame(await readOptions({ ...settings, optionsFile }), [{ name: 'password', value: 'geheim' }])
  symlinkSync(optionsFile, join(settings.folder, 'link'))
  t.match(await problem(readOptions({ ...settings, optionsFile: join(settings.folder, 'link') })), /ELOOP/)
  writeFileSync(optionsFile, 'x'.repeat(40_000))
  t.match(await problem(readOptions({ ...settings, optionsFile })), /longer than 32768 bytes/)
})

void t.test('a test counts for the device as it was set up then, and no further', async (t) => {
  const settings = agent(t, works)
  const optionsFile = join(settings.folder, 'options')
  writeFileSync(optionsFile, 'plug=1\n', { mode: 0o600 })
  const device = { ...settings, optionsFile, pairId: 7, node: 'master', stateFolder: settings.folder }
  t.equal(await readNote(device), 'none')
  await writeNote(device, 'switched-off')
  await writeNote(device, 'answered')
  t.equal(await readNote(device), 'switched-off', 'a lesser test takes nothing away')
  t.equal(await readNote({ ...device, pairId: 8 }), 'none')
  t.equal(await readNote({ ...device, node: 'slave' }), 'none')
  writeFileSync(optionsFile, 'plug=2\n', { mode: 0o600 })
  t.equal(await readNote(device), 'none')
  await writeNote(device, 'answered')
  t.equal(await readNote(device), 'answered', 'another device begins anew')
  writeFileSync(join(settings.folder, 'fencing-tested.json'), '{')
  t.equal(await readNote(device), 'none')
  t.notMatch(readFileSync(optionsFile, 'utf8'), 'geheim')
})

void t.test('an agent of class P starts only with a device that was tested [D18]', async (t) => {
  const settings = agent(t, works)
  writeFileSync(
    join(settings.folder, 'pair.yaml'),
    'pair: {id: 7}\nmaster: {lan-ip: 192.0.2.11}\nslave: {lan-ip: 192.0.2.12}\nfencing: {device: agent}\n',
  )
  writeFileSync(
    join(settings.folder, 'node.yaml'),
    `node: {role: master}\nlan: {primary-device: eth0}\nstate: {folder: ${settings.folder}}\nfencing: {agent: ${settings.agent}}\n`,
  )
  const read = loadHere({
    config: settings.folder,
    profiles: [fileURLToPath(new URL('../../firmware-profiles', import.meta.url))],
  })
  if (!read.ok || read.site.role === 'standalone' || read.site.fencing === undefined) {
    t.fail(JSON.stringify(read))
    return
  }
  const refused = await openFence(read.site, read.site.fencing)
  t.match(refused, { problem: /hapair fencing test/ })
  const { pairId, role: node, stateFolder } = read.site
  await writeNote({ ...read.site.fencing, pairId, node, stateFolder }, 'answered')
  t.notOk('problem' in (await openFence(read.site, read.site.fencing)))
})
