/**
 * What do the hands of the daemon do with an order for the disks, and what goes wrong there?
 *
 * One order for all disks at a time; a newer one ends it, but what the kernel has begun goes on: a promotion that waits for
 * the fence handler cannot be called back, an unmount of a frozen volume holds the device until the writes go on
 * (measured). Outdating has hands of its own. Nothing is believed from an exit code: the state is read back.
 */
import type { Effect } from '../../src/core/effects.ts'
import type { Disks } from './disks.ts'
import type { Agent, Machine, NodeIndex } from './machine.ts'
import { mountAll, unmountAll } from './disk-mounts.ts'
import { connect, demote, disconnect, outdate, promote } from './replica-verbs.ts'
import { worse } from './replica.ts'
import type { Replication } from './replication.ts'

/** An order of the core for all disks. */
export type DiskOrder = Extract<
  Effect,
  { readonly type: 'disk-primary' | 'disk-secondary' | 'disk-disconnect' | 'mount' | 'unmount' }
>

/** How an order ended: nothing, or why it failed. */
export type End = (failure?: string) => void

/** One command of the tool, ms (measured 0.1 to 0.8 s). */
const commandMs = [50, 400] as const
/** A device that is held open is tried again so often, and so much later. */
const triesMax = 8
const againMs = 500
const pollMs = 50
const lateAnswerMs = [0, 300] as const
const slowMs = [500, 8_000] as const

/** One run of an order. `wanted` ends when a newer order or the end of the agent came. */
export type Work = {
  readonly disks: Disks
  readonly node: NodeIndex
  readonly agent: Agent
  readonly order: DiskOrder
  wanted: boolean
}

/** The hands of both nodes. */
export class DiskHands {
  readonly #disks: Disks
  readonly #work: [Work | undefined, Work | undefined] = [undefined, undefined]
  /** Resources whose promotion waits in the kernel. */
  readonly #promoting: readonly [Set<Replication>, Set<Replication>] = [new Set(), new Set()]

  constructor(disks: Disks) {
    this.#disks = disks
  }

  powerOff(node: NodeIndex): void {
    this.#promoting[node].clear()
    this.agentEnds(node)
  }

  /** Nobody waits for the order under way any more. */
  agentEnds(node: NodeIndex): void {
    const work = this.#work[node]
    if (work !== undefined) work.wanted = false
    this.#work[node] = undefined
  }

  /** Begins an order; ends the one under way. */
  begin(machine: Machine, agent: Agent, order: DiskOrder): void {
    const disks = this.#disks
    const { world, chance } = disks
    const node = machine.index
    const ended = this.#work[node]
    if (ended !== undefined && chance.hit(0.5)) {
      const { id } = ended.order
      const at = world.now + chance.between(...lateAnswerMs)
      world.enterFact(machine, agent, at, { type: 'effect-failed', id, text: 'cancelled' })
    }
    this.agentEnds(node)
    const work: Work = { disks, node, agent, order, wanted: true }
    this.#work[node] = work
    if (chance.hit(world.faultiness.hang)) return
    const slow = chance.hit(world.faultiness.slow) ? chance.between(...slowMs) : 0
    disks.later(node, chance.between(...commandMs) + slow, () => {
      if (!work.wanted) return
      if (chance.hit(world.faultiness.fail)) this.#end(work, 'drbdadm: timed out')
      else this.#act(work)
    })
  }

