/**
 * How do the services of this node hang together with the core, the operator and the list for the emergency release?
 *
 * Facts go up, orders come down; what an operator asks beside that is refused where it could do harm. The adapter knows no
 * roles: whether this node leads is asked of the state of the core.
 */
import { OpError } from '../base/op-error.ts'
import type { SiteService, SiteSettings } from '../config/site.ts'
import { noSuchService } from '../control/services.ts'
import type { ConnectionCount, ServicesReport, ServiceState } from '../control/services.ts'
import type { OrderAnswer } from '../core/effects.ts'
import type { ServiceFacts } from '../core/eyes.ts'
import type { PairEvent } from '../core/events.ts'
import type { Phase } from '../core/types.ts'
import { ServiceKeeper } from '../services/index.ts'
import type { ServiceEdge, ServiceReport } from '../services/index.ts'
import { ClientGate } from '../services/client-gate.ts'
import type { Gated } from '../services/client-gate.ts'
import type { ServiceHands } from './service-hands.ts'
import type { ServiceAnswers } from './requests.ts'

/** What the services of a node need of the rest. */
export type ServiceSurroundings = {
  readonly site: SiteSettings
  readonly edge: ServiceEdge
  /** File that is there while new clients are kept out. */
  readonly gatePath: string
  readonly post: (event: PairEvent) => void
  readonly trouble: (text: string) => void
  /** A line that the console wants. */
  readonly told: (text: string) => void
  /** Something that status shows has changed. */
  readonly seen: () => void
  /** Some unit that must run on one node only may run here, or none does. */
  readonly mayRun: (here: boolean) => void
  readonly phase: () => Phase
}

const closedText = 'new clients are refused at the services of this node; "hapair clients enable" lets them in'

/** The services of the node. */
export class NodeServices {
  readonly #around: ServiceSurroundings
  #site: SiteSettings
  readonly #keeper: ServiceKeeper
  readonly #gate: ClientGate
  readonly #stopping = new AbortController()
  #phase: Phase = 'starting'
  #verifying = false

