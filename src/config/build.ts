/**
 * How do sound settings become the site that the daemon works with?
 *
 * Only called when no rule is broken: everything that is required is there.
 */
import { applianceOf } from './build-appliance.ts'
import { derivedHostname } from './derive-names.ts'
import { siteMonitors } from './derive-monitors.ts'
import { sitePaths } from './derive-paths.ts'
import { servicePolicy, siteServices } from './derive-services.ts'
import { siteVips } from './derive-vips.ts'
import { siteReplication } from './derive-volumes.ts'
import { listed, may, need } from './entry.ts'
import {
  failbackMode,
  flapWindow,
  internetDownMinutes,
  lanDownMinutes,
  onCarrierLoss,
  onFailure,
  onInternetDown,
  onLanDown,
  steadyTime,
  takeFromStranger,
} from './keys/failover.ts'
import { fencingAgent, fencingDevice, fencingOptionsFile, fencingTimeout } from './keys/fencing.ts'
import { deadTime } from './keys/heartbeat.ts'
import { consoleDevice, controlSocket, lanDevice, logLevel, restartGrace, stateFolder } from './keys/node.ts'
import {
  haEnabled,
  hostnameBase,
  hostnameDomain,
  keyFile,
  masterLanIp,
  nodeAddress,
  nodeStatus,
  pairId,
  pairName,
  peerAddress,
  slaveLanIp,
  isolation,
  soloStart,
} from './keys/pair.ts'
import { pingGateway, pingTargets, tunnelNetwork } from './keys/vip.ts'
import { ownOf, peersOf, roleOf } from './whole.ts'
import type { Whole } from './whole.ts'
import type { NodeSettings, SiteSettings, StandaloneSettings } from './site.ts'

/** Folder of the keys; the file is named after the pair (D14). */
const keyFolder = '/etc/hapair/keys'

const minuteMs = 60_000

function nodeSettings(whole: Whole, profiles: readonly string[]): NodeSettings {
  const { entries, pairFile, nodeFile } = whole
  return {
    enabled: need(whole, haEnabled),
    stateFolder: need(whole, stateFolder),
    controlSocket: need(whole, controlSocket),
    console: need(whole, consoleDevice),
    log: { level: need(whole, logLevel) },
    profiles,
    appliance: applianceOf(whole),
    effective: { entries, pairFile, nodeFile },
  }
}

/** The settings of a node outside a pair. */
export function buildStandalone(whole: Whole, profiles: readonly string[]): StandaloneSettings {
  return { ...nodeSettings(whole, profiles), role: 'standalone' }
}

/** The settings of a node of a pair. */
export function buildSite(whole: Whole, profiles: readonly string[]): SiteSettings {
  return {
    ...nodeSettings(whole, profiles),
    ...identityOf(whole),
    ...movesOf(whole),
    ...witnessesOf(whole),
    ...siteMonitors(whole),
    paths: sitePaths(whole),
    vips: siteVips(whole),
    ...siteReplication(whole),
    ...fencingOf(whole),
    services: siteServices(whole),
    ...servicePolicy(whole),
  }
}

/** The part of the site that says who the nodes are. */
type Identity = Pick<
  SiteSettings,
  | 'role'
  | 'status'
  | 'pairId'
  | 'pairName'
  | 'keyFile'
  | 'hostnames'
  | 'hostnameBase'
  | 'hostnameDomain'
  | 'ownAddress'
  | 'peerAddress'
  | 'ownLanIp'
  | 'peerLanIp'
  | 'lanDevice'
>

function identityOf(whole: Whole): Identity {
  const lanIps = { master: need(whole, masterLanIp), slave: need(whole, slaveLanIp) }
  const id = need(whole, pairId)
  return {
    role: roleOf(whole),
    status: need(whole, nodeStatus),
    pairId: id,
    pairName: need(whole, pairName),
    keyFile: may(whole, keyFile) ?? `${keyFolder}/${id}`,
    ownAddress: may(whole, nodeAddress) ?? ownOf(whole, lanIps),
    peerAddress: may(whole, peerAddress) ?? peersOf(whole, lanIps),
    ownLanIp: ownOf(whole, lanIps),
    peerLanIp: peersOf(whole, lanIps),
    lanDevice: need(whole, lanDevice),
    ...hostnamesOf(whole),
  }
}

function hostnamesOf(whole: Whole): Pick<SiteSettings, 'hostnames' | 'hostnameBase' | 'hostnameDomain'> {
  const base = may(whole, hostnameBase)
  const domain = may(whole, hostnameDomain)
  if (base === undefined || domain === undefined) return {}
  const both = { master: derivedHostname(base, 'master', domain), slave: derivedHostname(base, 'slave', domain) }
  return {
    hostnameBase: base,
    hostnameDomain: domain,
    hostnames: { own: ownOf(whole, both), peer: peersOf(whole, both) },
  }
}

/** The part of the site that says when the role moves. */
type Moves = Pick<
  SiteSettings,
  | 'deadMs'
  | 'steadyMs'
  | 'flapWindowMs'
  | 'restartMs'
  | 'onFailure'
  | 'onCarrierLossMs'
  | 'takeFromStranger'
  | 'failback'
  | 'soloStart'
  | 'isolation'
  | 'onLanDownMs'
  | 'onInternetDownMs'
>

function movesOf(whole: Whole): Moves {
  const restartMs = may(whole, restartGrace)
  return {
    deadMs: need(whole, deadTime),
    steadyMs: need(whole, steadyTime),
    flapWindowMs: need(whole, flapWindow),
    onFailure: need(whole, onFailure),
    onCarrierLossMs: need(whole, onCarrierLoss),
    takeFromStranger: need(whole, takeFromStranger),
    failback: need(whole, failbackMode),
    soloStart: need(whole, soloStart),
    isolation: need(whole, isolation),
    onLanDownMs: need(whole, onLanDown) ? need(whole, lanDownMinutes) * minuteMs : 'off',
    onInternetDownMs: need(whole, onInternetDown) ? need(whole, internetDownMinutes) * minuteMs : 'off',
    ...(restartMs === undefined ? {} : { restartMs }),
  }
}

function fencingOf(whole: Whole): Pick<SiteSettings, 'fencing'> {
  const agent = may(whole, fencingAgent)
  const optionsFile = may(whole, fencingOptionsFile)
  if (need(whole, fencingDevice) === 'none' || agent === undefined) return {}
  const timeoutMs = need(whole, fencingTimeout)
  return { fencing: { agent, timeoutMs, ...(optionsFile === undefined ? {} : { optionsFile }) } }
}

function witnessesOf(whole: Whole): Pick<SiteSettings, 'pingTargets' | 'pingGateway' | 'tunnelNetwork'> {
  const network = may(whole, tunnelNetwork)
  return {
    pingTargets: listed(whole, pingTargets).map((target) => target.value),
    pingGateway: need(whole, pingGateway),
    ...(network === undefined ? {} : { tunnelNetwork: network }),
  }
}
