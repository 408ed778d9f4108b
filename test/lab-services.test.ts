/**
 * Do services and the gate for new clients behave with a real service manager and a real kernel? Runs itself again in
 * namespaces of its own; needs root, and skips what this machine has no program for.
 */
import { spawnSync } from 'node:child_process'
import { getuid } from 'node:process'

const inside = 'HAPAIR_LAB_SERVICES'

if (process.env[inside] !== undefined) {
  await import('./services/lab-gate.ts')
  await import('./services/lab-systemd.ts')
} else if (getuid?.() === 0) {
  const words = ['--net', '--mount', process.execPath, ...process.execArgv, import.meta.filename]
  const result = spawnSync('unshare', words, { stdio: 'inherit', env: { ...process.env, [inside]: '1' } })
  process.exitCode = result.status ?? 1
} else {
  const { default: t } = await import('tap')
  t.plan(0, 'needs root')
}
