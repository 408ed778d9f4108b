/**
 * For how long did an address not answer, and who answered?
 *
 * Pure arithmetic on the instants of requests and replies, so that it can be tested without a network. An outage is
 * the time between two replies that follow each other, when requests in between were lost or it is longer than
 * three rounds. Its resolution is one round. Time in which the client itself was late and had nothing outstanding is no
 * outage: the count begins one round before the first request that was not answered at once.
 */

/** One time without a reply. `startMs` is the last reply before it; `lost` are the requests without a reply. */
export type Outage = { readonly startMs: number; readonly lengthMs: number; readonly lost: number }

/** A change of the answering hardware address. */
export type MacChange = { readonly atMs: number; readonly mac: string }

/** The account of one address since the last mark. Lengths in ms; `openMs` is the time since the last reply. */
export type AddressReport = {
  readonly sent: number
  readonly answered: number
  readonly lost: number
  readonly longestOutageMs: number
  /** Longest time between two replies, however short: 1 ms when nothing is wrong. */
  readonly longestGapMs: number
  readonly openMs: number
  readonly outages: readonly Outage[]
  readonly outagesNotListed: number
  readonly macChanges: readonly MacChange[]
  readonly lastMac: string
}

const OUTAGES_MAX = 1000
const ROUNDS_OF_GRACE = 3
/** Send times are remembered for 4096 rounds; a reply that is later than that is not awaited by anybody. */
const SENT_MASK = 4095

/** Keeps the account of one address. */
export class OutageMeter {
  readonly #roundMs: number
  #markMs: number
  #sent = 0
  #answered = 0
  #lost = 0
  #longestMs = 0
  #gapMs = 0
  #outages: Outage[] = []
  #notListed = 0
  #macChanges: MacChange[] = []
  #lastMac = ''
  #lastReplyMs: number
  #lastCounter: number | undefined
  #lastSent = 0
  readonly #sentAtMs = new Float64Array(SENT_MASK + 1)
  /** When the oldest request was sent that came after the last one answered; undefined when there is none. */
  #waitingSinceMs: number | undefined

  /** `roundMs` is the time between two requests to this address. */
  constructor(roundMs: number, nowMs: number) {
    this.#roundMs = roundMs
    this.#markMs = nowMs
    this.#lastReplyMs = nowMs
  }

  /** Begins a new account; the time since the last reply goes on. */
  mark(nowMs: number): void {
    this.#markMs = nowMs
    this.#sent = 0
    this.#answered = 0
    this.#lost = 0
    this.#longestMs = 0
    this.#gapMs = 0
    this.#outages = []
    this.#notListed = 0
    this.#macChanges = []
  }

  /** Request `counter` went out; counters follow each other. */
  noteRequest(counter: number, atMs: number): void {
    this.#sent += 1
    this.#sentAtMs[counter & SENT_MASK] = atMs
    this.#lastSent = counter
    this.#waitingSinceMs ??= atMs
  }

  /** A reply to request `counter` came. Late ones (their outage is already closed) only count as answered. */
  noteReply(counter: number, mac: string, atMs: number): void {
    this.#answered += 1
    if (mac !== this.#lastMac) {
      if (this.#lastMac !== '') this.#macChanges.push({ atMs, mac })
      this.#lastMac = mac
    }
    const missing = this.#lastCounter === undefined ? 0 : counter - this.#lastCounter - 1
    if (missing < 0) return
    const lengthMs = this.#silentMs(atMs)
    this.#gapMs = Math.max(this.#gapMs, lengthMs)
    if (missing > 0 || lengthMs > this.#roundMs * ROUNDS_OF_GRACE)
      this.#note({ startMs: this.#lastReplyMs, lengthMs, lost: missing })
    this.#lastCounter = counter
    this.#lastReplyMs = atMs
    this.#waitingSinceMs = counter < this.#lastSent ? this.#sentAtMs[(counter + 1) & SENT_MASK] : undefined
  }

  /** Since when nothing was heard although something was asked, up to `nowMs`. */
  #silentMs(nowMs: number): number {
    const waitingSinceMs = this.#waitingSinceMs ?? this.#lastReplyMs
    return nowMs - Math.max(this.#lastReplyMs, waitingSinceMs - this.#roundMs)
  }

  #note(outage: Outage): void {
    this.#lost += outage.lost
    this.#longestMs = Math.max(this.#longestMs, outage.lengthMs)
    if (this.#outages.length < OUTAGES_MAX) this.#outages.push(outage)
    else this.#notListed += 1
  }

  /** The account since the last mark. An outage that has not ended is in `openMs` and in the longest. */
  report(nowMs: number): AddressReport {
    const openMs = this.#silentMs(nowMs)
    const open = openMs > this.#roundMs * ROUNDS_OF_GRACE
    return {
      sent: this.#sent,
      answered: this.#answered,
      lost: this.#lost + (open ? Math.round(Math.min(openMs, nowMs - this.#markMs) / this.#roundMs) : 0),
      longestOutageMs: Math.max(this.#longestMs, open ? openMs : 0),
      longestGapMs: Math.max(this.#gapMs, openMs),
      openMs,
      outages: this.#outages,
      outagesNotListed: this.#notListed,
      macChanges: this.#macChanges,
      lastMac: this.#lastMac,
    }
  }
}
