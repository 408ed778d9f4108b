/**
 * How does a run use its null-modem cable?
 *
 * A remote control of the program `relay.ts`; the vocabulary is that program's.
 */
import { Instrument } from './instrument.ts'
import type { NodeName } from './layout.ts'
import { recordProcess } from './run-folder.ts'

/** What can be ordered of the cable. */
export type RelayOrder = 'cut' | 'mend' | `half-open ${NodeName}` | `garble ${number}` | `baud ${number}`

/** Bytes of one direction: taken from the sender, handed to the receiver, lost, spoilt on the way. */
export type RelayCounters = {
  readonly sent: number
  readonly delivered: number
  readonly lost: number
  readonly garbled: number
}

/** The null-modem cable of a lab. */
export class Relay {
  /** The pseudo terminals' paths outside, by the node at that end. */
  readonly paths: Readonly<Record<NodeName, string>>
  readonly #instrument: Instrument

  private constructor(instrument: Instrument, paths: Readonly<Record<NodeName, string>>) {
    this.#instrument = instrument
    this.paths = paths
  }

  /** Starts the cable at this speed. */
  static async start(prefix: string, baudRate: number): Promise<Relay> {
    const instrument = new Instrument('relay', [String(baudRate)])
    recordProcess(prefix, instrument.pid)
    const paths = await instrument.ask('', 's')
    return new Relay(instrument, paths as Readonly<Record<NodeName, string>>)
  }

  /** Changes the cable's state; takes effect for bytes that arrive from then on. */
  order(order: RelayOrder): void {
    this.#instrument.tell(order)
  }

  /** What went through so far, by the sending node. */
  async counters(): Promise<Readonly<Record<NodeName, RelayCounters>>> {
    return (await this.#instrument.ask('count', 's')) as Readonly<Record<NodeName, RelayCounters>>
  }

  /** Ends the cable. */
  stop(): void {
    this.#instrument.stop()
  }
}