  #end(work: Work, failure?: string): void {
    if (!work.wanted) return
    const machine = this.#disks.world.machines[work.node]
    const { id } = work.order
    if (this.#work[work.node] === work) this.#work[work.node] = undefined
    work.wanted = false
    this.#disks.world.enterFact(
      machine,
      work.agent,
      this.#disks.news.after(work.node),
      failure === undefined ? { type: 'effect-done', id } : { type: 'effect-failed', id, text: failure },
    )
  }

  #act(work: Work): void {
    const { order } = work
    const end: End = (failure) => {
      this.#end(work, failure)
    }
    switch (order.type) {
      case 'disk-primary':
        this.#promote(work, order.force, 0, end)
        return
      case 'disk-secondary':
        this.#demote(work, 1, end)
        return
      case 'disk-disconnect':
        this.#disconnect(work, 0, end)
        return
      case 'mount':
        mountAll(work, end)
        return
      case 'unmount':
        unmountAll(work, end)
    }
  }

  #promote(work: Work, force: boolean, index: number, end: End): void {
    const { disks, node } = work
    const on = disks.replications[index]
    if (on === undefined) {
      const bad = disks.replications.find((one) => worse(one.of(node).disk, 'up-to-date'))
      if (bad === undefined) end()
      else this.#undo(work, `disk is ${bad.of(node).disk} after the promotion`, end)
      return
    }
    const was = on.of(node).role
    this.#promoting[node].add(on)
    promote(on, node, force, (outcome) => {
      this.#promoting[node].delete(on)
      const replica = on.of(node)
      if (outcome.exit === 0 && was !== 'primary')
        for (const hooks of disks.watchers) hooks.promoted?.(node, on.index, force)
      if (!work.wanted) {
        // Undone even when the order was ended: a primary that nobody wants must not stay.
        if (replica.role === 'primary' && !replica.held) demote(on, node)
        return
      }
      if (outcome.exit !== 0) this.#undo(work, `primary: exit ${outcome.exit} ${outcome.text}`, end)
      else
        disks.later(node, disks.chance.between(...commandMs), () => {
          this.#promote(work, force, index + 1, end)
        })
    })
  }

  #undo(work: Work, failure: string, end: End): void {
    for (const on of work.disks.replications) demote(on, work.node)
    end(failure)
  }

  #demote(work: Work, tries: number, end: End): void {
    if (!work.wanted) return
    const { disks, node } = work
    const busy = this.#promoting[node].size > 0
    if (!busy) for (const on of disks.replications) demote(on, node)
    const still = disks.replications.find((on) => on.of(node).role === 'primary')
    if (still === undefined && !busy) {
      end()
      return
    }
    if (!busy && tries >= triesMax) {
      end('secondary: exit 11 (-12) Device is held open by someone')
      return
    }
    disks.later(node, busy ? pollMs : againMs, () => {
      this.#demote(work, busy ? tries : tries + 1, end)
    })
  }

  #disconnect(work: Work, index: number, end: End): void {
    const { disks, node } = work
    const on = disks.replications[index]
    if (on === undefined) {
      end()
      return
    }
    disconnect(on, node, () => {
      this.#disconnect(work, index + 1, end)
    })
  }

  /** Outdates one disk, disconnected first if need be, and reads it back. */
  outdate(machine: Machine, agent: Agent, id: number, resource: number): void {
    const disks = this.#disks
    const { world, chance } = disks
    const on = disks.replications[resource]
    if (on === undefined || chance.hit(world.faultiness.hang)) return
    const node = machine.index
    const end = (): void => {
      const { disk, connection } = on.of(node)
      const behind = connection !== 'connected' && !worse('outdated', disk)
      const fact = behind
        ? ({ type: 'effect-done', id } as const)
        : ({ type: 'effect-failed', id, text: `outdate: disk is ${disk} afterwards` } as const)
      world.enterFact(machine, agent, world.now, fact)
    }
    disks.later(node, chance.between(...commandMs), () => {
      if (chance.hit(world.faultiness.fail) || on.of(node).role === 'primary' || !on.of(node).up) {
        end()
        return
      }
      if (on.of(node).connection !== 'connected') {
        outdate(on, node)
        end()
        return
      }
      disconnect(on, node, () => {
        outdate(on, node)
        end()
        disks.later(node, chance.between(...commandMs), () => {
          connect(on, node)
        })
      })
    })
  }

  /** Connects a resource that stands alone; `anew`: disconnects it first, so that the kernel asks again. */
  connect(machine: Machine, resource: number, anew: boolean): void {
    const on = this.#disks.replications[resource]
    const node = machine.index
    if (on === undefined) return
    const then = (): void => {
      this.#disks.later(node, this.#disks.chance.between(...commandMs), () => {
        connect(on, node)
      })
    }
    if (!anew) then()
    else {
      this.#disks.later(node, this.#disks.chance.between(...commandMs), () => {
        // By its turn the link may have healed, as the driver's stream says; a cut that it has not noticed looks the same.
        if (on.of(node).connection !== 'connected') disconnect(on, node, then)
      })
    }
  }

  /** `disconnect` and `connect --discard-my-data`: the operator gave this copy up, if it is still the one that he named. */
  discard(machine: Machine, agent: Agent, effect: Extract<Effect, { readonly type: 'disk-discard' }>): void {
    const { world, chance } = this.#disks
    const { id, resource, generation } = effect
    const on = this.#disks.replications[resource]
    const node = machine.index
    if (on === undefined) return
    const end = (failure?: string): void => {
      const fact =
        failure === undefined
          ? ({ type: 'effect-done', id } as const)
          : ({ type: 'effect-failed', id, text: failure } as const)
      world.enterFact(machine, agent, world.now, fact)
    }
    const connectAgain = (): void => {
      if (on.of(node).generation?.current !== generation) {
        end('other-generation')
        return
      }
      for (const hooks of this.#disks.watchers) hooks.discarding?.(node, resource)
      const outcome = connect(on, node, true)
      end(outcome.exit === 0 ? undefined : outcome.text)
    }
    this.#disks.later(node, chance.between(...commandMs), () => {
      disconnect(on, node, () => {
        this.#disks.later(node, chance.between(...commandMs), connectAgain)
      })
    })
  }
}
