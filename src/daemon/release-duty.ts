/**
 * When does what stand on the list for the emergency release?
 *
 * The list has kinds of things, not single ones: addresses, mounts, disks are taken and given up together. A kind is put
 * on the list before the first thing of it is taken, and taken off when its giving up has been read back. A new agent takes
 * over the list of the one before it under its own name, before anything else: from then on the emergency release leaves
 * it alone. What the kernel shows is added too, in case an older version kept no list.
 * The file lies in the run folder, which is memory: it is written in place, in some 0.1 ms, without a sync and without the
 * pool of threads, which a disk that hangs may occupy. The texts are made ahead, when the settings are put in force.
 * A list that cannot be written is told, and the take goes on: without it a dead agent leaves a primary disk behind, which
 * the peer does not overtake, so no data is at stake; a node that does not serve would be the worse end.
 * Rejected: writing from the core (a list is no decision), the facts alone (they come after the taking).
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SiteSettings } from '../config/site.ts'
import type { DiskFacts } from '../core/disk-facts.ts'
import type { PairEvent } from '../core/events.ts'
import type { Hands } from './performers.ts'
import type { ServiceHands } from './service-hands.ts'
import { parseStartTicks, renderReleaseList } from './release-list.ts'
import type { Holdings, ReleaseList } from './release-list.ts'

/** Kinds that are held together. */
export type HeldKind = 'addresses' | 'units' | 'mounts' | 'resources'

/** Everything that this node can hold by its settings, and the spans of the list, ms, as in `ReleaseList`. */
export type Holdable = Pick<ReleaseList, 'leaseMs' | 'limitMs' | 'reset' | 'holdings'>

/** How the list is kept. */
export type DutyOptions = {
  /** The run folder. */
  readonly folder: string
  /** Once for each reason, until it works again. */
  readonly trouble: (text: string) => void
}

const fileName = 'release-list'
/** Only root may read it, and it is not executed. */
const fileMode = 0o600
const kinds: readonly HeldKind[] = ['addresses', 'units', 'mounts', 'resources']
const wordOf: Readonly<Record<HeldKind, string>> = {
  addresses: 'address',
  units: 'unit',
  mounts: 'mount',
  resources: 'resource',
}
/** As many bytes as the script reads. */
const textMax = 2_000_000
/** Of a list that cannot be made; the others are like them. */
const problemsTold = 3
/**
 * Time that an emergency release may take, ms; own choice: it takes a second or two, and what has not ended after half a
 * minute hangs. Less without a disk, where nothing is worth the wait.
 */
const limitMs = { disk: 30_000, none: 10_000 } as const

/** Keeps the list. */
export class ReleaseDuty {
  readonly #options: DutyOptions
  readonly #path: string
  readonly #agent = { pid: process.pid, startTicks: ownStart() }
  readonly #held = new Set<HeldKind>()
  /** How often each kind was taken: a giving up that was overtaken takes nothing off the list. */
  readonly #taken: Record<HeldKind, number> = { addresses: 0, units: 0, mounts: 0, resources: 0 }
  #holdable: Holdable | undefined
  #leaseMs = 0
  /** Texts by what is held and the lease; at most 16 for each of two leases. */
  readonly #texts = new Map<string, string | undefined>()
  #present: string | undefined
  #told = ''

  /** Takes over the list that is there. */
  constructor(options: DutyOptions) {
    this.#options = options
    this.#path = join(options.folder, fileName)
    const found = this.#read()
    if (found === undefined) return
    const whole = found.endsWith('\nend\n')
    for (const kind of kinds) if (!whole || new RegExp(`^${wordOf[kind]} `, 'm').test(found)) this.#held.add(kind)
    if (whole) this.#write(found.replace(/^agent .*$/m, `agent ${this.#agent.pid} ${this.#agent.startTicks}`))
  }

  /** What can be held from now on. What is held already is so too, by the new settings. */
  configure(holdable: Holdable): void {
    this.#holdable = holdable
    this.#leaseMs = holdable.leaseMs
    this.#texts.clear()
    // Those that are needed in a hurry.
    this.#text(new Set(kinds))
    this.#text(new Set<HeldKind>(['addresses']))
    this.#put()
  }

  /** A kind is about to be taken, or was found to be there. `leaseMs`: lifetime of addresses, if it is about them. */
  hold(kind: HeldKind, leaseMs: number = this.#leaseMs): void {
    this.#taken[kind] += 1
    this.#held.add(kind)
    this.#leaseMs = leaseMs
    this.#put()
  }

