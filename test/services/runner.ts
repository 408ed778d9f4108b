/** Are real programs run with their limits, and nothing of them left over? */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import type { Test } from 'tap'
import { commandCall, failureOf, isSystemdFailure, showCall } from '../../src/services/calls.ts'
import type { CallEnd, ServiceCall } from '../../src/services/calls.ts'
import { runCall, unitWords } from '../../src/services/runner.ts'

const never = new AbortController().signal

function folderOf(t: Test, programs: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'hapair-services-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  return folder
}

function callOf(name: string, deadlineMs = 5_000, where: ServiceCall['where'] = 'outside'): ServiceCall {
  return { operation: 'check', target: 'web', words: [name, 'two words', '$HOME'], deadlineMs, where }
}

const uid = process.getuid?.() ?? 0

function run(folder: string, call: ServiceCall, signal = never): Promise<CallEnd> {
  const folders = [folder, '/usr/bin', '/bin']
  return runCall(call, signal, { folders, trustedUid: uid, inUnits: false }).answer
}

/** Has the process ended, or does it so within a few seconds? One that nobody has waited for counts as ended. */
async function hasEnded(pid: string): Promise<boolean> {
  const path = `/proc/${Number(pid)}/stat`
  for (let tries = 0; tries < 200; tries += 1) {
    if (!existsSync(path) || readFileSync(path, 'utf8').includes(') Z ')) return true
    await sleep(20)
  }
  return false
}

void t.test('words go to the program as they are, with a fixed environment and no input', async (t) => {
  const folder = folderOf(t, { tool: 'printf "%s|%s|%s|%s" "$1" "$2" "$LC_ALL" "$HOME"; cat; pwd' })
  t.match(await run(folder, callOf('tool')), { type: 'exited', code: 0, output: 'two words|$HOME|C|/\n' })
})

void t.test('a program that fails gives its code and its first line of errors', async (t) => {
  const folder = folderOf(t, { tool: 'echo "not well" >&2; exit 4' })
  const call = callOf('tool')
  t.equal(failureOf(call, await run(folder, call))?.message, 'check web: exit code 4: not well')
})

void t.test('what is printed beyond the limit is read and dropped', async (t) => {
  const folder = folderOf(t, { tool: 'head -c 4000000 /dev/zero | tr "\\0" x' })
  const end = await run(folder, callOf('tool'))
  t.match(end, { type: 'exited', code: 0 })
  t.equal(end.type === 'exited' && end.output.length, 65_536)
})

void t.test('a program that takes too long is ended with all that it started', async (t) => {
  const folder = folderOf(t, { tool: 'trap "" TERM; sleep 60 & echo $! >"$0.pid"; sleep 60; sleep 60' })
  t.strictSame(await run(folder, callOf('tool', 300)), { type: 'timed-out', afterMs: 300 })
  t.ok(await hasEnded(readFileSync(join(folder, 'tool.pid'), 'utf8')))
})

void t.test('what a program leaves running in its group is ended with it', async (t) => {
  const folder = folderOf(t, { tool: 'sleep 60 >/dev/null 2>&1 & echo $!' })
  const end = await run(folder, callOf('tool'))
  t.ok(await hasEnded(end.type === 'exited' ? end.output : ''))
})

void t.test('a call that is not wanted any more is cancelled', async (t) => {
  const folder = folderOf(t, { tool: 'exec sleep 60' })
  const cancel = new AbortController()
  const answer = run(folder, callOf('tool'), cancel.signal)
  await sleep(100)
  cancel.abort()
  t.strictSame(await answer, { type: 'cancelled' })
  t.strictSame(await run(folder, callOf('tool'), cancel.signal), { type: 'cancelled' }, 'not even begun')
})

void t.test('a program that is nowhere, or that others can write, is not started', async (t) => {
  const folder = folderOf(t, { open: 'true' })
  chmodSync(join(folder, 'open'), 0o777)
  t.match(await run(folder, callOf('nowhere')), { type: 'not-started', text: /find nowhere: it is in none of/ })
  t.match(await run(folder, callOf('open')), { type: 'not-started', text: /others may write it/ })
})

void t.test('outside of the sandbox a command is a unit with limits of its own', (t) => {
  const words = unitWords(commandCall('config-test', 'web portal', ['nginx', '-t']), '/usr/sbin/nginx', ['-t'])
  t.strictSame(words.slice(-3), ['--', '/usr/sbin/nginx', '-t'])
  t.ok(words.includes('--unit=hapair-config-test-web_portal.service'))
  t.ok(words.includes('--property=RuntimeMaxSec=30'))
  t.ok(words.includes('--property=TasksMax=64'))
  t.end()
})

void t.test('only the service systemd itself counts as failing', (t) => {
  const exited = (code: number, errors: string): CallEnd => ({ type: 'exited', code, output: '', errors })
  t.ok(isSystemdFailure(exited(1, 'Failed to connect to bus: Connection refused\n')))
  t.ok(isSystemdFailure({ type: 'timed-out', afterMs: 5_000 }))
  t.notOk(isSystemdFailure(exited(1, 'Job for a.service failed because the control process exited.\n')))
  t.notOk(isSystemdFailure(exited(5, 'Failed to start a.service: Unit a.service not found.\n')))
  t.notOk(isSystemdFailure({ type: 'cancelled' }))
  t.equal(showCall(['a.service']).words.at(-1), 'a.service')
  t.end()
})
