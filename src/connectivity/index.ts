/**
 * What can the daemon ask of the networks around this node?
 *
 * Two adapters: the prober asks hosts of the same link by ARP and neighbour discovery, the pinger asks the configured
 * witnesses by ICMP echo.
 */
export { createProber } from './arp-probe.ts'
export type { Prober, ProberCounters, ProberOptions } from './arp-probe.ts'
export type { ProbeAnswer, ProbedZone, Rival } from './zone-ears.ts'
export type { Neighbour } from './neighbourhood.ts'
export { targetsMax } from './ping.ts'
export type { PingTarget } from './ping.ts'
export { createPinger } from './pinger.ts'
export type { Pinger, PingerCounters, PingerOptions } from './pinger.ts'
