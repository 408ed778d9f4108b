/**
 * What does a client of the pair notice: for how long is each address silent, and who answers?
 *
 * A program of its own, run in the client's namespace: one echo request a millisecond to each address given as
 * argument. The main loop sleeps in the kernel until the next round, reads the ring, sends the round, and gives the
 * event loop one turn for commands. Commands on standard input: `mark NAME` begins a new account and prints its instant,
 * `report` prints the account, each as one line of JSON.
 */
import { isIPv6 } from 'node:net'
import { createInterface } from 'node:readline'
import type { Announcement, ClientReport } from './client-remote.ts'
import { OutageMeter } from './outage-meter.ts'
import { EchoSender, heardName, readFrame } from './echo.ts'
import { goBeforeOthers, monotonicMs, sleepUntil } from './kernel.ts'
import { PacketRing } from './packet-ring.ts'

/** One request a millisecond: the resolution of every outage that is reported. */
const ROUND_MS = 1
/** A client that is this much late gives up the rounds in between. */
const CATCH_UP_MS = 20
const ANNOUNCED_MAX = 20_000
const IDENTITY_MASK = 0xffff

const addresses = process.argv.slice(2)
const identity = process.pid & IDENTITY_MASK
const start = monotonicMs()
const meters = new Map(addresses.map((address) => [heardName(address), new OutageMeter(ROUND_MS, start)]))
const senders = [
  new EchoSender(
    addresses.filter((address) => !isIPv6(address)),
    false,
    identity,
  ),
  new EchoSender(addresses.filter(isIPv6), true, identity),
]
const ring = new PacketRing()
const announcements = new Map<string, Announcement>()
let mark = 'start'
let markMs = start
let ownGapMs = 0
let refused = 0
let counter = 0
let lastRoundMs = start
let nextRoundMs = start
let ended = false

function hear(frame: Buffer, atMs: number): void {
  const heard = readFrame(frame, identity)
  if (heard === undefined) return
  if (heard.type === 'reply') {
    meters.get(heard.address)?.noteReply(heard.counter, heard.mac, atMs)
    return
  }
  const key = `${heard.address} ${heard.mac}`
  if (announcements.has(key) || announcements.size >= ANNOUNCED_MAX) return
  announcements.set(key, { address: heard.address, mac: heard.mac, atMs })
}

function round(): void {
  sleepUntil(nextRoundMs)
  ring.drain(hear)
  const now = monotonicMs()
  ownGapMs = Math.max(ownGapMs, now - lastRoundMs)
  lastRoundMs = now
  nextRoundMs = now - nextRoundMs > CATCH_UP_MS ? now + ROUND_MS : nextRoundMs + ROUND_MS
  counter += 1
  for (const sender of senders) refused += sender.sendRound(counter)
  for (const meter of meters.values()) meter.noteRequest(counter, now)
  if (!ended) setImmediate(round)
}

function report(): ClientReport {
  const atMs = monotonicMs()
  ring.drain(hear)
  const reports = addresses.map((address) => [address, meters.get(heardName(address))?.report(atMs)] as const)
  return {
    ...{ mark, markMs, atMs, ownGapMs, refused },
    addresses: Object.fromEntries(
      reports.flatMap(([address, account]) => (account === undefined ? [] : [[address, account]])),
    ),
    announcements: [...announcements.values()],
  }
}

function obey(line: string): void {
  const [verb, ...words] = line.trim().split(' ')
  if (verb === 'report') {
    process.stdout.write(`${JSON.stringify(report())}\n`)
    return
  }
  if (verb !== 'mark') {
    process.stderr.write(`client: unknown command ${line}\n`)
    return
  }
  ring.drain(hear)
  mark = words.join(' ')
  markMs = monotonicMs()
  ownGapMs = 0
  refused = 0
  announcements.clear()
  for (const meter of meters.values()) meter.mark(markMs)
  process.stdout.write(`${JSON.stringify({ mark, markMs })}\n`)
}

const commands = createInterface({ input: process.stdin })
commands.on('line', obey)
commands.on('close', () => (ended = true))
// An instrument goes before what it measures.
goBeforeOthers()
round()
process.stdout.write(`${JSON.stringify({ startMs: start })}\n`)
