/**
 * How do the adapters, the loop and the control socket of one node hang together?
 *
 * The composition: devices are opened from the settings, what they see is posted to the loop, what the core orders is
 * given to them. No decision stands here. A change of links or addresses is told to whoever opened sockets on them.
 */
import { randomBytes } from 'node:crypto'
import type { Instant } from '../base/time.ts'
import type { SiteSettings } from '../config/site.ts'
import type { PairEvent } from '../core/events.ts'
import type { PairState } from '../core/state.ts'
import { openAlarm } from '../linux/alarm.ts'
import { monotonicNow, nextTurn } from '../linux/clock.ts'
import { openNetlink } from '../linux/netlink.ts'
import type { NetlinkEvent } from '../linux/netlink.ts'
import { openPacketSender } from '../linux/packet.ts'
import { createVipKeeper } from '../vip/index.ts'
import type { VipKeeper } from '../vip/index.ts'
import { openLinks } from './links.ts'
import type { Links } from './links.ts'
import { createLoop } from './loop.ts'
import type { Loop } from './loop.ts'
import { NodeParts } from './node-parts.ts'
import { createPerformers, inTurns } from './performers.ts'
import { Outlook } from './outlook.ts'
import type { Recorder } from './recorder.ts'
import { holdableOf, listedHands } from './release-duty.ts'
import type { NodeOptions, RunningNode } from './running-node.ts'
import { contradictions, deviceFacts, ownAddress, usesDevice, vipAddresses } from './settings-files.ts'
import { coreSettings } from './surroundings.ts'
import { TargetNames } from './target-names.ts'

export type { NodeOptions, RunningNode } from './running-node.ts'

/** Troubles kept for status. */
const troublesMax = 16

/** Opens everything and posts the first fact. */
export function startNode(
  options: NodeOptions,
  first: Omit<Extract<PairEvent, { type: 'started' }>, 'type' | 'owned' | 'inconsistent'>,
): RunningNode {
  return new Node(options, first)
}

class Node implements RunningNode {
  readonly #options: NodeOptions
  #site: SiteSettings
  #inconsistent = false
  readonly netlink = openNetlink()
  readonly #packets = openPacketSender()
  readonly troubles: string[] = []
  readonly loop: Loop
  readonly links: Links
  readonly keeper: VipKeeper
  readonly names = new TargetNames()
  readonly outlook: Outlook
  readonly parts: NodeParts
  readonly #recorder: Recorder | undefined
  readonly #carriers = new Map<string, boolean>()
  #lookDue = false