  constructor(around: ServiceSurroundings) {
    this.#around = around
    const { site, edge, trouble } = around
    this.#site = site
    this.#keeper = new ServiceKeeper({
      ...{ services: site.services, auditMs: site.serviceAuditMs, edge },
      onFacts: (facts) => this.#absorb(facts),
      onTrouble: trouble,
    })
    const { signal } = this.#stopping
    this.#gate = new ClientGate({ ...gatedOf(site), path: around.gatePath, edge, onTrouble: trouble, signal })
  }

  /** What the core orders. */
  readonly hands: ServiceHands = {
    start: (service) => this.#keeper.startService(service),
    stop: (service, killAfterMs) => this.#keeper.stopService(service, killAfterMs),
    disable: (service) => this.#keeper.disableService(service),
    endClients: () => this.#keeper.endClients(this.#site.services.map(({ placement }) => placement !== 'both')),
  }

  /** What the operator asks. */
  readonly answers: ServiceAnswers = {
    clients: (admit) => this.#clients(admit),
    verify: (name) => this.#verify(name),
    connections: () => this.#connections(),
  }

  /** Begins to look; resolves when the choice about new clients is in force again. Never rejects. */
  async start(): Promise<void> {
    this.#keeper.start()
    await this.#gate.start()
    this.#around.seen()
  }

  /** Ends the looking; the services stay as they are, and so do new clients. */
  stop(): void {
    this.#stopping.abort()
    this.#keeper.stop()
  }

  /** The core has decided. A node that leads although it lets nobody in says so at once (SVC-11). */
  changed(): void {
    const phase = this.#around.phase()
    if (phase === this.#phase) return
    this.#phase = phase
    if (phase === 'running-master' && this.#gate.closed) this.#around.told(closedText)
  }

  /** Other addresses are in force. The services themselves change only with a restart of the agent. */
  replace(site: SiteSettings): void {
    this.#site = site
    void this.#gate.replace(gatedOf(site))
  }

  /** What an operator should act on. */
  alarms(): readonly string[] {
    return this.#gate.closed ? [closedText] : []
  }

  /** The services, for status. */
  report(): ServicesReport {
    const reports = this.#keeper.reports()
    return {
      clients: this.#gate.closed ? 'refused' : 'admitted',
      services: this.#site.services.flatMap((service, index) => {
        const report = reports[index]
        return report === undefined ? [] : [stateOf(service, report)]
      }),
    }
  }

  /** Tests the settings of a service with the command of the profile; undefined when it has none. */
  configTest(service: number): ReturnType<ServiceKeeper['command']> {
    return this.#keeper.command('config-test', service)
  }

  #absorb(facts: readonly ServiceFacts[]): void {
    const { post, seen, mayRun } = this.#around
    const idle: readonly ServiceFacts['unit'][] = ['stopped', 'failed', 'missing', 'masked']
    mayRun(
      this.#site.services.some(
        ({ placement }, index) => placement !== 'both' && !idle.includes(facts[index]?.unit ?? 'unknown'),
      ),
    )
    post({ type: 'services', services: facts })
    void this.#gate.again()
    seen()
  }

  async #clients(admit: boolean): Promise<OrderAnswer> {
    const done = admit ? 'new clients are let in' : 'new clients are refused; those that are connected stay'
    return await answered(async () => {
      await this.#gate.set(admit)
      this.#around.seen()
      return { type: 'done', text: done }
    })
  }

  async #verify(name: string): Promise<OrderAnswer> {
    const index = this.#site.services.findIndex((service) => service.name === name)
    const service = this.#site.services[index]
    if (service === undefined) return { type: 'failed', text: noSuchService(name, this.#site.services) }
    const refused = this.#obstacle(service)
    if (refused !== undefined) return refused
    this.#verifying = true
    try {
      return await answered(async () => {
        const outcome = await this.#keeper.verify(index)
        const text = outcome?.text === '' ? '' : `: ${outcome?.text}`
        return outcome?.passed === true
          ? { type: 'done', text: `${name} passed its check${text}` }
          : { type: 'failed', text: `${name} did not pass its check${text}` }
      })
    } finally {
      this.#verifying = false
    }
  }

  #obstacle(service: SiteService): OrderAnswer | undefined {
    const { name } = service
    const phase = this.#around.phase()
    if (service.verify.length === 0) {
      return { type: 'failed', text: `the firmware profile has no read-only check of ${name} (services[].verify)` }
    }
    if (this.#verifying) return { type: 'refused', refusal: 'switching', text: 'another service is being checked' }
    if (service.needsVolume && phase !== 'running-master') {
      const text = `${name} needs the replicated volume, which this node does not have`
      return { type: 'refused', refusal: 'wrong-node', text }
    }
    if (phase === 'running-master' || phase === 'running-slave' || phase === 'held') return undefined
    return { type: 'refused', refusal: 'switching', text: 'the role of this node is moving' }
  }

  async #connections(): Promise<readonly ConnectionCount[]> {
    const running = this.#keeper.reports().map(({ unit }) => unit === 'running')
    return await Promise.all(
      this.#site.services.map(async ({ name }, index) => ({
        service: name,
        clients: running[index] === true ? ((await this.#keeper.connections(index)) ?? null) : null,
      })),
    )
  }
}

/** What the gate stands before: every address that is enabled, every port of a service. */
function gatedOf(site: SiteSettings): Gated {
  const addresses = site.vips.filter((vip) => vip.enabled).flatMap((vip) => vip.addresses.map(({ address }) => address))
  return { addresses, ports: site.services.flatMap((service) => service.ports) }
}

function stateOf({ name, title, unit, placement }: SiteService, report: ServiceReport): ServiceState {
  const { unit: state, detail, check, checkText, deaths, atBoot, problem } = report
  return {
    ...{ name, title: title ?? name, unit, placement, state, detail, check, checkText, deaths, atBoot },
    problem: problem ?? null,
  }
}

async function answered(work: () => Promise<OrderAnswer>): Promise<OrderAnswer> {
  try {
    return await work()
  } catch (cause) {
    if (!(cause instanceof OpError)) throw cause
    return { type: 'failed', text: cause.message }
  }
}
