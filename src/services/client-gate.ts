/**
 * Are new clients let in, and how are they kept out while those that are there stay (SVC-11)?
 *
 * A table of its own in nftables refuses what begins at the ports of the services on the virtual addresses; nothing of
 * anybody else's rules is read or changed. A TCP connection begins with a lone SYN, so no memory of connections is needed.
 * A UDP client is new when the kernel's connection tracking has not seen an answer to it; since tracking begins with the
 * first rule that asks it, such a rule is put there when the agent starts, long before anybody closes the gate: without it
 * every client would look new. The choice is kept in the state folder and put in force again at each start, and again and
 * again while it is closed, because others may flush all rules.
 * Rejected: `ct state new` for TCP (a connection from before the tracking would be cut off), stopping the services (clients
 * that are there would go), a rule in somebody else's chain (there may be none, and it is not ours).
 * Sources: nft(8); nf_conntrack-sysctl, nf_conntrack_tcp_loose.
 */
import { OpError } from '../base/op-error.ts'
import type { ServicePort } from '../config/service-port.ts'
import { readLimited, removeDurably, writeDurably } from '../linux/files.ts'
import { failureOf } from './calls.ts'
import type { ServiceCall } from './calls.ts'
import type { ServiceEdge } from './runner.ts'

/** What the gate stands before. Addresses in text form without prefix. */
export type Gated = { readonly addresses: readonly string[]; readonly ports: readonly ServicePort[] }

/** What the gate works with. */
export type GateOptions = Gated & {
  /** File that is there while the gate is closed. */
  readonly path: string
  readonly edge: ServiceEdge
  /** Something went wrong that nobody asked for. */
  readonly onTrouble: (text: string) => void
  readonly signal: AbortSignal
}

/** Setting a thousand addresses takes some 20 ms. */
const ruleMs = 5_000
/** Longest file that is read, bytes. */
const fileBytesMax = 64

/** The gate of this node. */
export class ClientGate {
  readonly #options: GateOptions
  #gated: Gated
  #closed = false
  #work: Promise<void> = Promise.resolve()

  constructor(options: GateOptions) {
    this.#options = options
    this.#gated = { addresses: options.addresses, ports: options.ports }
  }

  /** Are new clients refused? */
  get closed(): boolean {
    return this.#closed
  }

  /** Puts in force what was chosen before the start of the agent. Never rejects. */
  async start(): Promise<void> {
    await this.#quietly(async () => {
      this.#closed = (await readLimited(this.#options.path, fileBytesMax)) !== undefined
      const tracked = this.#gated.ports.some(({ protocol }) => protocol === 'udp')
      if (this.#closed || tracked) await this.#apply()
    })
  }

  /** Other addresses or ports are in force. */
  async replace(gated: Gated): Promise<void> {
    this.#gated = gated
    await this.again()
  }

  /** Puts a closed gate in force again, in case somebody took its rules away. Never rejects. */
  async again(): Promise<void> {
    if (this.#closed) await this.#quietly(() => this.#apply())
  }

  /** Lets new clients in, or keeps them out; resolves when that is in force and will be after a restart. @throws OpError */
  set(admit: boolean): Promise<void> {
    // One after the other: the last word counts.
    const work = this.#work.then(() => (admit ? this.#open() : this.#close()))
    this.#work = work.catch(() => undefined)
    return work
  }

  async #close(): Promise<void> {
    if (this.#gated.ports.length === 0 || this.#gated.addresses.length === 0) {
      const text = 'the pair has no virtual address, or the firmware profile no port of a service'
      throw new OpError('close', 'the services to new clients', { type: 'other', text })
    }
    const before = this.#closed
    this.#closed = true
    try {
      await this.#apply()
      await writeDurably(this.#options.path, new TextEncoder().encode('closed\n'))
    } catch (cause) {
      this.#closed = before
      if (!before) await this.#quietly(() => this.#apply())
      throw cause
    }
  }

  async #open(): Promise<void> {
    await removeDurably(this.#options.path)
    const before = this.#closed
    this.#closed = false
    try {
      if (before) await this.#apply()
    } catch (cause) {
      this.#closed = before
      throw cause
    }
  }

  async #apply(): Promise<void> {
    const call = gateCall(gateRules(this.#gated, this.#closed))
    const end = await this.#options.edge.run(call, this.#options.signal).answer
    const failure = failureOf(call, end)
    if (failure !== undefined && end.type !== 'cancelled') throw failure
  }

  async #quietly(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (cause) {
      if (!(cause instanceof OpError)) throw cause
      if (this.#closed) this.#options.onTrouble(`${cause.message}; new clients are let in although they are disabled`)
    }
  }
}

function gateCall(rules: string): ServiceCall {
  return {
    operation: 'set',
    target: 'the rules for new clients',
    words: ['nft', rules],
    deadlineMs: ruleMs,
    where: 'here',
  }
}

/** The table in the words of nft, in one transaction: it is replaced as a whole, or stays as it was. */
export function gateRules({ addresses, ports }: Gated, closed: boolean): string {
  const four = [...new Set(addresses.filter((address) => !address.includes(':')))]
  const six = [...new Set(addresses.filter((address) => address.includes(':')))]
  const families = [
    ...(four.length > 0 ? [{ match: 'ip daddr @four', reject: 'icmp' }] : []),
    ...(six.length > 0 ? [{ match: 'ip6 daddr @six', reject: 'icmpv6' }] : []),
  ]
  const numbers = (protocol: ServicePort['protocol']): readonly number[] => [
    ...new Set(ports.filter((port) => port.protocol === protocol).map(({ number }) => number)),
  ]
  const rules = families.flatMap(({ match, reject }) => [
    ...(closed && numbers('tcp').length > 0
      ? [`${match} tcp dport @tcp_ports tcp flags & (fin | syn | rst | ack) == syn counter reject with tcp reset`]
      : []),
    ...(numbers('udp').length > 0
      ? [
          `${match} udp dport @udp_ports ct state new counter${closed ? ` reject with ${reject} type admin-prohibited` : ''}`,
        ]
      : []),
  ])
  const sets = [
    setText('four', 'ipv4_addr', four),
    setText('six', 'ipv6_addr', six),
    setText('tcp_ports', 'inet_service', numbers('tcp').map(String)),
    setText('udp_ports', 'inet_service', numbers('udp').map(String)),
  ]
  const chain = ['chain clients {', 'type filter hook input priority -10; policy accept;', ...rules, '}']
  return ['add table inet hapair', 'delete table inet hapair', 'table inet hapair {', ...sets, ...chain, '}', ''].join(
    '\n',
  )
}

function setText(name: string, type: string, elements: readonly string[]): string {
  const list = elements.length === 0 ? '' : ` elements = { ${elements.join(', ')} }`
  return `set ${name} { type ${type};${list}\n}`
}
