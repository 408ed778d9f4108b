/**
 * On what bench are the measured sequences played against the model of the replication driver?
 *
 * Two machines, one cable, and a fence handler with a fixed exit code, in virtual time.
 */
import { Agenda } from '../sim/agenda.ts'
import { Chance } from '../sim/chance.ts'
import type { NodeIndex } from '../sim/machine.ts'
import { promote } from '../sim/replica-verbs.ts'
import type { Outcome } from '../sim/replica-verbs.ts'
import { Replication } from '../sim/replication.ts'
import type { Bench } from '../sim/replication.ts'
import { write } from '../sim/resync.ts'

/** The node that leads in most sequences. */
export const a: NodeIndex = 0
/** The node that follows in most sequences. */
export const b: NodeIndex = 1
const lagMs = 2_500

/** Two machines, one cable, a fence handler with a fixed exit code. */
export class Lab {
  readonly agenda = new Agenda<() => void>()
  readonly power: [boolean, boolean] = [true, true]
  readonly boots: [number, number] = [0, 0]
  cut = false
  /** Exit code of the handler; nothing: it does not answer. */
  handler: number | undefined = 1
  calls = 0
  acknowledged: number[] = []
  readonly on: Replication

  constructor(seed = 1) {
    const bench: Bench = {
      chance: new Chance(seed),
      lagMs,
      rate: 10,
      now: () => this.agenda.at,
      later: (node, afterMs, act) => {
        const boot = this.boots[node]
        this.agenda.enter(this.agenda.at + afterMs, () => {
          if (this.boots[node] === boot && this.power[node]) act()
        })
      },
      awake: (node) => this.power[node],
      open: () => !this.cut,
      changed: () => undefined,
      ask: (node, _resource, answer) => {
        this.calls += 1
        const code = this.handler
        if (code !== undefined) bench.later(node, 100, () => answer(code))
      },
    }
    this.on = new Replication(0, bench)
    for (const node of [a, b] as const) this.on.of(node).attach()
    this.on.review()
    this.run(10_000)
  }

  run(ms: number): void {
    const until = this.agenda.at + ms
    for (let act = this.agenda.next(until); act !== undefined; act = this.agenda.next(until)) act()
    this.agenda.at = until
  }

  kill(node: NodeIndex): void {
    this.power[node] = false
    this.boots[node] += 1
    this.on.of(node).crash()
    this.on.review()
    this.run(5_000)
  }

  boot(node: NodeIndex): void {
    this.power[node] = true
    this.on.of(node).attach()
    this.on.review()
    this.run(100)
  }

  wire(cut: boolean): void {
    this.cut = cut
    this.on.review()
    this.run(20_000)
  }

  primary(node: NodeIndex, force = false): number | undefined {
    let outcome: Outcome | undefined
    this.calls = 0
    promote(this.on, node, force, (one) => {
      outcome = one
    })
    this.run(5_000)
    return outcome?.exit
  }

  writes(node: NodeIndex, ids: readonly number[]): void {
    this.on.of(node).mounted = true
    for (const id of ids) {
      write(this.on, node, id, () => this.acknowledged.push(id))
      this.run(10)
    }
    this.on.of(node).mounted = false
  }

  /** As the tool prints it: connection, roles, disks. */
  says(node: NodeIndex): string {
    const { connection, role, peerRole, disk, peerDisk, suspended } = this.on.of(node)
    return `${connection} ${role}/${peerRole} ${disk}/${peerDisk}${suspended ? ' frozen' : ''}`
  }
}
