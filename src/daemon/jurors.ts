/**
 * How are the targets of the jury and the address of the peer asked at the right instants?
 *
 * One timer each, set anew after each question, so that none is asked twice at once and a late turn of the loop moves
 * nothing but the one question. A round that begins too late is left out: it would be no round of the same second.
 */
import { elapsed, plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import type { SiteSettings } from '../config/site.ts'
import { createPinger } from '../connectivity/index.ts'
import type { Pinger } from '../connectivity/index.ts'
import { nextRound } from '../connectivity/jury.ts'
import { checked, firstCheck } from '../connectivity/peer-check.ts'
import type { PeerCheck } from '../connectivity/peer-check.ts'
import { answerMsMax } from '../connectivity/ping.ts'
import type { PairEvent } from '../core/events.ts'

/** A round later than this is no round of the same second, ms. */
const latenessMs = 500
/** Answers of a round are counted so long, ms; in the shortest period they end before the next round. */
const countMs = answerMsMax - 100

/** What both need. `aheadMs`: clock of the configured master minus that of this node. */
export type JurorsOptions = {
  readonly site: SiteSettings
  readonly clock: () => Instant
  readonly random: (bytes: number) => Uint8Array
  readonly post: (event: PairEvent) => void
  readonly aheadMs: () => number
}

/** Asks until it is stopped. */
export class Jurors {
  readonly #options: JurorsOptions
  readonly #targets: Pinger
  readonly #peer: Pinger
  #reached = 0
  #answered = false
  #check: PeerCheck
  #posted: number | undefined
  #roundTimer: NodeJS.Timeout | undefined
  #checkTimer: NodeJS.Timeout | undefined

  constructor(options: JurorsOptions) {
    this.#options = options
    const { site, clock, random } = options
    const targets = site.jury.targets.map((address, witness) => ({ witness, address }))
    const onAnswer = (): void => {
      this.#reached += 1
    }
    this.#targets = createPinger({ targets, onAnswer, clock, random })
    const onPeer = (): void => {
      this.#answered = true
    }
    this.#peer = createPinger({ targets: [{ witness: 0, address: site.peerAddress }], onAnswer: onPeer, clock, random })
    this.#check = firstCheck(site.peerCheck, clock())
    if (targets.length > 0) this.#awaitRound()
    this.#awaitCheck()
  }

  linkChanged(): void {
    this.#targets.linkChanged()
    this.#peer.linkChanged()
  }

  stop(): void {
    clearTimeout(this.#roundTimer)
    clearTimeout(this.#checkTimer)
    this.#targets.stop()
    this.#peer.stop()
  }

  #awaitRound(): void {
    const { site, clock, aheadMs } = this.#options
    const next = nextRound(clock(), aheadMs(), site.jury.periodMs)
    this.#roundTimer = setTimeout(
      () => {
        if (elapsed(next.at, clock()) > latenessMs) this.#awaitRound()
        else this.#play(next.round)
      },
      elapsed(clock(), next.at),
    )
  }

  #play(round: number): void {
    this.#reached = 0
    this.#targets.ask()
    this.#roundTimer = setTimeout(() => {
      this.#options.post({ type: 'targets', round, reached: this.#reached })
      this.#awaitRound()
    }, countMs)
  }

  #awaitCheck(): void {
    const { clock } = this.#options
    this.#checkTimer = setTimeout(
      () => {
        this.#ask()
      },
      Math.max(elapsed(clock(), this.#check.nextAt), 0),
    )
  }

  #ask(): void {
    const askedAt = this.#options.clock()
    this.#answered = false
    this.#peer.ask()
    this.#checkTimer = setTimeout(() => {
      this.#end(askedAt)
    }, answerMsMax)
  }

  /** The question of `askedAt` was answered, or it was not. */
  #end(askedAt: Instant): void {
    const { site, clock, post } = this.#options
    const check = checked(this.#check, this.#answered, site.peerCheck, askedAt)
    // A node that stood still does not make up for the questions that it missed.
    this.#check =
      elapsed(check.nextAt, clock()) > latenessMs
        ? { ...check, nextAt: plus(clock(), site.peerCheck.recheckMs) }
        : check
    if (this.#posted !== check.failures) post({ type: 'peer-check', failures: check.failures })
    this.#posted = check.failures
    this.#awaitCheck()
  }
}
