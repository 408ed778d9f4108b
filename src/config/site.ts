/**
 * What do the settings of a node mean, with every default and derived value filled in?
 *
 * This is what the daemon opens devices from and what the command line shows. Values that belong to the other node are
 * already seen from this one: own and peer, not master and slave, wherever a device is opened.
 */
import type { Placement } from '../core/eyes.ts'
import type { ServicePolicy } from '../core/settings.ts'
import type { LinkKind } from '../core/link-view.ts'
import type { NodeName, Zone } from '../core/types.ts'
import type { Entries } from './entry.ts'
import type { ServicePort } from './service-port.ts'

/** Where each value came from, for `config show --origin`. */
export type Effective = {
  readonly entries: Entries
  /** Names as they were given to `loadSettings`. */
  readonly pairFile: string
  readonly nodeFile: string
}

/** A heartbeat path with all that is needed to open it. */
export type SitePath = SerialSitePath | EthernetSitePath

/** The serial line. `device` is the path of the own port; `port` its name, or the same path. */
export type SerialSitePath = {
  readonly id: number
  readonly name: string
  readonly medium: 'serial'
  readonly beatMs: number
  readonly device: string
  readonly port: string
  readonly baudRate: number
}

/** A UDP path between two addresses, bound to a device. */
export type EthernetSitePath = {
  readonly id: number
  readonly name: string
  readonly medium: 'ethernet'
  readonly beatMs: number
  readonly device: string
  readonly ownAddress: string
  readonly peerAddress: string
  readonly port: number
}

/** One address of the pair. Without `prefix` the network of the device that holds `ownIp` gives it. */
export type SiteAddress = {
  readonly address: string
  readonly family: 4 | 6
  readonly prefix?: number
  readonly alias: boolean
}

/** A VIP with its aliases. The VIP itself is the first of `addresses`. */
export type SiteVip = {
  readonly name: string
  readonly zone: Zone
  readonly enabled: boolean
  readonly device: string
  readonly ownIp: string
  readonly peerIp: string
  readonly addresses: readonly SiteAddress[]
}

/** A replicated volume, seen from this node. */
export type SiteVolume = {
  readonly name: string
  /** Number N of /dev/drbdN. */
  readonly minor: number
  readonly port: number
  /** Block device below the replication; the peer's only as far as the settings of the pair say it. */
  readonly ownDisk: string
  readonly peerDisk: string
  /** Device of its metadata, maybe with an index in brackets; left out where it lies at the end of the disk. */
  readonly ownMeta?: string
  readonly peerMeta?: string
  /** Left out for a volume that is used as a device. */
  readonly mount?: { readonly point: string; readonly type?: string; readonly options?: string }
}

/** The replicated volumes and how they are replicated. */
export type SiteReplication = {
  readonly volumes: readonly SiteVolume[]
  readonly ownAddress: string
  readonly peerAddress: string
  readonly rateKib: number
  /** `drbd.verify-every`; left out: off. */
  readonly verifyEveryMs?: number
}

/** A service that the pair uses, with its placement. Commands are lists of words, empty when there is none. */
export type SiteService = {
  readonly name: string
  readonly title?: string
  readonly unit: string
  readonly placement: Placement
  readonly order: number
  /** Services of the pair that are started before it. */
  readonly after: readonly string[]
  readonly startMs: number
  readonly stopMs: number
  readonly check: readonly string[]
  readonly configTest: readonly string[]
  readonly verify: readonly string[]
  readonly farewell: readonly string[]
  readonly connections: readonly string[]
  /** Left out: the first number that `connections` prints counts. */
  readonly connectionsLine?: string
  readonly ports: readonly ServicePort[]
  readonly certificates: readonly string[]
  readonly writes: boolean
  readonly needsVolume: boolean
}

/** A device of the LAN or of the Internet. Spans in ms. */
export type SiteLink = {
  readonly device: string
  readonly kind: LinkKind
  /** Left out: it is not watched, and its kind never counts as down. */
  readonly check?: { readonly target?: string; readonly downAfterMs: number; readonly upAfterMs: number }
}

/** Targets that both nodes ask in the same second. */
export type SiteJury = {
  readonly targets: readonly string[]
  readonly periodMs: number
  readonly onFewerMs: number | 'off'
}

