/**
 * What does the process hapaird do from its start to its end?
 *
 * Settings, keys and the durable record are read first; whatever is wrong with them ends the start with every problem
 * told and nothing touched. Then the node is composed, and from there on only the loop acts. SIGTERM and SIGINT leave in
 * order, SIGHUP reads the settings again, SIGUSR2 ends the agent but leaves the addresses for the next one to adopt.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { renderProblem } from '../config/problem.ts'
import type { SiteSettings } from '../config/site.ts'
import { openControlServer } from '../control/server.ts'
import type { OrderAnswer } from '../core/effects.ts'
import { status } from '../core/status.ts'
import { monotonicNow, readBootId } from '../linux/clock.ts'
import { enterRealtime } from '../linux/realtime.ts'
import { openServiceNotifier } from '../linux/sd-notify.ts'
import type { ServiceNotifier } from '../linux/sd-notify.ts'
import { parseArguments, usage } from './arguments.ts'
import type { DaemonArguments } from './arguments.ts'
import { Journal } from './journal.ts'
import { MemoryStore } from './memory.ts'
import { startNode } from './node.ts'
import type { NodeOptions, RunningNode } from './node.ts'
import { openReadiness } from './open-readiness.ts'
import type { Readiness } from './readiness.ts'
import { Recorder } from './recorder.ts'
import { collectGarbage } from './garbage.ts'
import { mayRehearse, rehearse } from './rehearsal.ts'
import { ReleaseDuty } from './release-duty.ts'
import { addressReports, daemonStatus, linksReport } from './report.ts'
import type { Program } from './report.ts'
import { planReload } from './reload.ts'
import { Requests } from './requests.ts'
import type { RequestSources } from './requests.ts'
import { readKeys, resourceNumber, vipAddresses } from './settings-files.ts'
import { readSettings } from './settings-texts.ts'
import { coreSettings } from './surroundings.ts'

/** Exit codes, as in hapaird(8). */
const exitCodes = { done: 0, failed: 1, usage: 2, settings: 6 } as const
const folderMode = 0o700
const runFolderMode = 0o755

const root = join(import.meta.dirname, '..', '..')

function version(): string {
  const parsed: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : 'unknown'
}

/** Settings of a node of a pair, or the lines that say why not. */
function settingsOf(
  given: DaemonArguments,
): { readonly site: SiteSettings } | { readonly problems: readonly string[] } {
  const result = readSettings({ config: given.configFolder, profiles: given.profileFolders })
  if (!result.ok) return { problems: result.problems.map(renderProblem) }
  if (result.site.role === 'standalone')
    return { problems: ['node.yaml: node.role: standalone (rule: a node of a pair runs hapaird)'] }
  const { stateFolder, controlSocket } = result.site
  const socket = given.runFolder === undefined ? controlSocket : join(given.runFolder, 'control.sock')
  return { site: { ...result.site, stateFolder: given.stateFolder ?? stateFolder, controlSocket: socket } }
}

async function run(given: DaemonArguments): Promise<number | undefined> {
  const settings = settingsOf(given)
  if ('problems' in settings) {
    process.stderr.write(`${settings.problems.join('\n')}\n`)
    return exitCodes.settings
  }
  const { site } = settings
  const keys = readKeys(site.keyFile)
  if (given.check) return exitCodes.done
  const fence = site.fencing && (await (await import('./open-fence.ts')).openFence(site, site.fencing))
  if (fence !== undefined && 'problem' in fence) {
    process.stderr.write(`${fence.problem}\n`)
    return exitCodes.settings
  }
  await serve(given, site, { keys, ...(fence === undefined ? {} : { fence }) })
  return undefined
}

/** What the parts of a running daemon share; `requests` exists once the node does. */
type Daemon = {
  readonly given: DaemonArguments
  readonly journal: Journal
  readonly program: Program
  readonly notifier: ServiceNotifier
  site: SiteSettings
  requests: Requests | undefined
  reloading: boolean
  leave: (code: number) => void
}

