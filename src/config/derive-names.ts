/**
 * What are the two nodes called?
 *
 * Only base and domain are written; the visible name carries the configured role (ROLE-3, CON-3), so that equal input
 * on both nodes gives two different names.
 */
import type { NodeName } from '../core/types.ts'

/** `BASE-ROLE.DOMAIN`. */
export function derivedHostname(base: string, role: NodeName, domain: string): string {
  return `${base}-${role}.${domain}`
}

/** True when the first label of a host name carries a role as a word of its own. */
export function carriesRole(hostname: string, role: NodeName): boolean {
  return (hostname.split('.')[0] ?? '').split('-').includes(role)
}
