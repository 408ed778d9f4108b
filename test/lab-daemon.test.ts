/**
 * Do two real agents do what they promise when something breaks? Needs root; namespaces of its own.
 */
import { getuid } from 'node:process'

if (getuid?.() === 0) {
  await import('./daemon/lab-cases.ts')
} else {
  const { default: t } = await import('tap')
  t.plan(0, 'needs root')
}
