/**
 * Does the package do on a bare machine what it promises?
 *
 * A fresh minimal Debian without network, npm and compiler gets the file; then everything that an operator would do first
 * is done: install, ask, check settings, run the agent beside a network device of its own, read the manual, install over
 * it, remove, purge. The chroot is made once and kept as an archive; each check unpacks it anew.
 * Rejected: a container runtime (nothing of it is needed), the machine itself (it has everything already).
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { steps } from './check-steps.ts'
import type { Step } from './check-steps.ts'

/** What any Debian server has beyond the minimum, and what renders the manual. */
const include = 'iproute2,man-db'
/** After so long the archive is made anew, with the fixes of Debian since; our own choice, ms. */
const archiveAgeMaxMs = 14 * 24 * 3_600_000
/** Longest step: unpacking the package on a busy machine, ms. */
const stepLimitMs = 180_000

function ensureArchive(archive: string, say: (line: string) => void): void {
  const made = statSync(archive, { throwIfNoEntry: false })
  if (made !== undefined && Date.now() - made.mtimeMs < archiveAgeMaxMs) return
  say('making a minimal Debian')
  const words = ['--variant=minbase', '--mode=root', '--quiet', `--include=${include}`, 'bookworm', archive]
  execFileSync('mmdebstrap', words, { stdio: ['ignore', 2, 2] })
}

/** Plays a step in the chroot, without network; the problem, or nothing. */
function play(chroot: string, step: Step): string | undefined {
  const spaces = ['--mount', '--net', '--pid', '--fork', '--kill-child', `--mount-proc=${join(chroot, 'proc')}`]
  // The host's settings of this program must not leak in.
  const clean = ['env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'LC_ALL=C.UTF-8', 'TERM=dumb', 'HOME=/']
  const words = [...spaces, 'chroot', chroot, ...clean, 'sh', '-euc', step.script]
  const { status, signal, stdout, stderr } = spawnSync('unshare', words, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: stepLimitMs,
  })
  const all = `${stdout}${stderr}`
  if (status !== 0) return `ended with ${String(status ?? signal)}:\n${all}`
  const missing = (step.prints ?? []).find((pattern) => !pattern.test(all))
  return missing === undefined ? undefined : `did not print ${String(missing)}:\n${all}`
}

function playAll(chroot: string, version: string, say: (line: string) => void): boolean {
  let good = true
  for (const step of steps(version)) {
    const begunMs = performance.now()
    const problem = play(chroot, step)
    const seconds = ((performance.now() - begunMs) / 1000).toFixed(1)
    say(problem === undefined ? `ok: ${step.name} (${seconds} s)` : `not ok: ${step.name}: ${problem}`)
    good &&= problem === undefined
  }
  return good
}

/** Debian's own checks. Errors and warnings count. */
function lint(file: string, say: (line: string) => void): boolean {
  const words = ['--no-cfg', '--allow-root', '--fail-on=error,warning', file]
  const { status, error, stdout, stderr } = spawnSync('lintian', words, { encoding: 'utf8' })
  const good = error === undefined && status === 0
  say(good ? 'ok: lintian finds no error and no warning' : `not ok: lintian: ${error?.message ?? `${stdout}${stderr}`}`)
  return good
}

/** Installs and uses the package in a chroot under `out`. True when all went as it should. */
export function checkPackage(options: {
  readonly file: string
  readonly out: string
  readonly say: (line: string) => void
}): boolean {
  const { file, out, say } = options
  if (!existsSync(file)) {
    say(`not ok: there is no ${file}; make it first`)
    return false
  }
  mkdirSync(out, { recursive: true })
  const archive = join(out, 'bookworm.tar')
  ensureArchive(archive, say)
  const version = execFileSync('dpkg-deb', ['--field', file, 'Version'], { encoding: 'utf8' }).trim()
  const chroot = mkdtempSync(join(out, 'chroot-'))
  try {
    execFileSync('tar', ['--extract', '--file', archive, '--directory', chroot, '--exclude=./dev/*'])
    copyFileSync(file, join(chroot, 'hapair.deb'))
    execFileSync('cp', ['--archive', '/dev/null', '/dev/zero', '/dev/random', '/dev/urandom', join(chroot, 'dev')])
    const used = playAll(chroot, version, say)
    return lint(file, say) && used
  } finally {
    rmSync(chroot, { recursive: true, force: true })
  }
}
