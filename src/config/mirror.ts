/**
 * Do two nodes describe the same pair, each from its own side?
 *
 * Compared when settings are applied on both nodes (CFG-14); each message names both values.
 */
import type { Problem } from './problem.ts'
import type { SiteSettings } from './site.ts'

/** What of a node's settings its peer must mirror. */
export type MirrorFacts = Pick<SiteSettings, 'role' | 'ownAddress' | 'peerAddress' | 'pairId'>

/** Everything in which `peer` is not the mirror of `own`; the file named is the own node file. */
export function checkMirror(own: SiteSettings, peer: MirrorFacts): readonly Problem[] {
  const place = { file: own.effective.nodeFile, line: 0, column: 0 }
  const told = (key: string, value: string, rule: string): Problem => ({ ...place, key, value, rule })
  const mirrored = (mine: string, theirs: string): string => `the peer has ${theirs}, this node ${mine}`
  return [
    ...(own.role !== peer.role
      ? []
      : [told('node.role', own.role, `the nodes have opposite roles; both are ${peer.role}`)]),
    ...(own.pairId === peer.pairId
      ? []
      : [
          told(
            'pair.id',
            String(own.pairId),
            `the same on both nodes; ${mirrored(String(own.pairId), String(peer.pairId))}`,
          ),
        ]),
    ...(own.ownAddress === peer.peerAddress
      ? []
      : [
          told(
            'node.address',
            own.ownAddress,
            `the peer's peer.address; ${mirrored(own.ownAddress, peer.peerAddress)}`,
          ),
        ]),
    ...(own.peerAddress === peer.ownAddress
      ? []
      : [
          told(
            'peer.address',
            own.peerAddress,
            `the peer's node.address; ${mirrored(own.peerAddress, peer.ownAddress)}`,
          ),
        ]),
  ]
}
