/**
 * How does a run use the client that probes the pair's addresses?
 *
 * A remote control of the program `client.ts`, which runs in the client's namespace.
 */
import { Instrument } from './instrument.ts'
import { namespaceName } from './layout.ts'
import type { AddressReport } from './outage-meter.ts'
import { recordProcess } from './run-folder.ts'

/** First ARP frame with this sender address and hardware address since the mark. */
export type Announcement = { readonly address: string; readonly mac: string; readonly atMs: number }

/** The client's account since the mark. `ownGapMs` is the longest time in which it sent nothing itself. */
export type ClientReport = {
  readonly mark: string
  readonly markMs: number
  readonly atMs: number
  readonly ownGapMs: number
  /** Requests that the client's own kernel refused to send. */
  readonly refused: number
  readonly addresses: Readonly<Record<string, AddressReport>>
  readonly announcements: readonly Announcement[]
}

/** A client that sends an echo request to each of its addresses every millisecond. */
export class Client {
  readonly #instrument: Instrument

  private constructor(instrument: Instrument) {
    this.#instrument = instrument
  }

  /** Starts the client; it is probing when this resolves. */
  static async start(prefix: string, addresses: readonly string[]): Promise<Client> {
    const instrument = new Instrument('client', addresses, namespaceName(prefix, 'c'))
    recordProcess(prefix, instrument.pid)
    await instrument.ask('', 'startMs')
    return new Client(instrument)
  }

  /** Begins a new account; the instant of its beginning. */
  async mark(name: string): Promise<number> {
    const answer = (await this.#instrument.ask(`mark ${name}`, 'markMs')) as { markMs: number }
    return answer.markMs
  }

  /** The account since the last mark. */
  async report(): Promise<ClientReport> {
    return (await this.#instrument.ask('report', 'ownGapMs')) as ClientReport
  }

  /** Ends the client. */
  stop(): void {
    this.#instrument.stop()
  }
}
