/**
 * On what stage do the disks of two whole nodes play?
 *
 * Core, performers, control requests and disk keeper are the product's; beneath them are the stand-in for DRBD and its
 * tools, a cable that carries beats at once, and a clock that the test moves. The two stand-ins know nothing of each
 * other, so what one kernel tells the other is mirrored here while they are connected.
 */
import { openSync } from 'node:fs'
import type { Test } from 'tap'
import { instant, plus } from '../../src/base/time.ts'
import type { Instant } from '../../src/base/time.ts'
import type { SiteReplication } from '../../src/config/site.ts'
import type { Report } from '../../src/control/protocol.ts'
import { wakeAt } from '../../src/core/deadlines.ts'
import type { Effect } from '../../src/core/effects.ts'
import type { PairEvent } from '../../src/core/events.ts'
import type { PairSettings } from '../../src/core/settings.ts'
import type { PairState } from '../../src/core/state.ts'
import { firstState, step } from '../../src/core/step.ts'
import type { Memory, NodeName } from '../../src/core/types.ts'
import { NodeDisks } from '../../src/daemon/disks.ts'
import { Journal } from '../../src/daemon/journal.ts'
import type { DiskEdge } from '../../src/drbd/index.ts'
import { createPerformers } from '../../src/daemon/performers.ts'
import { Requests } from '../../src/daemon/requests.ts'
import { recordsInMemory } from '../../src/daemon/verify-records.ts'
import { settingsOf } from '../core/settings.ts'
import { FakeDrbd } from '../drbd/fake-drbd.ts'
import { generations } from '../drbd/recorded.ts'
import { sampleServiceAnswers } from './service-answers.ts'
import { anyStatus } from './status-document.ts'

const replication: SiteReplication = {
  volumes: [
    { name: 'r0', minor: 0, port: 7788, ownDisk: '/dev/sdb1', peerDisk: '/dev/sdb1', mount: { point: '/srv/data' } },
  ],
  ownAddress: '10.0.0.1',
  peerAddress: '10.0.0.2',
  rateKib: 1000,
}

/** Shortest dead time of a pair with a disk, ms. */
const deadMs = 4_000
/** One move of the clock, ms. */
const tickMs = 50
const leastEvents = 10_000

/** The handler of the kernel, as the control socket sees it. */
export class FencePeer {
  report: Report | undefined
  #gone: () => void = () => undefined
  readonly write = (report: Report): void => void (this.report = report)
  readonly end = (): void => undefined
  readonly onClose = (gone: () => void): void => void (this.#gone = gone)
  leave(): void {
    this.#gone()
  }
  code(): number | undefined {
    return this.report?.type === 'fence' ? this.report.code : undefined
  }
}

/** One whole node. */
export class Machine {
  readonly settings: PairSettings
  readonly drbd = new FakeDrbd(['r0'])
  readonly reasons: string[] = []
  readonly resets: string[] = []
  readonly armed: string[] = []
  readonly troubles: string[] = []
  /** Paths at which nothing is. */
  readonly absent = new Set<string>()
  /** One try to bring the volumes up. */
  bringUp: () => Promise<boolean> = () => Promise.resolve(true)
  addresses = false
  /** The stream of events comes so much later than the tools answer, ms. */
  lateMs = 0
  up = false
  state: PairState
  requests: Requests
  disks: NodeDisks
  memory: Memory | 'empty' = 'empty'
  send: (event: PairEvent) => void = () => undefined
  readonly #journal: Journal
  readonly #queue: PairEvent[] = []
  #perform: (effect: Effect) => void = () => undefined
  #incarnation = 0

  constructor(t: Test, node: NodeName) {
    this.settings = settingsOf(node, { deadMs, resources: ['r0'] })
    this.state = firstState(this.settings, this.now())
    this.#journal = new Journal({ node, console: 'off', wall: () => new Date(0), output: openSync('/dev/null', 'w') })
    t.teardown(() => this.#journal.close())
    this.requests = this.#openRequests()
    this.disks = this.#openDisks()
  }

  now(): Instant {
    return plus(instant(1_000), this.drbd.nowMs)
  }

  /** Starts the agent on whatever the kernel has. */
  start(): void {
    this.up = true
    this.#incarnation += 1
    this.state = firstState(this.settings, this.now())
    this.requests = this.#openRequests()
    this.disks = this.#openDisks()
    this.#perform = createPerformers(this.#hands(), (event) => this.post(event))
    const owned = this.addresses ? 'all' : 'none'
    const { memory } = this
    this.post({ type: 'started', memory, bootId: 7, incarnation: this.#incarnation, owned, inconsistent: false })
    this.disks.start()
  }

  /** Kills the agent: kernel, mounts and addresses stay. */
  async kill(): Promise<void> {
    this.up = false
    this.#queue.length = 0
    await this.disks.stop()
  }

  post(event: PairEvent): void {
    if (this.up) this.#queue.push(event)
  }

  /** Takes in what waits, and the timer when it is due. */
  turn(): void {
    if (!this.up) return
    if (wakeAt(this.state, this.settings) <= this.now()) this.#queue.push({ type: 'timer' })
    for (let count = 0; this.#queue.length > 0; count += 1) {
      if (count > leastEvents) throw new Error('the events do not end')
      const event = this.#queue.shift()
      if (event !== undefined) this.#step(event)
    }
  }

  /** The kernel calls its handler. */
  fence(): FencePeer {
    const handler = new FencePeer()
    this.requests.answer({ type: 'fence', resource: 'r0' }, handler)
    return handler
  }

  #step(event: PairEvent): void {
    const { state, effects } = step(this.state, event, this.settings, this.now())
    this.state = state
    for (const effect of effects) this.#perform(effect)
  }

  #openRequests(): Requests {
    return new Requests({
      ...{ status: anyStatus, addresses: () => [], links: () => ({ paths: [] }) },
      journal: this.#journal,
      post: (event) => this.post(event),
      reload: () => Promise.resolve({ type: 'done', text: '' }),
      verify: (resource) => this.disks.verification.start(resource),
      services: sampleServiceAnswers,
      resourceOf: (name) => this.settings.resources.indexOf(name),
    })
  }

  #openDisks(): NodeDisks {
    return new NodeDisks({
      ...{ node: this.settings.node, replication, edge: this.#edge(), stepLimitMs: 60_000 },
      post: (event) => this.post(event),
      trouble: (text) => this.troubles.push(text),
      readMounts: () =>
        [...this.drbd.mounts].map(([point]) => `30 1 147:0 / ${point} rw - ext4 /dev/drbd0 rw`).join('\n'),
      moduleLoaded: () => true,
      lookAt: (path) =>
        Promise.resolve(this.absent.has(path) ? 'absent' : path.startsWith('/dev/') ? 'disk' : 'folder'),
      bringUp: () => () => this.bringUp(),
      seen: () => undefined,
      progress: () => undefined,
      alarm: (...line) => this.troubles.push(line.join(' ')),
      wall: () => this.drbd.nowMs,
      verifyRecords: recordsInMemory(),
      helper: {
        arm: () => this.armed.push('arm'),
        disarm: () => this.armed.push('disarm'),
        reset: () => this.armed.push('reset'),
        stop: () => undefined,
      },
    })
  }

  #edge(): DiskEdge {
    const edge = this.drbd.edge()
    return {
      ...edge,
      follow: (listener) =>
        edge.follow({
          ...listener,
          onLine: (line) => {
            if (this.lateMs === 0) listener.onLine(line)
            else edge.after(this.lateMs, () => listener.onLine(line))
          },
        }),
    }
  }

