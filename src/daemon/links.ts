/**
 * How does a frame become a fact, and a beat a frame?
 *
 * All paths share one session with the peer. While there is no session a hello goes out in the place of each beat, so
 * that the handshake needs no timer of its own. A refused frame is counted and told to the core as no life.
 */
import type { Instant } from '../base/time.ts'
import type { PairEvent } from '../core/events.ts'
import type { PathId, RefusedKind } from '../core/types.ts'
import type { Beat } from '../core/beat-content.ts'
import type { EthernetSitePath, SerialSitePath, SitePath } from '../config/site.ts'
import { openEthPath } from '../heartbeat-eth/index.ts'
import type { EthPath } from '../heartbeat-eth/index.ts'
import { openSerialPath } from '../heartbeat-serial/index.ts'
import type { LineFinding, ModemLines, SerialPath } from '../heartbeat-serial/index.ts'
import type { PathCounters, PathListener, PathState } from '../wire/path.ts'
import { Losses } from './losses.ts'
import { openSession } from '../wire/session.ts'
import type { PairKey, Received, Session, SessionCounters } from '../wire/session.ts'

/** What the paths need. `nonce`: 16 fresh random bytes of this run. */
export type LinksOptions = {
  readonly node: 'master' | 'slave'
  readonly pairId: number
  readonly keys: readonly PairKey[]
  readonly nonce: Uint8Array
  readonly paths: readonly SitePath[]
  readonly clock: () => Instant
  readonly post: (event: PairEvent) => void
}

/** What is known of one path, for `hapair links`. */
export type PathReport = {
  readonly name: string
  readonly medium: 'serial' | 'ethernet'
  readonly detail: string
  readonly counters: PathCounters
  readonly refused: Readonly<Partial<Record<RefusedKind, number>>>
  readonly lossesLastHour: number | undefined
  readonly finding: LineFinding | undefined
  readonly modemLines: ModemLines | undefined
}

/** All heartbeat paths of the node with their one session. */
export type Links = {
  /** Seals a beat; it leaves with `flush`. */
  readonly send: (beat: Beat) => void
  /**
   * Sends what was sealed. The frames of one turn leave one right behind the other, so that the peer wakes up once for
   * all of them: sealing the second one takes longer than the peer needs to wake up for the first.
   */
  readonly flush: () => void
  readonly linkChanged: () => void
  readonly reports: () => readonly PathReport[]
  readonly session: () => SessionCounters
  readonly stop: () => void
}

type OpenPath =
  | { readonly medium: 'serial'; readonly site: SerialSitePath; readonly path: SerialPath }
  | { readonly medium: 'ethernet'; readonly site: EthernetSitePath; readonly path: EthPath }

/** Opens every path. A device that is absent for now is opened when it appears. */
export function openLinks(options: LinksOptions): Links {
  return new OpenLinks(options)
}

class OpenLinks implements Links {
  readonly #options: LinksOptions
  readonly #session: Session
  readonly #paths: OpenPath[] = []
  readonly #details: string[] = []
  readonly #losses: Losses[] = []
  readonly #refused: Partial<Record<RefusedKind, number>>[] = []
  /** Frames of this turn, one a path and beat; each turn ends with none. */
  readonly #sealed: { readonly open: OpenPath; readonly frame: Uint8Array }[] = []

  constructor(options: LinksOptions) {
    this.#options = options
    const { pairId, node, keys, nonce } = options
    this.#session = openSession({ pairId, node, keys, nonce, paths: options.paths })
    for (const site of options.paths) {
      this.#details[site.id] = 'not yet open'
      this.#refused[site.id] = {}
      this.#losses[site.id] = new Losses()
      this.#paths[site.id] = this.#open(site)
    }
  }

  #open(site: SitePath): OpenPath {
    const listener: PathListener = {
      frame: (bytes, ageMs) => this.#absorbFrame(site.id, bytes, ageMs),
      garbage: () => this.#refuse(site.id, 'garbage'),
      state: (state) => this.#absorbState(site.id, state),
    }
    const { clock } = this.#options
    if (site.medium === 'serial') {
      const { device, baudRate, beatMs } = site
      return { medium: 'serial', site, path: openSerialPath({ device, baudRate, beatMs, listener, clock }) }
    }
    const { device, ownAddress: localAddress, peerAddress, port } = site
    return { medium: 'ethernet', site, path: openEthPath({ device, localAddress, peerAddress, port, listener, clock }) }
  }

  readonly send = (beat: Beat): void => {
    const open = this.#paths[beat.path]
    if (open === undefined) return
    const sealed = this.#session.seal(beat)
    this.#sealed.push({ open, frame: sealed === 'no-session' ? this.#session.hello(beat.path) : sealed })
  }

  readonly flush = (): void => {
    for (const { open, frame } of this.#sealed) open.path.send(frame)
    this.#sealed.length = 0
  }

  readonly linkChanged = (): void => {
    for (const open of this.#paths) if (open.medium === 'ethernet') open.path.linkChanged()
  }

  readonly reports = (): readonly PathReport[] =>
    this.#paths.map((open) => ({
      name: open.site.name,
      medium: open.medium,
      detail: this.#details[open.site.id] ?? '',
      counters: open.path.counters(),
      refused: { ...this.#refused[open.site.id] },
      lossesLastHour: this.#losses[open.site.id]?.lastHour(this.#options.clock()),
      finding: open.medium === 'serial' ? open.path.finding() : undefined,
      modemLines: open.medium === 'serial' ? open.path.modemLines() : undefined,
    }))

  readonly session = (): SessionCounters => this.#session.counters()

  readonly stop = (): void => {
    for (const open of this.#paths) open.path.stop()
  }

  #absorbFrame(path: PathId, bytes: Uint8Array, ageMs: number): void {
    const now = this.#options.clock()
    const received = this.#session.receive(path, bytes, now)
    this.#reply(path, received)
    const open = this.#paths[path]
    const serial = open?.medium === 'serial' ? open.path : undefined
    switch (received.type) {
      case 'beat':
        this.#losses[path]?.note(received.beat, now)
        serial?.note('peer')
        if (received.beat.echoes[path] !== undefined) serial?.note('echo')
        this.#options.post({ type: 'beat', beat: received.beat, ageMs })
        return
      case 'session':
        serial?.note('peer')
        this.#options.post({ type: 'session', path })
        return
      case 'hello':
        serial?.note('peer')
        return
      case 'foreign-version':
        serial?.note('peer')
        this.#options.post({ type: 'foreign-version', path, version: received.version })
        return
      case 'refused':
        if (received.kind === 'loopback' || received.kind === 'foreign' || received.kind === 'mis-keyed') {
          serial?.note(received.kind)
        }
        this.#refuse(path, received.kind)
    }
  }

  #reply(path: PathId, received: Received): void {
    if ('reply' in received) this.#paths[path]?.path.send(received.reply)
  }

  #refuse(path: PathId, kind: RefusedKind): void {
    const counts = this.#refused[path]
    if (counts !== undefined) counts[kind] = (counts[kind] ?? 0) + 1
    this.#options.post({ type: 'beat-refused', path, kind })
  }

  #absorbState(path: PathId, state: PathState): void {
    this.#details[path] = state.detail
    this.#options.post({ type: 'path-device', path, usable: state.usable, carrier: state.carrier })
  }
}
