/**
 * Whom and what does a running node look at outside of itself?
 *
 * The prober of the zones, the witnesses, and the monitors of links, targets and peer, opened from the settings as they are
 * now. What was learned is kept unless zones, networks or targets changed, and what the monitors saw unless links did. All
 * of it posts facts and decides nothing.
 */
import { randomBytes } from 'node:crypto'
import { detectionOf, detectionText } from '../config/detection.ts'
import type { SiteSettings } from '../config/site.ts'
import { createPinger, createProber } from '../connectivity/index.ts'
import type { Pinger, Prober } from '../connectivity/index.ts'
import type { OutlookReport } from '../control/protocol.ts'
import type { PairEvent } from '../core/events.ts'
import { lapsed } from '../core/state.ts'
import type { PairState } from '../core/state.ts'
import { monotonicNow } from '../linux/clock.ts'
import type { Netlink } from '../linux/netlink.ts'
import { DeviceWatch } from './device-watch.ts'
import { Jurors } from './jurors.ts'
import { gatewayLeftOut, linkZone, pingTargets, probedZones } from './surroundings.ts'
import type { TargetNames } from './target-names.ts'

/** `state`: of the core, asked when the clock of the peer is wanted. */
export type OutlookOptions = {
  readonly netlink: Netlink
  readonly names: TargetNames
  readonly post: (event: PairEvent) => void
  readonly trouble: (text: string) => void
  readonly state: () => PairState
}

/** Everything that a node looks at. */
export class Outlook {
  readonly #options: OutlookOptions
  #site: SiteSettings
  /** What each half was opened from. */
  #around: string
  #watched: string
  #prober: Prober
  #pinger: Pinger
  #devices: DeviceWatch
  #jurors: Jurors

  constructor(site: SiteSettings, options: OutlookOptions) {
    this.#options = options
    this.#site = site
    this.#around = this.#lookAtZones()
    this.#watched = this.#lookAtMonitors()
    this.#prober = this.#openProber()
    this.#pinger = this.#openPinger()
    this.#devices = this.#openDevices()
    this.#jurors = this.#openJurors()
  }

  get prober(): Prober {
    return this.#prober
  }

  get pinger(): Pinger {
    return this.#pinger
  }

  /** For status. */
  report(): OutlookReport {
    return {
      devices: this.#devices.reports(),
      gatewayLeftOut: gatewayLeftOut(this.#site) ?? null,
      unknownNames: this.#options.names.unknown(),
      detection: detectionText(detectionOf(this.#site)),
    }
  }

  /** Takes the settings, addresses and routes as they are now. True when prober and pinger were opened anew. */
  lookAround(site: SiteSettings): boolean {
    this.#site = site
    const [around, watched] = [this.#lookAtZones(), this.#lookAtMonitors()]
    const changed = around !== this.#around
    if (changed) {
      this.#prober.stop()
      this.#pinger.stop()
      this.#prober = this.#openProber()
      this.#pinger = this.#openPinger()
    }
    if (watched !== this.#watched) {
      this.#devices.stop()
      this.#jurors.stop()
      this.#devices = this.#openDevices()
      this.#jurors = this.#openJurors()
    }
    this.#around = around
    this.#watched = watched
    this.linkChanged()
    return changed
  }

  linkChanged(): void {
    this.#prober.linkChanged()
    this.#pinger.linkChanged()
    this.#devices.linkChanged()
    this.#jurors.linkChanged()
  }

  /** What the core knows decides how answers are read. */
  changed(state: PairState): void {
    this.#prober.holding(state.claim?.held === true && !lapsed(state.claim))
    this.#prober.peerAlive(state.peer.verdict === 'alive')
  }

  stop(): void {
    this.#prober.stop()
    this.#pinger.stop()
    this.#devices.stop()
    this.#jurors.stop()
  }

  /** What prober and pinger are opened from, to be compared. */
  #lookAtZones(): string {
    const { netlink, names } = this.#options
    return JSON.stringify([probedZones(this.#site, netlink, names), pingTargets(this.#site, names)])
  }

  /** What the monitors are opened from. */
  #lookAtMonitors(): string {
    const { links, jury, peerCheck, peerAddress } = this.#site
    const watched = links.filter((link) => link.check !== undefined)
    const zones = watched.map((link) => linkZone(this.#site, this.#options.netlink, link))
    return JSON.stringify([links, zones, jury, peerCheck, peerAddress])
  }

  #openProber(): Prober {
    const { netlink, names, post } = this.#options
    return createProber({
      zones: probedZones(this.#site, netlink, names),
      netlink,
      clock: monotonicNow,
      onAnswer: (answer) => post({ type: 'probe-answer', ...answer }),
      onUnasked: (zone) => post({ type: 'probe-unsent', zone }),
      onRival: ({ zone, address, answerer }) => post({ type: 'address-rival', zone, address, answerer }),
    })
  }

  #openPinger(): Pinger {
    const { names, post } = this.#options
    const onAnswer = (witness: number): void => post({ type: 'witness-answer', witness })
    return createPinger({ targets: pingTargets(this.#site, names), onAnswer, clock: monotonicNow, random: randomBytes })
  }

  #openDevices(): DeviceWatch {
    const { netlink, post, trouble } = this.#options
    return new DeviceWatch({ site: this.#site, netlink, clock: monotonicNow, random: randomBytes, post, trouble })
  }

  #openJurors(): Jurors {
    const site = this.#site
    const aheadMs = (): number => {
      const { clock } = this.#options.state().peer
      return site.role === 'master' || clock === undefined ? 0 : -clock.leastMs
    }
    return new Jurors({ site, clock: monotonicNow, random: randomBytes, post: this.#options.post, aheadMs })
  }
}