  #hands(): Parameters<typeof createPerformers>[0] {
    const done = (act: () => void): Promise<void> => {
      act()
      return Promise.resolve()
    }
    return {
      send: ({ beat }) => this.send({ type: 'beat', beat, ageMs: 0 }),
      remember: (memory) => done(() => (this.memory = memory)),
      take: () => done(() => (this.addresses = true)),
      renew: () => Promise.resolve(),
      remove: () => done(() => (this.addresses = false)),
      announce: () => Promise.resolve(),
      probe: ([zone]) => {
        const at = this.now()
        if (zone !== undefined) this.post({ type: 'probe-answer', zone, subject: 'neighbour', answerer: 'third', at })
      },
      askWitnesses: () => this.post({ type: 'witness-answer', witness: 0 }),
      answer: () => undefined,
      tell: ({ told }) => void this.reasons.push([told.reason, ...told.facts].join(' ')),
      feedWatchdog: () => undefined,
      exit: () => undefined,
      disks: this.disks.hands,
      answerKernel: (effect) => this.requests.fenceAnswered(effect),
      reset: (why) => void this.resets.push(why),
      failed: () => undefined,
    }
  }
}

/** Both machines and their cables. */
export class Stage {
  readonly master: Machine
  readonly slave: Machine
  /** Does the cable of replication pass frames? */
  cable = true

  constructor(t: Test) {
    this.master = new Machine(t, 'master')
    this.slave = new Machine(t, 'slave')
    this.master.send = (event) => this.slave.post(event)
    this.slave.send = (event) => this.master.post(event)
  }

  /** A pair that has booted: the master leads, its volume is mounted. */
  static async running(t: Test): Promise<Stage> {
    const stage = new Stage(t)
    stage.master.start()
    stage.slave.start()
    await stage.until(() => stage.master.state.phase === 'running-master')
    await stage.pass(1_000)
    return stage
  }

  /** Time passes. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= tickMs) {
      this.#mirror()
      this.master.turn()
      this.slave.turn()
      await Promise.all([this.master.drbd.pass(tickMs), this.slave.drbd.pass(tickMs)])
    }
  }

  /** Time passes until something is so; says whether it came. */
  async until(condition: () => boolean, limitMs = 20_000): Promise<boolean> {
    for (let left = limitMs; left > 0 && !condition(); left -= tickMs) await this.pass(tickMs)
    return condition()
  }

  /** The cable of replication is pulled, and both kernels have noticed: the primary is frozen and asks. */
  cut(): void {
    this.cable = false
    const lost = { connection: 'Connecting', peerRole: 'Unknown', peerDisk: 'DUnknown', replication: 'Off' }
    for (const { drbd } of [this.master, this.slave]) {
      const frozen = drbd.resource().role === 'Primary'
      drbd.change({ ...lost, suspended: frozen ? 'fencing' : 'no' })
    }
  }

  /** What the kernel of a frozen primary makes of an answer (measured: 4, 5 and 7 are the same to it). */
  obey(machine: Machine, code: number | undefined): void {
    if (code === 4 || code === 5 || code === 7)
      machine.drbd.change({ suspended: 'no', peerDisk: 'Outdated', generation: generations.resumed.mine })
  }

  #mirror(): void {
    const [one, other] = [this.master.drbd, this.slave.drbd]
    if (!this.cable || one.resource().connection !== 'Connected' || other.resource().connection !== 'Connected') return
    for (const [mine, theirs] of [
      [one, other.resource()],
      [other, one.resource()],
    ] as const) {
      const { peerRole, peerDisk } = mine.resource()
      if (peerRole !== theirs.role || peerDisk !== theirs.disk)
        mine.change({ peerRole: theirs.role, peerDisk: theirs.disk })
    }
  }
}
