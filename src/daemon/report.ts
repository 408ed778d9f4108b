/**
 * What does the daemon answer when it is asked how things are?
 *
 * The core's status document, with what only the daemon knows: the program, the names, the kernel's view of the
 * addresses, the counters of the paths. One projection for every surface.
 */
import { hostname } from 'node:os'
import { elapsed } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import type {
  AddressReport,
  DaemonStatus,
  LinkReport,
  LinksReport,
  OutlookReport,
  ReplicationReport,
  ResyncReport,
  VipReport,
} from '../control/protocol.ts'
import type { ServicesReport } from '../control/services.ts'
import type { StatusDocument } from '../core/status-document.ts'
import type { RefusedKind } from '../core/types.ts'
import type { SitePath, SiteSettings } from '../config/site.ts'
import type { VipState } from '../vip/index.ts'
import type { PathReport } from './links.ts'

/** What stays the same while the daemon runs. */
export type Program = {
  readonly version: string
  readonly startedAt: Instant
  readonly realtime: string
}

/** What the status document is drawn from. */
export type StatusSources = {
  readonly document: StatusDocument
  readonly site: SiteSettings
  readonly program: Program
  readonly vips: readonly VipState[]
  readonly alarms: readonly string[]
  readonly fitness: DaemonStatus['fitness']
  readonly resyncs: readonly ResyncReport[]
  readonly replication: ReplicationReport | null
  readonly serviceUnits: ServicesReport | null
  readonly outlook: OutlookReport
  readonly now: Instant
}

/** The whole status document. */
export function daemonStatus(sources: StatusSources): DaemonStatus {
  const { document, site, program, vips, now } = sources
  const master = site.role === 'master'
  const announced = vips.flatMap((vip) => (vip.announcedAt === undefined ? [] : [elapsed(vip.announcedAt, now)]))
  return {
    ...document,
    program: {
      version: program.version,
      pid: process.pid,
      startedForMs: Math.round(elapsed(program.startedAt, now)),
      realtime: program.realtime,
    },
    names: {
      hostname: site.hostnames?.own ?? null,
      peerHostname: site.hostnames?.peer ?? null,
      masterAddress: master ? site.ownLanIp : site.peerLanIp,
      slaveAddress: master ? site.peerLanIp : site.ownLanIp,
      loggedInto: hostname(),
    },
    enabled: site.enabled,
    fitness: sources.fitness,
    alarms: [...sources.alarms, ...document.warnings],
    vips: vipReports(sources),
    resyncs: sources.resyncs,
    replication: sources.replication,
    serviceUnits: sources.serviceUnits,
    outlook: sources.outlook,
    lastAnnouncedMsAgo: announced.length === 0 ? null : Math.round(Math.min(...announced)),
  }
}

function vipReports({ site, vips, document }: StatusSources): readonly VipReport[] {
  return site.vips.map((vip) => {
    const [first, ...aliases] = vip.addresses
    const state = vips.find((candidate) => candidate.device === vip.device && candidate.address === first?.address)
    return {
      name: vip.name,
      zone: vip.zone,
      device: vip.device,
      enabled: vip.enabled,
      address: first?.address ?? '',
      prefix: first?.prefix ?? state?.prefix ?? null,
      aliases: aliases.map((alias) => alias.address),
      holder: vip.enabled ? document.holder : 'none',
    }
  })
}

/** Every address of the settings with what the kernel has of it. */
export function addressReports(
  site: SiteSettings,
  vips: readonly VipState[],
  problems: ReadonlyMap<string, string>,
): readonly AddressReport[] {
  return site.vips.flatMap((vip) =>
    vip.addresses.map(({ address }) => ({
      vip: vip.name,
      zone: vip.zone,
      device: vip.device,
      address,
      enabled: vip.enabled,
      present: vips.some((state) => state.device === vip.device && state.address === address && state.present),
      problem: problems.get(address) ?? null,
    })),
  )
}

const noRefusals: Readonly<Record<RefusedKind, number>> = {
  garbage: 0,
  'mis-keyed': 0,
  foreign: 0,
  replay: 0,
  loopback: 0,
  unexpected: 0,
}

/** Counters and findings of every path. */
export function linksReport(paths: readonly SitePath[], reports: readonly PathReport[]): LinksReport {
  return { paths: reports.map((report, index) => linkReport(paths[index], report)) }
}

function linkReport(path: SitePath | undefined, report: PathReport): LinkReport {
  const { counters, finding, modemLines } = report
  return {
    name: report.name,
    medium: report.medium,
    device: path?.device ?? '',
    sent: counters.framesSent,
    dropped: counters.framesDropped,
    heard: counters.framesHeard,
    refused: { ...noRefusals, ...report.refused },
    garbageBytes: counters.garbageBytes,
    finding: finding?.type ?? 'none',
    sentence: finding === undefined ? report.detail : `${finding.seen}; ${finding.action}`,
    modemLines: modemLines === undefined || modemLines === 'unknown' ? null : modemLines,
    lossesLastHour: report.lossesLastHour ?? null,
    detail: report.detail,
  }
}
