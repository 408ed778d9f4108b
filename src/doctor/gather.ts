/**
 * What does this node tell about itself?
 *
 * All questions are asked at once, each with its own deadline, so that one that hangs costs its time and nothing else.
 */
import { hostname } from 'node:os'
import { settingsHash } from '../config/pair-settings.ts'
import type { Site, SiteAppliance, SiteSettings } from '../config/site.ts'
import { answerOf } from './gather-command.ts'
import type { Around } from './gather-command.ts'
import { clockHere, loadHere, machineHere, volumesHere } from './gather-machine.ts'
import { portsOf, routesHere, tryPorts, tryRepeatedly, zonesHere } from './gather-network.ts'
import type { AskHosts } from './gather-network.ts'
import { backupsHere, entitlementHere, releaseHere, updatesHere } from './gather-upkeep.ts'
import type { Answer, NodeFacts, PortFacts, RepeatedFacts } from './node-facts.ts'

/** What is known already. `site` is left out while the settings are wrong. */
export type Gathering = {
  readonly around: Around
  readonly site?: Site
  readonly hapair: string
  /** Volumes whose replication is connected. */
  readonly connected: readonly string[]
  /** How long the last moves took, as the agent tells it. */
  readonly moves: NodeFacts['moves']
  /** Left out when the caller may not ask: only root may send ICMP. */
  readonly ask?: AskHosts
}

const noSettings = { unanswered: 'the settings of this node are wrong or absent; see "hapair config check"' } as const
const standalone = { unanswered: 'this node is no member of a pair' } as const
const noAppliance: SiteAppliance = { entitlement: { check: [], identity: 'none' }, ports: [], updatesCheck: [] }

/** All ports and then many connections to one of them, each with a time limit of its own, ms. */
const reachMs = 20_000

/** Asks everything. Never rejects. */
export async function gatherNodeFacts(gathering: Gathering): Promise<NodeFacts> {
  const { around, site, hapair, moves } = gathering
  const appliance = site?.appliance ?? noAppliance
  const pair = site === undefined || site.role === 'standalone' ? undefined : site
  const ask = <T>(question: () => Promise<T>): Promise<Answer<T>> => answerOf(around, question)
  const ofPair = async <T>(question: (found: SiteSettings) => Promise<T>): Promise<Answer<T>> =>
    pair === undefined ? (site === undefined ? noSettings : standalone) : await ask(() => question(pair))
  const [release, machine, volumes, zones, reached, updates, entitlement, backups] = await Promise.all([
    ask(() => releaseHere(around, appliance.releaseFile)),
    ask(() => machineHere(around, site)),
    ofPair(async (found) => volumesHere(around, found.replication?.volumes ?? [])),
    ofPair(async (found) => zonesHere(around, found, gathering.ask)),
    pair === undefined
      ? standalone
      : answerOf({ ...around, deadlineMs: reachMs }, () => reach(pair, gathering.connected)),
    ask(() => updatesHere(around, appliance.updatesCheck)),
    site === undefined ? noSettings : ask(() => entitlementHere(around, appliance.entitlement)),
    ask(() => backupsHere(around, appliance, Date.now())),
  ])
  const routes = await ask(() => Promise.resolve([...routesHere()]))
  const load = await ask(() => Promise.resolve(loadHere()))
  // Last of all, so that whoever reads these facts in a pipe can compare the clocks.
  const clock = await ask(() => clockHere(around))
  return {
    ...identityOf(site, pair),
    ...{ version: 1, takenAt: new Date().toISOString(), hapair, moves },
    ...{ release, machine, clock, routes, updates, entitlement, load },
    ...{ volumes: lists(volumes), zones: lists(zones), backups: lists(backups) },
    ports: 'value' in reached ? { value: [...reached.value.ports] } : reached,
    repeated: 'value' in reached ? { value: reached.value.repeated } : reached,
  }
}

/** The form of the file has lists of its own. */
function lists<T>(answer: Answer<readonly T[]>): Answer<T[]> {
  return 'value' in answer ? { value: [...answer.value] } : answer
}

async function reach(
  site: SiteSettings,
  connected: readonly string[],
): Promise<{ ports: readonly PortFacts[]; repeated: RepeatedFacts | null }> {
  const tried = portsOf(site, connected)
  const ports = await tryPorts(tried)
  return { ports, repeated: await tryRepeatedly(tried, ports) }
}

type Identity = Pick<
  NodeFacts,
  'role' | 'enabled' | 'wantsSerial' | 'pairId' | 'settingsHash' | 'hostname' | 'base' | 'domain' | 'configuredHostname'
>

function identityOf(site: Site | undefined, pair: SiteSettings | undefined): Identity {
  return {
    role: site?.role ?? 'standalone',
    enabled: site?.enabled ?? false,
    wantsSerial: pair === undefined || pair.paths.some(({ medium }) => medium === 'serial'),
    pairId: pair?.pairId ?? null,
    settingsHash: pair === undefined ? null : settingsHash(pair),
    hostname: hostname(),
    base: pair?.hostnameBase ?? null,
    domain: pair?.hostnameDomain ?? null,
    configuredHostname: pair?.hostnames?.own ?? null,
  }
}
