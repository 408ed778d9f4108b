/**
 * Do two real agents hand over when a link fails without a loss of carrier? Needs root; namespaces of its own.
 */
import { getuid } from 'node:process'

if (getuid?.() === 0) {
  await import('./daemon/lab-link-cases.ts')
} else {
  const { default: t } = await import('tap')
  t.plan(0, 'needs root')
}