/** Checks of the peer's address. */
export type SitePeerCheck = { readonly intervalMs: number; readonly recheckMs: number; readonly failuresMax: number }

/** The program that speaks to the device of the peer, and how. */
export type SiteFencing = {
  readonly agent: string
  /** File with further options, which only root may read. */
  readonly optionsFile?: string
  /** Time limit of one call. */
  readonly timeoutMs: number
}

/** Where the appliance keeps what `hapair doctor` asks for; what is left out is nowhere or not demanded. */
export type SiteAppliance = {
  readonly entitlement: {
    readonly file?: string
    /** Words of a command; empty for none. */
    readonly check: readonly string[]
    readonly identity: 'none' | 'machine-id' | 'product-uuid' | 'hostname'
    readonly contract?: string
  }
  /** Ports between the nodes, beside those of the settings. */
  readonly ports: readonly { readonly name: string; readonly port: number; readonly protocol: 'tcp' | 'udp' }[]
  readonly releaseFile?: string
  readonly updatesCheck: readonly string[]
  readonly configurationBackup?: string
  readonly userDataBackup?: string
}

/** What every node has, in a pair or not. */
export type NodeSettings = {
  /** `ha.enabled`: while it is false the agent watches, takes and announces nothing. */
  readonly enabled: boolean
  readonly stateFolder: string
  readonly controlSocket: string
  /** Path of the console device, or `off`. */
  readonly console: string
  readonly log: { readonly level: 'debug' | 'info' | 'warning' | 'error' }
  /** Profiles in use, lowest first; empty for none. */
  readonly profiles: readonly string[]
  readonly appliance: SiteAppliance
  readonly effective: Effective
}

/** A node outside a pair. */
export type StandaloneSettings = NodeSettings & { readonly role: 'standalone' }

/** A node of a pair. Spans in ms. */
export type SiteSettings = NodeSettings & {
  readonly role: NodeName
  readonly status: 'standby' | 'active'
  readonly pairId: number
  readonly pairName: string
  readonly keyFile: string
  /** What both host names are made of, when it is set. */
  readonly hostnameBase?: string
  readonly hostnameDomain?: string
  /** Visible host names of both nodes, when `hostname.base` is set. */
  readonly hostnames?: { readonly own: string; readonly peer: string }
  /** Address under which the peer reaches this node, and the other way round. */
  readonly ownAddress: string
  readonly peerAddress: string
  /** Addresses on the primary LAN device, and the device itself. */
  readonly ownLanIp: string
  readonly peerLanIp: string
  readonly lanDevice: string
  readonly paths: readonly SitePath[]
  readonly vips: readonly SiteVip[]
  /** `ping.monitor`, in canonical text. */
  readonly pingTargets: readonly string[]
  /** `auto`: the default route, `off`, or an address. */
  readonly pingGateway: string
  readonly tunnelNetwork?: string
  readonly deadMs: number
  readonly steadyMs: number
  readonly flapWindowMs: number
  /** `restart.grace`, when it is set. */
  readonly restartMs?: number
  readonly onFailure: 'promote' | 'keep-standby'
  readonly onCarrierLossMs: number | 'off'
  readonly takeFromStranger: boolean
  readonly failback: 'auto' | 'manual'
  readonly soloStart: 'auto' | 'hold' | 'promote'
  readonly isolation: 'auto' | 'manual'
  /** The device that switches the peer off; left out for a pair without one. */
  readonly fencing?: SiteFencing
  /** Timers of the link checks; `off` by default. */
  readonly onLanDownMs: number | 'off'
  readonly onInternetDownMs: number | 'off'
  readonly links: readonly SiteLink[]
  readonly jury: SiteJury
  readonly peerCheck: SitePeerCheck
  /** Left out for a pair without a disk. */
  readonly replication?: SiteReplication
  /** In the order of the profile; the index is the number of a service. */
  readonly services: readonly SiteService[]
  readonly servicePolicy: ServicePolicy
  /** How often they are looked at when nothing moves. */
  readonly serviceAuditMs: number
}

/** What `loadSettings` gives. */
export type Site = SiteSettings | StandaloneSettings
