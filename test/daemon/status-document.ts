/**
 * Which status document do the cases start from?
 *
 * That of a running master of a settled pair, with what the daemon adds.
 */
import { instant } from '../../src/base/time.ts'
import type { SiteSettings } from '../../src/config/site.ts'
import type { DaemonStatus } from '../../src/control/protocol.ts'
import { daemonStatus } from '../../src/daemon/report.ts'
import type { VipState } from '../../src/vip/index.ts'
import { siteOf, slaveNode, smallNode, smallPair } from '../config/texts.ts'
import { Pair } from '../core/pair.ts'

/** A VIP with an alias, and one that is not enabled. */
export const twoVips = `${smallPair}vip:
  - name: main
    enabled: true
    address: 192.0.2.10/24
    aliases: [192.0.2.20]
  - name: spare
    zone: dmz
    device: eth2
    address: 198.51.100.10
    master-ip: 198.51.100.11
    slave-ip: 198.51.100.12
`

/** The settings of a node with these VIPs. */
export function siteWithVips(node: 'master' | 'slave' = 'master'): SiteSettings {
  return siteOf(twoVips, node === 'master' ? smallNode : slaveNode)
}

/** The document of a node; `vips` is what its kernel has. */
export function statusOf(pair: Pair, node: 'master' | 'slave', vips: readonly VipState[] = []): DaemonStatus {
  return daemonStatus({
    document: pair.status(node),
    site: siteWithVips(node),
    program: { version: '0.1.0', startedAt: instant(500), realtime: 'FIFO 10' },
    vips,
    alarms: ['announce: no carrier'],
    fitness: null,
    resyncs: [],
    replication: null,
    serviceUnits: null,
    outlook: { devices: [], gatewayLeftOut: null, unknownNames: [], detection: '' },
    now: instant(pair.now),
  })
}

/** Any document. */
export function anyStatus(): DaemonStatus {
  return statusOf(Pair.running(), 'master')
}
