/**
 * A node of the lab: runs inside a network namespace, opens what its first argument says, and obeys lines of JSON.
 *
 * Every event is one line of JSON on standard output. A program of its own, because a process cannot be in two network
 * namespaces, and the sockets under test are opened where the process is.
 */
import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline'
import { createPinger, createProber, type PingTarget, type ProbedZone } from '../../src/connectivity/index.ts'
import { openEthPath } from '../../src/heartbeat-eth/index.ts'
import { monotonicNow } from '../../src/linux/clock.ts'
import { openNetlink } from '../../src/linux/netlink.ts'

/** What the node opens. */
export type NodeSetup = {
  readonly eth: {
    readonly device: string
    readonly localAddress: string
    readonly peerAddress: string
    readonly port: number
  }
  readonly zones: readonly ProbedZone[]
  readonly targets: readonly PingTarget[]
}

/** What it can be told. */
export type NodeOrder =
  | { readonly order: 'send'; readonly text: string; readonly times?: number }
  | { readonly order: 'probe' | 'ask' | 'link-changed' | 'report' | 'stop' }
  | { readonly order: 'peer-alive' | 'holding'; readonly value: boolean }

function tell(event: string, facts: object): void {
  process.stdout.write(`${JSON.stringify({ event, ...facts })}\n`)
}

const setup = JSON.parse(process.argv[2] ?? '{}') as NodeSetup
const netlink = openNetlink()
const path = openEthPath({
  ...setup.eth,
  clock: monotonicNow,
  listener: {
    frame: (bytes, ageMs) => tell('frame', { text: Buffer.from(bytes).toString(), ageMs }),
    garbage: (bytes) => tell('garbage', { bytes }),
    state: (state) => tell('state', state),
  },
})
const prober = createProber({
  zones: setup.zones,
  netlink,
  clock: monotonicNow,
  onAnswer: (answer) => tell('answer', answer),
  onUnasked: (zone) => tell('unasked', { zone }),
  onRival: (rival) => tell('rival', rival),
})
const pinger = createPinger({
  targets: setup.targets,
  clock: monotonicNow,
  random: randomBytes,
  onAnswer: (witness) => tell('witness', { witness }),
})

function obey(order: NodeOrder): void {
  switch (order.order) {
    case 'send':
      for (let count = 0; count < (order.times ?? 1); count++) path.send(Buffer.from(order.text))
      return
    case 'probe': {
      prober.probe(setup.zones.map(({ zone }) => zone))
      return
    }
    case 'ask': {
      pinger.ask()
      return
    }
    case 'link-changed':
      path.linkChanged()
      prober.linkChanged()
      {
        pinger.linkChanged()
        return
      }
    case 'peer-alive': {
      prober.peerAlive(order.value)
      return
    }
    case 'holding': {
      prober.holding(order.value)
      return
    }
    case 'report': {
      tell('report', {
        path: path.counters(),
        prober: prober.counters(),
        pinger: pinger.counters(),
        peerMac: setup.zones.map(({ zone }) => prober.peerMac(zone) ?? ''),
        neighbours: setup.zones.map(({ zone }) => prober.neighbours(zone).map(({ address }) => address)),
        failures: [prober.lastFailure(), pinger.lastFailure()],
      })
      return
    }
    case 'stop':
      path.stop()
      prober.stop()
      pinger.stop()
      netlink.stop()
      lines.close()
  }
}

const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => obey(JSON.parse(line) as NodeOrder))
lines.on('close', () => setTimeout(() => process.exit(1), 2000).unref())
tell('ready', {})