async function serve(given: DaemonArguments, site: SiteSettings, means: Means): Promise<void> {
  const startedAt = monotonicNow()
  mkdirSync(site.stateFolder, { recursive: true, mode: folderMode })
  mkdirSync(dirname(site.controlSocket), { recursive: true, mode: runFolderMode })
  const journal = new Journal({ node: site.role, console: site.console, wall: () => new Date() })
  const early: { requests: Requests | undefined } = { requests: undefined }
  // First of all: a second agent on this node must end here, before it touches addresses, records or lines.
  const server = await openControlServer({
    folder: dirname(site.controlSocket),
    answer: (request, writer) => {
      if (early.requests !== undefined) early.requests.answer(request, writer)
      else writer.write({ type: 'error', code: 'busy', text: 'the agent is starting; try again in a moment' })
    },
  })
  // At once: the emergency release waits for nothing else.
  const trouble = (text: string): void => journal.plain(4, text)
  const duty = new ReleaseDuty({ folder: dirname(site.controlSocket), trouble })
  const store = new MemoryStore(site.stateFolder)
  const recollection = await store.read({ node: site.role, pairId: site.pairId })
  for (const problem of recollection.problems) journal.plain(4, `durable record ${problem}`)
  // Compiling and collecting keep the loop busy for long: under real-time scheduling the kernel would end the process.
  const bootId = readBootId()
  if (mayRehearse(recollection.memory, bootId)) await rehearse(coreSettings(site), vipAddresses(site, []), monotonicNow)
  collectGarbage()
  const realtime = given.realtime ? enterRealtime().detail : 'not asked for'
  const program = { version: version(), startedAt, realtime }
  journal.plain(6, `hapaird ${program.version} starts as ${site.role} of pair ${site.pairName}; ${realtime}`)
  const notifier = openServiceNotifier(process.env['NOTIFY_SOCKET'])
  const daemon: Daemon = {
    given,
    journal,
    program,
    notifier,
    site,
    requests: undefined,
    reloading: false,
    leave: () => undefined,
  }
  const known = recollection.memory
  const incarnation = ((typeof known === 'object' ? known.incarnation : Math.floor(startedAt)) + 1) % 2 ** 32
  const node = startNode(
    { ...nodeOptions(daemon, means, store), duty, ...(await openersOf(site)) },
    { memory: known, bootId, incarnation },
  )
  const readiness = openReadiness({ site: () => daemon.site, loop: node.loop, journal })
  const requests = new Requests(sources(daemon, node, readiness))
  daemon.requests = requests
  early.requests = requests
  daemon.leave = (code) => {
    notifier.stopping()
    requests.stop()
    readiness.stop()
    void server.stop().then(async () => {
      await node.stop()
      await journal.close()
      process.exit(code)
    })
  }
  followSignals(daemon, node)
  noteBrokenAssumption(journal)
  notifier.ready(`${site.role} of pair ${site.pairName}`)
}

/**
 * A broken assumption ends the agent; the lease, the peer and the service manager take over. It is only noted here; the writer
 * of the journal writes out what waits when the process exits.
 */
function noteBrokenAssumption(journal: Journal): void {
  process.on('uncaughtExceptionMonitor', (error) => {
    journal.plain(2, `the program is wrong and ends: ${error.stack ?? error.message}`)
  })
}

/** What opens the parts that these settings ask for; an agent must start within the lease, so nothing else is loaded. */
async function openersOf(site: SiteSettings): Promise<Pick<NodeOptions, 'openDisks' | 'openServices'>> {
  const disks = site.replication === undefined ? {} : { openDisks: (await import('./open-disks.ts')).openDisks }
  if (site.services.length === 0) return disks
  return { ...disks, openServices: (await import('./open-services.ts')).openServices }
}

/** What the settings give for a start: the keys, and the device when there is one. */
type Means = Pick<NodeOptions, 'keys' | 'fence'>

function nodeOptions(daemon: Daemon, means: Means, memory: MemoryStore): Omit<NodeOptions, 'duty'> {
  const { given, journal, site, notifier } = daemon
  return {
    site,
    ...means,
    journal,
    memory,
    recorder: (settings, startedAt) =>
      given.recorder ? new Recorder(site.stateFolder, settings, startedAt) : undefined,
    answer: ({ orderId, answer }) => daemon.requests?.answered(orderId, answer),
    answerKernel: (effect) => daemon.requests?.fenceAnswered(effect),
    diskRoot: given.diskRoot,
    changed: () => daemon.requests?.changed(),
    feedWatchdog: () => notifier.watchdog(),
    exit: (code) => daemon.leave(code),
  }
}

