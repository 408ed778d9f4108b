/**
 * Cases for the boot scripts that appliances are shown: what do they make of the outcome, and in which order do they act?
 *
 * The script runs as it is, with its four programs replaced by ones that write down how they were called.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import type { Test } from 'tap'
import { exitCodes } from '../../src/cli/exit-codes.ts'

const packaging = join(import.meta.dirname, '../../packaging')

/** Calls the script with a `hapair` that ends with this code. */
function run(
  t: Test,
  verb: string,
  code: number,
): { readonly status: number | null; readonly calls: readonly string[] } {
  const folder = t.testdir()
  mkdirSync(join(folder, 'bin'), { recursive: true })
  const programs = { hapaird: 0, hapair: code, 'hapair-release': 0, 'start-stop-daemon': 0 }
  for (const [name, end] of Object.entries(programs)) {
    const file = join(folder, 'bin', name)
    writeFileSync(file, `#!/bin/sh\necho "\${0##*/} $*" >>"${folder}/calls"\nexit ${end}\n`)
    chmodSync(file, 0o755)
  }
  writeFileSync(join(folder, 'calls'), '')
  const script = readFileSync(join(packaging, 'sysv/hapaird'), 'utf8')
    .replaceAll('/usr/sbin/', `${folder}/bin/`)
    .replaceAll('/usr/bin/', `${folder}/bin/`)
    .replaceAll('/usr/lib/hapair/', `${folder}/bin/`)
    .replaceAll('/run/', `${folder}/`)
  writeFileSync(join(folder, 'script'), script)
  const { status } = spawnSync('/bin/sh', [join(folder, 'script'), verb], {
    env: { PATH: `${folder}/bin:/usr/bin:/bin` },
  })
  const calls = readFileSync(join(folder, 'calls'), 'utf8').split('\n').filter(Boolean)
  return { status, calls: calls.map((call) => call.split(' ').slice(0, 2).join(' ')) }
}

void test('the boot script starts the agent and waits for the role, and no role keeps the machine from booting', (t) => {
  const { done, notActive, bootRunningSlave, bootHeld, bootNotDecided } = exitCodes
  for (const code of [done, notActive, bootRunningSlave, bootHeld, bootNotDecided]) {
    const { status, calls } = run(t, 'start', code)
    t.equal(status, 0, String(code))
    t.strictSame(calls, ['start-stop-daemon --start', 'hapair boot'])
  }
  for (const code of [exitCodes.failed, exitCodes.permission, exitCodes.badSettings])
    t.equal(run(t, 'start', code).status, code, 'an agent that does not come up is an error')
  t.end()
})

void test('the boot script hands over before it ends the agent, and releases what is left', (t) => {
  for (const code of [exitCodes.done, exitCodes.failed, exitCodes.notRunning]) {
    t.strictSame(run(t, 'stop', code).calls, ['hapair stop', 'start-stop-daemon --stop', 'hapair-release --now'])
  }
  t.equal(run(t, 'dance', 0).status, 2)
  t.end()
})

void test('both boot scripts bound their waiting, and the unit takes every role for a success', (t) => {
  const unit = readFileSync(join(packaging, 'examples/hapair-role.service'), 'utf8')
  const [, waits] = /boot --timeout (\d+)s/.exec(unit) ?? []
  const [, limit] = /^TimeoutStartSec=(\d+)s$/m.exec(unit) ?? []
  t.ok(Number(waits) < Number(limit))
  const { notActive, bootRunningSlave, bootHeld, bootNotDecided } = exitCodes
  t.match(unit, `SuccessExitStatus=${notActive} ${bootRunningSlave} ${bootHeld} ${bootNotDecided}\n`)
  for (const verb of ['boot', 'stop'])
    t.match(readFileSync(join(packaging, 'sysv/hapaird'), 'utf8'), new RegExp(`${verb} --timeout \\d+s`))
  t.end()
})

const analyse = spawnSync('systemd-analyze', ['--version']).error === undefined

void test('the service manager understands the unit', { skip: analyse ? false : 'no systemd-analyze here' }, (t) => {
  const unit = join(packaging, 'examples/hapair-role.service')
  const { stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', unit], { encoding: 'utf8' })
  const ours = stderr.split('\n').filter((line) => line.includes('hapair-role') && !line.includes('is not executable'))
  t.strictSame(ours, [])
  t.end()
})