  constructor(
    options: NodeOptions,
    first: Omit<Extract<PairEvent, { type: 'started' }>, 'type' | 'owned' | 'inconsistent'>,
  ) {
    this.#options = options
    const { site, journal, keys } = options
    this.#site = site
    const settings = coreSettings(site)
    const clock = (): Instant => monotonicNow()
    const startedAt = clock()
    this.#recorder = options.recorder(settings, startedAt)
    if (this.#recorder?.problem !== undefined) journal.plain(4, `no flight recording: ${this.#recorder.problem}`)
    const post = (event: PairEvent): void => this.loop.post(event)
    const devices = deviceFacts(this.netlink, site)
    const addresses = vipAddresses(site, devices)
    const { duty } = options
    duty.configure(holdableOf(site, addresses, settings.timing.leaseMs))
    this.keeper = createVipKeeper({
      addresses,
      netlink: this.netlink,
      announcer: this.#packets,
      leaseMs: settings.timing.leaseMs,
      clock: { now: clock, nextTurn },
      onMissing: (zone, address) => post({ type: 'address-missing', zone, address }),
      onError: (error) => this.#trouble(error.message),
    })
    const trouble = (text: string): void => this.#trouble(text)
    this.loop = createLoop({
      settings,
      clock,
      alarm: openAlarm,
      startedAt,
      perform: (effect) => turns.perform(effect),
      performed: () => turns.performed(),
      record: (event, now) => this.#recorder?.record(event, now, this.loop),
      changed: (state) => this.#changed(state),
    })
    const state = (): PairState => this.loop.state()
    this.outlook = new Outlook(site, { netlink: this.netlink, names: this.names, post, trouble, state })
    this.parts = new NodeParts(options, { post, trouble, state })
    const turns = inTurns(createPerformers(listedHands(this.#hands(), duty), post), () => this.links.flush())
    const nonce = new Uint8Array(randomBytes(16))
    this.links = openLinks({ node: site.role, pairId: site.pairId, paths: site.paths, keys, nonce, clock, post })
    this.#judgeDevices(devices)
    const owned = this.keeper.owned()
    // A planned restart has made their lifetimes longer.
    if (owned !== 'none') duty.hold('addresses', Math.max(settings.timing.leaseMs, settings.timing.restartMs))
    this.loop.post({ type: 'started', ...first, owned, inconsistent: this.#inconsistent })
    this.parts.start()
    for (const problem of this.#inconsistent ? contradictions(site, devices) : []) journal.plain(3, problem)
    if (!site.enabled) journal.plain(4, 'ha.enabled is false: this node takes nothing')
    for (const link of this.netlink.links()) this.#absorbCarrier(link.device, link.up && link.carrier)
    this.netlink.listen((event) => this.#absorbNetlink(event))
    this.names.want(site.pingTargets, () => this.#lookAround())
  }

  /** Whoever asks, asks for what is around now. */
  #lookAround(): void {
    if (this.outlook.lookAround(this.#site)) this.#changed(this.loop.state())
  }

  #hands(): Parameters<typeof createPerformers>[0] {
    const { journal, memory } = this.#options
    return {
      send: ({ beat }) => this.links.send(beat),
      remember: (facts) => memory.write(facts),
      take: (leaseMs) => this.keeper.take(leaseMs),
      renew: (leaseMs) => this.keeper.renew(leaseMs),
      remove: () => this.keeper.remove(),
      announce: () => this.keeper.announce(),
      probe: (zones) => this.outlook.prober.probe(zones),
      askWitnesses: () => this.outlook.pinger.ask(),
      answer: (effect) => this.#options.answer(effect),
      tell: ({ told }) => journal.tell(told, monotonicNow()),
      feedWatchdog: () => this.#options.feedWatchdog(),
      exit: (code) => this.#options.exit(code),
      ...this.parts.hands(),
      answerKernel: (effect) => this.#options.answerKernel(effect),
      reset: (why) => this.#reset(why),
      failed: (what, text) => this.#trouble(`${what}: ${text}`),
    }
  }

  #reset(why: string): void {
    this.#options.journal.plain(0, `this node resets itself: ${why}`)
    this.parts.disks?.reset()
  }

  readonly inconsistent = (): boolean => this.#inconsistent

  #trouble(text: string): void {
    this.#options.journal.plain(4, text)
    this.troubles.push(text)
    if (this.troubles.length > troublesMax) this.troubles.shift()
  }

  #changed(state: PairState): void {
    this.outlook.changed(state)
    this.parts.services?.changed()
    this.#options.changed(state)
  }

  #absorbNetlink(event: NetlinkEvent): void {
    switch (event.type) {
      case 'link':
        this.#absorbCarrier(event.link.device, event.link.up && event.link.carrier)
        if (usesDevice(this.#site, event.link.device)) this.#linkWillBeLookedAt()
        return
      case 'link-removed':
        this.#absorbCarrier(event.link.device, false)
        if (usesDevice(this.#site, event.link.device)) this.#linkWillBeLookedAt()
        return
      case 'overrun':
        for (const link of this.netlink.links()) this.#absorbCarrier(link.device, link.up && link.carrier)
        this.#linkChanged()
        return
      case 'address-added':
      case 'address-removed':
        if (ownAddress(this.#site, event.address)) {
          this.#ownAddressChanged()
        }
    }
  }

  #absorbCarrier(device: string, up: boolean): void {
    if (this.#carriers.get(device) === up) return
    this.#carriers.set(device, up)
    for (const vip of this.#site.vips) {
      if (vip.device === device && vip.enabled) this.loop.post({ type: 'zone-carrier', zone: vip.zone, up })
    }
  }

  /**
   * A lost carrier may have begun a handover in this very turn, and to look at every device takes a millisecond that its
   * clients would wait; several events of one turn also need only one look.
   */
  #linkWillBeLookedAt(): void {
    if (this.#lookDue) return
    this.#lookDue = true
    setImmediate(() => {
      this.#lookDue = false
      this.#linkChanged()
    })
  }

  #linkChanged(): void {
    this.links.linkChanged()
    this.outlook.linkChanged()
  }

  /** CFG-13: settings that name an address which this node no longer has. */
  #ownAddressChanged(): void {
    this.#lookAround()
    const devices = deviceFacts(this.netlink, this.#site)
    const before = this.#inconsistent
    this.#judgeDevices(devices)
    if (before === this.#inconsistent) return
    for (const problem of contradictions(this.#site, devices)) this.#options.journal.plain(3, problem)
    this.loop.replaceSettings(this.loop.settings(), this.#inconsistent)
  }

  #judgeDevices(devices: ReturnType<typeof deviceFacts>): void {
    // While `ha.enabled` is false the node watches and answers, but takes nothing, like one whose settings are wrong.
    this.#inconsistent = !this.#site.enabled || contradictions(this.#site, devices).length > 0
  }

  /** Puts new settings in force; paths and keys need a restart of the agent, which the caller tells. */
  readonly replaceSite = async (site: SiteSettings): Promise<void> => {
    this.#site = site
    const devices = deviceFacts(this.netlink, site)
    this.#judgeDevices(devices)
    const addresses = vipAddresses(site, devices)
    const settings = coreSettings(site)
    this.#options.duty.configure(holdableOf(site, addresses, settings.timing.leaseMs))
    await this.keeper.replaceAddresses(addresses)
    this.parts.replaceSite(site)
    this.names.want(site.pingTargets, () => this.#lookAround())
    this.#lookAround()
    this.loop.replaceSettings(settings, this.#inconsistent)
    for (const link of this.netlink.links()) {
      this.#carriers.delete(link.device)
      this.#absorbCarrier(link.device, link.up && link.carrier)
    }
  }

  readonly stop = async (): Promise<void> => {
    this.loop.stop()
    this.links.stop()
    this.names.stop()
    this.outlook.stop()
    this.keeper.stop()
    this.netlink.stop()
    this.#packets.stop()
    await this.parts.stop()
    await this.#recorder?.close()
  }
}