  /** Addresses that are held have another lifetime from now on; free of cost while it is the same. */
  lengthen(leaseMs: number): void {
    if (!this.#held.has('addresses')) return
    this.#leaseMs = leaseMs
    this.#put()
  }

  /** Takes a kind off the list once `work` has given it up, unless it was taken again meanwhile. */
  async giveUp(kind: HeldKind, work: Promise<void>): Promise<void> {
    const taken = this.#taken[kind]
    await work
    if (taken !== this.#taken[kind]) return
    this.#held.delete(kind)
    this.#put()
  }

  /** What the kernel shows is held, whoever took it. */
  see(resources: readonly DiskFacts[]): void {
    if (resources.some(({ role }) => role === 'disk-primary') && !this.#held.has('resources')) this.hold('resources')
    if (resources.some(({ mounted }) => mounted) && !this.#held.has('mounts')) this.hold('mounts')
  }

  /** Some unit that must run on one node only may run here, or none does. */
  seeUnits(here: boolean): void {
    if (here === this.#held.has('units')) return
    if (here) this.#held.add('units')
    else this.#held.delete('units')
    this.#put()
  }

  #put(): void {
    const text = this.#text(this.#held)
    if (text !== undefined && text !== this.#present) this.#write(text)
  }

  #text(held: ReadonlySet<HeldKind>): string | undefined {
    if (this.#holdable === undefined) return undefined
    const key = `${kinds.filter((kind) => held.has(kind)).join()} ${this.#leaseMs}`
    if (!this.#texts.has(key)) this.#texts.set(key, this.#render(this.#holdable, held))
    return this.#texts.get(key)
  }

  #render({ holdings, ...spans }: Holdable, held: ReadonlySet<HeldKind>): string | undefined {
    const listed: Holdings = {
      units: held.has('units') ? holdings.units : [],
      addresses: held.has('addresses') ? holdings.addresses : [],
      mounts: held.has('mounts') ? holdings.mounts : [],
      resources: held.has('resources') ? holdings.resources : [],
    }
    const list = { ...spans, agent: this.#agent, leaseMs: this.#leaseMs, holdings: listed }
    const rendered = renderReleaseList(list)
    if (rendered.ok) return rendered.text
    this.#tell(rendered.problems.slice(0, problemsTold).join('; '))
    return undefined
  }

  #read(): string | undefined {
    try {
      return readFileSync(this.#path, 'utf8').slice(0, textMax)
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) this.#tell(textOf(cause))
      return undefined
    }
  }

  /** As a whole: the script never sees a part. */
  #write(text: string): void {
    const temporary = `${this.#path}.new`
    try {
      writeFileSync(temporary, text, { mode: fileMode })
      renameSync(temporary, this.#path)
      this.#present = text
      this.#told = ''
    } catch (cause) {
      this.#tell(textOf(cause))
    }
  }

  #tell(text: string): void {
    if (this.#told === text) return
    this.#told = text
    this.#options.trouble(`the list for the emergency release is not kept: ${text}`)
  }
}

/** What a node can hold by its settings. */
export function holdableOf(site: SiteSettings, addresses: Holdings['addresses'], leaseMs: number): Holdable {
  const volumes = site.replication?.volumes ?? []
  const mounts = volumes.flatMap(({ mount }) => (mount === undefined ? [] : [mount.point]))
  const disk = volumes.length > 0
  return {
    ...{ leaseMs, limitMs: disk ? limitMs.disk : limitMs.none, reset: disk },
    holdings: {
      addresses,
      // What runs on both nodes may go on without an agent.
      units: site.services.filter(({ placement }) => placement !== 'both').map(({ unit }) => unit),
      // A folder below another one has the longer path.
      mounts: mounts.toSorted((one, other) => other.length - one.length),
      resources: volumes.map(({ name, minor }) => ({ name, minor })),
    },
  }
}

/** The way of facts to the core, on which the list sees what the kernel shows. */
export function listedPost(post: (event: PairEvent) => void, duty: ReleaseDuty): (event: PairEvent) => void {
  return (event) => {
    if (event.type === 'disk') duty.see(event.resources)
    post(event)
  }
}

/** The hands, which keep the list before they take and after they have given up. */
export function listedHands(hands: Hands, duty: ReleaseDuty): Hands {
  const { disks, services } = hands
  const listed: Hands = {
    ...hands,
    ...(services === undefined ? {} : { services: listedServices(services, duty) }),
    take: (leaseMs) => {
      duty.hold('addresses', leaseMs)
      return hands.take(leaseMs)
    },
    renew: (leaseMs) => {
      duty.lengthen(leaseMs)
      return hands.renew(leaseMs)
    },
    remove: () => duty.giveUp('addresses', hands.remove()),
  }
  if (disks === undefined) return listed
  return {
    ...listed,
    disks: {
      ...disks,
      primary: (force) => {
        duty.hold('resources')
        return disks.primary(force)
      },
      mount: () => {
        duty.hold('mounts')
        return disks.mount()
      },
      unmount: (forced) => duty.giveUp('mounts', disks.unmount(forced)),
      secondary: (forced) => duty.giveUp('resources', disks.secondary(forced)),
    },
  }
}

/** A unit is on the list before it starts; what is seen to run, or not, says the rest. */
function listedServices(services: ServiceHands, duty: ReleaseDuty): ServiceHands {
  return {
    ...services,
    start: (service) => {
      duty.seeUnits(true)
      return services.start(service)
    },
  }
}

function ownStart(): number {
  return parseStartTicks(readFileSync('/proc/self/stat', 'utf8')) ?? 0
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'failed without a reason'
}
