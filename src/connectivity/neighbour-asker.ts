/**
 * Who else is on the link of a watched device, and how are they asked?
 *
 * Neighbours are learned from the ARP frames of the device, beside the gateways that the routes name; a question is an ARP
 * probe, which changes nobody's table. Their answers need not be read: they move the counter of received packets.
 * The socket learns from the start on: when the link has fallen silent there is nothing left to learn from.
 */
import { OpError } from '../base/op-error.ts'
import type { Instant } from '../base/time.ts'
import { openPacketSender, type PacketSender } from '../linux/packet.ts'
import type { Netlink } from '../linux/netlink.ts'
import { ZoneEars, type ProbedZone } from './zone-ears.ts'

/** The device, who is asked there anyway, and where failures are told. */
export type NeighbourAskerOptions = {
  readonly zone: ProbedZone
  readonly netlink: Pick<Netlink, 'links' | 'addresses'>
  readonly clock: () => Instant
  readonly failed: (text: string) => void
}

/** Asks on order, and learns all the time once it was asked to. */
export class NeighbourAsker {
  readonly #options: NeighbourAskerOptions
  readonly #counts = { framesHeard: 0, framesFlooded: 0 }
  #sender: PacketSender | undefined
  readonly #ears: ZoneEars
  #round = { aborted: false }
  #stopped = false

  constructor(options: NeighbourAskerOptions) {
    this.#options = options
    const { zone, clock, failed } = options
    this.#ears = new ZoneEars(zone, {
      clock,
      onAnswer: () => undefined,
      onRival: () => undefined,
      failed: (error) => {
        failed(error.message)
      },
      counts: this.#counts,
    })
    this.#look()
  }

  /** Asks neighbours; gives how many questions were made. What does not leave is told as a failure. */
  ask(): number {
    if (this.#stopped) return 0
    this.#look()
    if (this.#sender === undefined) return 0
    const { frames } = this.#ears.questions()
    this.#round.aborted = true
    this.#round = { aborted: false }
    if (frames.length > 0) void this.#send(this.#sender, this.#ears.device, frames, this.#round)
    return frames.length
  }

  stop(): void {
    this.#stopped = true
    this.#round.aborted = true
    this.#ears.stop()
    this.#sender?.stop()
  }

  /** Opens what is not open yet, and takes this node's side as it is now. */
  #look(): void {
    const { netlink, failed } = this.#options
    try {
      this.#sender ??= openPacketSender()
    } catch (error) {
      if (!(error instanceof OpError)) throw error
      failed(error.message)
    }
    const links = netlink.links()
    const link = links.find(({ device }) => device === this.#ears.device)
    const addresses = link === undefined ? [] : netlink.addresses(this.#ears.device)
    this.#ears.look({
      index: link?.index,
      mac: link?.mac ?? '',
      ownMacs: links.map(({ mac }) => mac).filter((mac) => mac !== ''),
      addresses: addresses.map(({ address }) => address),
    })
  }

  async #send(
    sender: PacketSender,
    device: string,
    frames: readonly Uint8Array[],
    signal: { readonly aborted: boolean },
  ): Promise<void> {
    const { errno } = await sender.send(device, frames, signal)
    if (errno !== undefined && !signal.aborted) this.#options.failed(`ask neighbours on ${device}: ${errno}`)
  }
}
