/**
 * Where does the emergency release run in a test, so that it can touch nothing of the machine?
 *
 * In namespaces of its own for mounts, network and processes, with /run, /sys/block and the programs of the service
 * manager and of the disk replaced. The replacements write down how they were called and answer from files that the test
 * has written. A reset is asked for by a list that names a file of the test.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderReleaseList } from '../../src/daemon/release-list.ts'
import type { Holdings } from '../../src/daemon/release-list.ts'

/** What came of a run: what was printed, and the calls of the replaced programs. */
export type Outcome = { readonly output: string; readonly calls: readonly string[] }

const program = join(import.meta.dirname, '../../packaging/release/hapair-release')

const nothing: Holdings = { addresses: [], units: [], mounts: [], resources: [] }
/** No process has this number and start. */
const deadAgent = { pid: 4_000_000, startTicks: 1 }

/** A list of a dead agent. With `reset` the file that is written instead of the kernel's. */
export function listText(
  held: Partial<Holdings>,
  options: { readonly leaseMs?: number; readonly limitMs?: number; readonly reset?: string } = {},
): string {
  const { leaseMs = 1000, limitMs = 5000, reset } = options
  const holdings = { ...nothing, ...held }
  const rendered = renderReleaseList({ agent: deadAgent, leaseMs, limitMs, reset: reset !== undefined, holdings })
  if (!rendered.ok) throw new Error(rendered.problems.join('\n'))
  return reset === undefined ? rendered.text : rendered.text.replace(/^reset .*$/m, `reset ${reset}`)
}

/** The replaced programs: each notes its call, prints what the file of its answers says, and ends like it. */
const answering = `#!/bin/sh
echo "\${0##*/} $*" >>"$ROOM/calls"
for answer in "$ROOM/answers/\${0##*/}-$1"; do
  [ ! -e "$answer" ] || . "$answer"
done
exit 0
`

/**
 * Runs `script` in the room, with the release as \`hapair_release\`. `answers`: shell lines by "program-verb", which say
 * how a replaced program behaves. `list` is at $ROOM/list. `limitMs`: longest time of the script,
 * half a minute if left out.
 */
export function inRoom(
  folder: string,
  options: {
    readonly list?: string
    readonly answers?: Readonly<Record<string, string>>
    readonly script: string
    readonly limitMs?: number
  },
): Outcome {
  for (const name of ['bin', 'answers', 'mount']) mkdirSync(join(folder, name), { recursive: true })
  for (const name of ['systemctl', 'drbdsetup']) {
    writeFileSync(join(folder, 'bin', name), answering)
    chmodSync(join(folder, 'bin', name), 0o755)
  }
  for (const [name, lines] of Object.entries(options.answers ?? {})) writeFileSync(join(folder, 'answers', name), lines)
  if (options.list !== undefined) writeFileSync(join(folder, 'list'), options.list)
  writeFileSync(join(folder, 'calls'), '')
  const prepared = `
    mount -t tmpfs none /run && mkdir -p /run/systemd/system /run/hapair
    mount -t sysfs sysfs /sys && mount -t tmpfs none /sys/block && mkdir /sys/block/drbd7
    ip link set lo up
    ip link add lan0 type veth peer name other0
    ip link set lan0 up
    ip link set other0 up
    hapair_release() { "${program}" "$@"; }
    ${options.script}`
  const words = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-c', prepared]
  const path = `${join(folder, 'bin')}:/usr/sbin:/usr/bin:/sbin:/bin`
  const { stdout, stderr } = spawnSync('unshare', words, {
    encoding: 'utf8',
    env: { PATH: path, ROOM: folder },
    timeout: options.limitMs ?? 30_000,
  })
  const calls = readFileSync(join(folder, 'calls'), 'utf8')
  return { output: `${stdout}${stderr}`, calls: calls.split('\n').filter((line) => line !== '') }
}
