/** The program as it is installed: launcher, older names, permission, pipes. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, statSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { spawn } from 'node:child_process'
import t from 'tap'
import { root } from '../config/golden.ts'
import { daemon, scratch } from './stage.ts'

const launcher = fileURLToPath(new URL('bin/hapair', root))
const main = fileURLToPath(new URL('src/cli/main.ts', root))

/** User and group without any privilege: those of "nobody" on Debian. */
const nobody = 65_534

type Ended = { readonly code: number | null; readonly out: string; readonly error: string }

/** Runs a program beside the daemon of this process. */
async function start(
  program: string,
  words: readonly string[],
  options: { uid?: number; gid?: number } = {},
): Promise<Ended> {
  const child = spawn(program, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'], cwd: '/' })
  let out = ''
  let error = ''
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()))
  return await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      resolve({ code, out, error })
    })
  })
}

void t.test('the launcher runs the program, whatever the folder and the link', async (t) => {
  const fake = await daemon(t, 'running master')
  const link = join(scratch(t), 'hapair')
  symlinkSync(launcher, link)
  const { code, out } = await start(link, [...fake.words, 'status'])
  t.equal(code, 0)
  t.match(out, 'ha1 (master), running master')
})

void t.test('a link with an older name is that command [CLI-4]', async (t) => {
  const fake = await daemon(t, 'running master')
  const folder = scratch(t)
  const link = join(folder, 'ha-status')
  symlinkSync(launcher, link)
  const { code, out } = await start(link, ['--json'])
  t.equal(code, 4, 'the options of the command follow; no daemon runs at the installed place')
  t.equal(out, '')
  t.equal((await start(launcher, [...fake.words, 'ha-status'])).code, 0)
})

void t.test('nothing is coloured unless a terminal reads it', async (t) => {
  const fake = await daemon(t, 'degraded')
  const { out } = await start(process.execPath, [main, ...fake.words, 'status'])
  t.notMatch(out, '\u001b')
})

void t.test('a reader that goes away ends the program quietly', (t) => {
  const { status, stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${main}" status --schema | head -c 10`], {
    encoding: 'utf8',
  })
  t.equal(status, 0)
  t.equal(stderr, '')
  t.end()
})

/** Others may enter every folder above the program: a clone in a folder that only its owner may enter cannot show this. */
function openToAll(path: string): boolean {
  const above = dirname(path)
  return (statSync(above).mode & 1) !== 0 && (above === '/' || openToAll(above))
}

const reason =
  process.getuid?.() !== 0
    ? 'needs root to become somebody else'
    : openToAll(process.execPath)
      ? false
      : 'the project lies in a folder that only its owner may enter'
const unprivileged = { skip: reason }

void t.test('a user without privilege sees status, and every change ends with 5 [CFG-6]', unprivileged, async (t) => {
  const folder = join(scratch(t), 'run')
  mkdirSync(folder)
  chmodSync(folder, 0o755)
  chmodSync(join(folder, '..'), 0o755)
  const fake = await daemon(t, 'running master', folder)
  const who = { uid: nobody, gid: nobody }
  const status = await start(process.execPath, [main, ...fake.words, 'status'], who)
  t.equal(status.code, 0, status.error)
  t.match(status.out, 'ha1 (master)')
  for (const command of ['make-slave --yes', 'hold', 'logs', 'stop', 'vip announce']) {
    const { code, error } = await start(process.execPath, [main, ...fake.words, ...command.split(' ')], who)
    t.equal(code, 5, command)
    t.match(error, 'root or membership of the group hapair-admin')
  }
  t.notOk(fake.asked.some(({ type }) => type === 'order' || type === 'journal'))
})
