/**
 * Do the addresses behave in a real kernel? Runs itself again in a network namespace of its own; needs root.
 */
import { spawnSync } from 'node:child_process'
import { getuid } from 'node:process'

const inside = 'HAPAIR_LAB_VIP'

if (process.env[inside] !== undefined) {
  await import('./vip/lab-cases.ts')
  await import('./vip/lab-sockets.ts')
} else if (getuid?.() === 0) {
  const words = ['-n', process.execPath, ...process.execArgv, import.meta.filename]
  const result = spawnSync('unshare', words, { stdio: 'inherit', env: { ...process.env, [inside]: '1' } })
  process.exitCode = result.status ?? 1
} else {
  const { default: t } = await import('tap')
  t.plan(0, 'needs root')
}
