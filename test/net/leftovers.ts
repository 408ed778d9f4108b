/**
 * Does a lab leave nothing behind, however it ends?
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { test } from 'tap'
import { createLab } from '../../lab/netns/lab.ts'
import { namedNamespaces, runFolder, startOfProcess, sweep } from '../../lab/netns/run-folder.ts'
import { until } from './readings.ts'

void test('a destroyed lab leaves no namespace, process or folder', async (t) => {
  const lab = await createLab({ baudRate: 0 })
  const pids = [lab.machines.m.initPid, lab.machines.s.initPid]
  lab.destroy()
  t.ok(await until(() => pids.every((pid) => startOfProcess(pid) === undefined)))
  t.same(
    namedNamespaces().filter((name) => name.startsWith(lab.prefix)),
    [],
  )
  t.notOk(existsSync(runFolder(lab.prefix)))
})

void test('when the runner is killed with SIGKILL its watcher removes everything at once', async (t) => {
  const program = `
    import { createLab } from ${JSON.stringify(new URL('../../lab/netns/lab.ts', import.meta.url).href)}
    const lab = await createLab()
    console.log(lab.prefix + ' ' + lab.machines.m.initPid)
    setInterval(() => undefined, 1000)`
  const runner = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const line = await new Promise<string>((resolve) =>
    runner.stdout.once('data', (text: Buffer) => resolve(text.toString())),
  )
  const [prefix = '', pid = ''] = line.trim().split(' ')
  t.equal(namedNamespaces().filter((name) => name.startsWith(prefix)).length, 5)
  runner.kill('SIGKILL')
  t.ok(await until(() => !existsSync(runFolder(prefix)) && !namedNamespaces().some((name) => name.startsWith(prefix))))
  t.ok(await until(() => startOfProcess(Number(pid)) === undefined))
})

void test('a sweep removes what runs without an owner left behind, and only that', (t) => {
  const living = sweep()
  t.type(living, Array)
  const orphan = spawn('sleep', ['1000'])
  const stranger = spawn('sleep', ['1000'])
  t.teardown(() => stranger.kill())
  mkdirSync(runFolder('hp0bad-'))
  writeFileSync(`${runFolder('hp0bad-')}/owner`, '1 17\n')
  const records = `${orphan.pid ?? 0} ${startOfProcess(orphan.pid ?? 0) ?? ''}\n${stranger.pid ?? 0} 1\n`
  writeFileSync(`${runFolder('hp0bad-')}/processes`, records)
  spawnSync('ip', ['netns', 'add', 'hp0bad-m'])
  spawnSync('ip', ['netns', 'add', 'hp0bae-sw'])
  t.same(sweep().toSorted(), ['hp0bad-', 'hp0bae-'])
  t.same(
    namedNamespaces().filter((name) => name.startsWith('hp0ba')),
    [],
  )
  t.notOk(existsSync(runFolder('hp0bad-')))
  orphan.once('exit', (_code, signal) => {
    t.equal(signal, 'SIGKILL', 'a recorded process is killed')
    t.not(startOfProcess(stranger.pid ?? 0), undefined, 'a process that only has a recorded pid is not')
    t.end()
  })
})
