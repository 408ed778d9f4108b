/**
 * Which parts of a node are there only where its settings ask for them?
 *
 * Disks, services and the watch over the fencing device: each is loaded, opened, told of changes and closed in the same
 * way, and a node without them does not pay for them.
 */
import type { SiteSettings } from '../config/site.ts'
import type { PairEvent } from '../core/events.ts'
import type { PairState } from '../core/state.ts'
import { monotonicNow } from '../linux/clock.ts'
import type { NodeDisks } from './disks.ts'
import type { FenceWatch } from './fence-watch.ts'
import type { NodeServices } from './node-services.ts'
import type { Hands } from './performers.ts'
import { listedPost } from './release-duty.ts'
import type { NodeOptions } from './running-node.ts'

/** What the parts need of the node. */
export type PartsScene = {
  readonly post: (event: PairEvent) => void
  readonly trouble: (text: string) => void
  readonly state: () => PairState
}

/** The parts of one node. */
export class NodeParts {
  readonly #options: NodeOptions
  readonly #scene: PartsScene
  readonly disks: NodeDisks | undefined
  readonly services: NodeServices | undefined
  #watch: FenceWatch | undefined

  constructor(options: NodeOptions, scene: PartsScene) {
    this.#options = options
    this.#scene = scene
    const { site, keys, journal, diskRoot: root, duty, openDisks, openServices } = options
    const { trouble, state } = scene
    const seen = (): void => options.changed(state())
    const post = listedPost(scene.post, duty)
    this.disks = openDisks?.({ ...{ site, keys, journal, root, post, trouble, seen } })
    this.services = openServices?.({
      ...{ site, root, post, trouble, seen },
      told: (text) => journal.report(text, monotonicNow()),
      mayRun: (here) => duty.seeUnits(here),
      phase: () => state().phase,
    })
  }

  /** Begins to watch; facts are posted from now on. */
  start(): void {
    this.disks?.start()
    void this.services?.start()
    this.#watch = this.#options.fence?.watch(this.#scene.post)
  }

  /** The hands of those parts that are there. */
  hands(): Pick<Hands, 'disks' | 'services' | 'fence'> {
    const { disks, services } = this
    const { fence } = this.#options
    return {
      ...(disks === undefined ? {} : { disks: disks.hands }),
      ...(services === undefined ? {} : { services: services.hands }),
      ...(fence === undefined ? {} : { fence: fence.switchOff }),
    }
  }

  /** Other settings are in force, as far as these parts can follow without a restart of the agent. */
  replaceSite(site: SiteSettings): void {
    if (site.replication !== undefined) this.disks?.replaceRate(site.replication.rateKib)
    this.services?.replace(site)
  }

  /** What an operator should act on. */
  alarms(): readonly string[] {
    return [...(this.disks?.alarms() ?? []), ...(this.services?.alarms() ?? [])]
  }

  /** Ends every watching; what the parts hold stays as it is. */
  async stop(): Promise<void> {
    this.#watch?.stop()
    this.services?.stop()
    await this.disks?.stop()
  }
}
