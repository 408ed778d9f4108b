/**
 * How are the watched devices of this node looked at?
 *
 * Each two seconds, one after the other in one turn of the loop: an ioctl, a small file, and a question where the judge of
 * `connectivity/device-check.ts` wants one. What comes of it is one fact for both kinds, posted at each change.
 */
import type { Instant } from '../base/time.ts'
import type { SiteLink, SiteSettings } from '../config/site.ts'
import { firstDevice, judgeLook, lookMs, stateOfKind } from '../connectivity/device-check.ts'
import type { DeviceView } from '../connectivity/device-check.ts'
import { createPinger } from '../connectivity/index.ts'
import type { Pinger } from '../connectivity/index.ts'
import { NeighbourAsker } from '../connectivity/neighbour-asker.ts'
import type { OutlookReport } from '../control/protocol.ts'
import type { PairEvent } from '../core/events.ts'
import { receivedPackets } from '../linux/device-counters.ts'
import { deviceRunning } from '../linux/devices.ts'
import type { Netlink } from '../linux/netlink.ts'
import { linkZone } from './surroundings.ts'

/** What the watch needs. */
export type DeviceWatchOptions = {
  readonly site: SiteSettings
  readonly netlink: Pick<Netlink, 'links' | 'addresses'>
  readonly clock: () => Instant
  readonly random: (bytes: number) => Uint8Array
  readonly post: (event: PairEvent) => void
  readonly trouble: (text: string) => void
}

type Watched = {
  readonly link: SiteLink
  readonly check: NonNullable<SiteLink['check']>
  /** Number of its target among those of the pinger. */
  readonly target: number | undefined
  readonly asker: NeighbourAsker | undefined
  view: DeviceView
  asked: number
  answered: boolean
}

/** Looks at the devices until it is stopped. Without a watched device it does nothing. */
export class DeviceWatch {
  readonly #options: DeviceWatchOptions
  readonly #watched: readonly Watched[]
  readonly #pinger: Pinger
  readonly #timer: NodeJS.Timeout | undefined
  #posted = ''

  constructor(options: DeviceWatchOptions) {
    this.#options = options
    const links = options.site.links.flatMap((link) => (link.check === undefined ? [] : [{ link, check: link.check }]))
    this.#watched = links.map(({ link, check }, number) => this.#watch(link, check, number))
    const targets = this.#watched.flatMap(({ link, check, target }) =>
      target === undefined || check.target === undefined
        ? []
        : [{ witness: target, address: check.target, device: link.device }],
    )
    const { clock, random } = options
    const onAnswer = (target: number): void => {
      const watched = this.#watched[target]
      if (watched !== undefined) watched.answered = true
    }
    this.#pinger = createPinger({ targets, onAnswer, clock, random })
    if (this.#watched.length === 0) return
    this.#timer = setInterval(() => {
      this.#look()
    }, lookMs)
  }

  /** Every device of both kinds. */
  reports(): OutlookReport['devices'] {
    return this.#options.site.links.map(({ device, kind }) => {
      const view = this.#watched.find((one) => one.link.device === device)?.view
      return { device, kind, state: view?.state ?? 'unwatched', why: view?.why ?? 'no check' }
    })
  }

  linkChanged(): void {
    this.#pinger.linkChanged()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#pinger.stop()
    for (const { asker } of this.#watched) asker?.stop()
  }

  #watch(link: SiteLink, check: Watched['check'], number: number): Watched {
    const { site, netlink, clock, trouble } = this.#options
    const zone = linkZone(site, netlink, link)
    const asker = check.target === undefined ? new NeighbourAsker({ zone, netlink, clock, failed: trouble }) : undefined
    const target = check.target === undefined ? undefined : number
    return { link, check, target, asker, view: firstDevice, asked: 0, answered: false }
  }

  #look(): void {
    const now = this.#options.clock()
    let pings = false
    for (const watched of this.#watched) {
      const { link, check, target, view, asked, answered } = watched
      const carrier = deviceRunning(link.device)
      const received = receivedPackets(link.device)
      const look = { carrier, received, asked, answered: target === undefined ? undefined : answered }
      const judged = judgeLook(view, look, check, now)
      watched.view = judged.view
      watched.answered = false
      watched.asked = !judged.ask ? 0 : target === undefined ? (watched.asker?.ask() ?? 0) : 1
      pings ||= watched.asked > 0 && target !== undefined
    }
    if (pings) this.#pinger.ask()
    this.#post()
  }

  #post(): void {
    const devices = this.#options.site.links.map(({ device, kind }) => {
      const state = this.#watched.find((one) => one.link.device === device)?.view.state
      return { kind, ...(state === undefined ? {} : { state }) }
    })
    const lan = stateOfKind(devices, 'lan')
    const internet = stateOfKind(devices, 'internet')
    if (this.#posted === `${lan} ${internet}`) return
    this.#posted = `${lan} ${internet}`
    this.#options.post({ type: 'links', lan, internet })
  }
}