function sources(daemon: Daemon, node: RunningNode, readiness: Readiness): RequestSources {
  const { program, journal } = daemon
  return {
    status: () => {
      const now = monotonicNow()
      const document = status(node.loop.state(), node.loop.settings(), now)
      const vips = node.keeper.states()
      return daemonStatus({
        document,
        site: daemon.site,
        program,
        vips,
        alarms: [...node.troubles, ...node.parts.alarms(), ...readiness.warnings()],
        fitness: readiness.report(),
        resyncs: node.parts.disks?.resyncs() ?? [],
        replication: node.parts.disks?.report() ?? null,
        serviceUnits: node.parts.services?.report() ?? null,
        outlook: node.outlook.report(),
        now,
      })
    },
    addresses: () => addressReports(daemon.site, node.keeper.states(), new Map()),
    links: () => linksReport(daemon.site.paths, node.links.reports()),
    journal,
    post: node.loop.post,
    reload: () => reload(daemon, node),
    verify: (resource) => node.parts.disks?.verification.start(resource) ?? noVolumes(),
    services: node.parts.services?.answers ?? noServices,
    resourceOf: (name) => resourceNumber(daemon.site, name),
  }
}

function noVolumes(): Promise<OrderAnswer> {
  return Promise.resolve({ type: 'failed', text: 'the pair has no replicated volume' })
}

const noServices: RequestSources['services'] = {
  clients: () => Promise.resolve({ type: 'failed', text: 'the pair has no service' }),
  verify: () => Promise.resolve({ type: 'failed', text: 'the pair has no service' }),
  connections: () => Promise.resolve([]),
}

/** Puts new settings in force, or says why it does not. */
async function reload(daemon: Daemon, node: RunningNode): Promise<OrderAnswer> {
  if (daemon.reloading) return { type: 'failed', text: 'nothing was changed: another reload is under way' }
  const plan = planReload(daemon.site, settingsOf(daemon.given))
  if (plan.type === 'refused') return plan.answer
  daemon.reloading = true
  try {
    daemon.site = plan.site
    await node.replaceSite(plan.site)
  } finally {
    daemon.reloading = false
  }
  return { type: 'done', text: plan.text }
}

function followSignals(daemon: Daemon, node: RunningNode): void {
  const order = (verb: 'stop' | 'restart') => (): void =>
    node.loop.post({ type: 'order', orderId: `signal-${verb}`, order: { verb } })
  process.on('SIGTERM', order('stop'))
  process.on('SIGINT', order('stop'))
  process.on('SIGUSR2', order('restart'))
  process.on('SIGHUP', () => {
    const told = (text: string): void => daemon.journal.plain(5, `settings read again: ${text}`)
    reload(daemon, node).then(
      (answer) => told(answer.text),
      (cause: unknown) => told(cause instanceof Error ? cause.message : 'failed without a reason'),
    )
  })
}

/** Runs the daemon with the arguments after the program's name; returns when it shall not go on running. */
export async function main(list: readonly string[]): Promise<number | undefined> {
  const parsed = parseArguments(list, join(root, 'firmware-profiles'))
  switch (parsed.type) {
    case 'help':
      process.stdout.write(usage)
      return exitCodes.done
    case 'version':
      process.stdout.write(`hapaird ${version()}\n`)
      return exitCodes.done
    case 'wrong':
      process.stderr.write(`hapaird: ${parsed.text}\n${usage}`)
      return exitCodes.usage
    case 'run':
      return run(parsed.given)
  }
}

const code = await main(process.argv.slice(2)).catch((cause: unknown) => {
  process.stderr.write(`hapaird: ${cause instanceof Error ? cause.message : 'failed without a reason'}\n`)
  return exitCodes.failed
})
if (code !== undefined) process.exit(code)
