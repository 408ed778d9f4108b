/**
 * A real service manager for a test: the user's instance of systemd, with units of the test and a hierarchy of its own.
 *
 * It needs neither a booted machine nor a bus; its programs are called through wrappers that ask this instance.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { monotonicNow } from '../../src/linux/clock.ts'
import { connectSystemd } from '../../src/services/index.ts'
import type { ServiceEdge } from '../../src/services/index.ts'

const program = '/lib/systemd/systemd'

/** A service manager that runs. */
export type LabSystemd = {
  readonly edge: ServiceEdge
  readonly pid: number
  readonly systemctl: (...words: readonly string[]) => void
  readonly stop: () => Promise<void>
}

/** Whether this machine has what the stage needs; false when it has, or why not. */
export function missing(): string | false {
  if (!existsSync(program) || !existsSync('/usr/bin/systemd-run')) return 'systemd is not installed'
  if (!readFileSync('/proc/filesystems', 'utf8').includes('\tcgroup2\n')) return 'the kernel has no cgroup2'
  return false
}

/** Starts it with these units, name to text. Only in a mount namespace of its own. */
export async function openSystemd(units: Readonly<Record<string, string>>): Promise<LabSystemd> {
  const folder = mkdtempSync(join(tmpdir(), 'hapair-systemd-'))
  const unitFolder = join(folder, 'config/systemd/user')
  for (const path of [unitFolder, join(folder, 'run'), join(folder, 'bin')]) mkdirSync(path, { recursive: true })
  for (const [name, text] of Object.entries(units)) writeFileSync(join(unitFolder, name), text)
  execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', '/run'])
  mkdirSync('/run/systemd/system', { recursive: true })
  spawnSync('umount', ['-l', '/sys/fs/cgroup'])
  execFileSync('mount', ['-t', 'cgroup2', 'cgroup2', '/sys/fs/cgroup'])
  const group = `/sys/fs/cgroup/hapair-lab-${process.pid}`
  mkdirSync(group)
  const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: folder, XDG_RUNTIME_DIR: join(folder, 'run') }
  const all = { ...env, XDG_CONFIG_HOME: join(folder, 'config') }
  const words = Object.entries(all).map(([name, value]) => `${name}='${value}'`)
  for (const name of ['systemctl', 'systemd-run']) {
    const path = join(folder, 'bin', name)
    writeFileSync(path, `#!/bin/sh\nexec env ${words.join(' ')} /usr/bin/${name} --user "$@"\n`)
    chmodSync(path, 0o755)
  }
  const script = `echo $$ > ${group}/cgroup.procs && exec ${program} --user --log-target=null`
  const child = spawn('sh', ['-c', script], { env: all, stdio: 'ignore' })
  const pid = child.pid ?? 0
  const systemctl = (...words: readonly string[]): void => {
    execFileSync(join(folder, 'bin/systemctl'), words, { stdio: 'ignore' })
  }
  for (let tries = 0; tries < 100 && !existsSync(join(folder, 'run/systemd/private')); tries += 1) await pause(50)
  const folders = [join(folder, 'bin'), '/usr/sbin', '/usr/bin', '/sbin', '/bin']
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await new Promise((resolve) => child.once('exit', resolve))
    rmSync(folder, { recursive: true, force: true })
    for (const path of execFileSync('find', [group, '-depth', '-type', 'd'], { encoding: 'utf8' }).trim().split('\n')) {
      rmdirSync(path)
    }
  }
  const edge = connectSystemd(monotonicNow, { folders, inUnits: true })
  return { edge, pid, systemctl, stop }
}

const tickMs = 10

/** Processor time of a process and of its children that have ended, ms: proc(5), fields 14 to 17 of stat, in ticks of 10 ms. */
export function usedMs(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field) * tickMs, 0)
}
