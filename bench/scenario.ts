/**
 * What is done to a pair, and which figures come of it?
 *
 * One function per scenario. Time zero is the fault; an outage is the longest time without an echo reply since then, as
 * the client measured it with a request every millisecond. All times are in ms. A figure that a scenario could not
 * take is undefined, never zero.
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { heardName } from '../lab/netns/echo.ts'
import { monotonicMs } from '../lab/netns/kernel.ts'
import type { NodeName } from '../lab/netns/layout.ts'
import type { Pair } from './pair.ts'
import { waitUntil } from './pair.ts'

/** What can be done to a pair. */
export type ScenarioName =
  'switchover' | 'crash' | 'lancut' | 'freeze' | 'kill' | 'scale' | 'steady' | 'false' | 'startup'

/** The figures of one run, by name; ms unless the name says otherwise. */
export type Figures = Readonly<Record<string, number | undefined>>

/** How long things are watched. */
export type ScenarioOptions = { readonly steadySeconds: number; readonly stressSeconds: number }

const MOVE_LIMIT_MS = 15_000
const SCALE_LIMIT_MS = 120_000
/** After a move the client goes on measuring this long: a late flap belongs to it. */
const TAIL_MS = 500
/** heartbeat needs up to 2.3 s to end a conflict; the same time for everybody. */
const CONFLICT_TAIL_MS = 4000
/** A kernel lease of 1 s ends after 2.35 s at the latest; nobody else ends it at all. */
const KILL_WATCH_MS = 3600
/** What a start leaves behind (repeated announcements, scripts that end) must not count as the cost of doing nothing. */
const CALM_MS = 5000
const MS_PER_SECOND = 1000
const SECONDS_PER_MINUTE = 60
const STRESS_WORKERS = 4

/** Runs one scenario on a pair that has formed. */
export function runScenario(name: ScenarioName, pair: Pair, options: ScenarioOptions): Promise<Figures> {
  switch (name) {
    case 'switchover':
      return move(pair, () => pair.peer.switchover(pair.lab, pair.active), MOVE_LIMIT_MS)
    case 'scale':
      return move(pair, () => pair.peer.switchover(pair.lab, pair.active), SCALE_LIMIT_MS)
    case 'crash':
      return crash(pair)
    case 'lancut':
      return lanCut(pair)
    case 'freeze':
      return freeze(pair)
    case 'kill':
      return kill(pair)
    case 'steady':
      return steady(pair, options.steadySeconds)
    case 'false':
      return falseMoves(pair, options.stressSeconds)
    case 'startup':
      return Promise.resolve({ startupMs: pair.startupMs, formedMs: pair.formedMs })
  }
}

/** Does something after which the other node must own everything, and measures the way there. */
async function move(pair: Pair, cause: () => Promise<void>, limitMs: number): Promise<Figures> {
  const zeroMs = await pair.client.mark('move')
  await cause()
  const moved = await waitUntil(() => pair.ownedBy(pair.standby), limitMs)
  if (moved) await pause(TAIL_MS)
  return moveFigures(pair, zeroMs, moved)
}

async function moveFigures(pair: Pair, zeroMs: number, moved: boolean): Promise<Figures> {
  const report = await pair.client.report()
  await pair.watch.sync()
  const account = report.addresses[pair.address]
  const newMac = account?.lastMac
  const announced = report.announcements.filter((one) => one.mac === newMac && pair.addresses.includes(one.address))
  const since = pair.watch.events.filter((event) => event.atMs >= zeroMs && pair.addresses.includes(event.address))
  const added = since.filter((event) => event.node === pair.standby && event.change === 'added')
  const firstGoneMs = since.find((event) => event.node === pair.active && event.change === 'gone')?.atMs
  const sinceGone = (atMs: number | undefined): number | undefined =>
    firstGoneMs === undefined || atMs === undefined ? undefined : atMs - firstGoneMs
  return {
    moved: moved ? 1 : 0,
    outageMs: moved ? account?.longestGapMs : undefined,
    lost: moved ? account?.lost : undefined,
    macChanges: account?.macChanges.length,
    orderMs: firstGoneMs === undefined ? undefined : firstGoneMs - zeroMs,
    allAddressesMs: added.length < pair.addresses.length ? undefined : sinceGone(added.at(-1)?.atMs),
    allAnnouncedMs:
      announced.length < pair.addresses.length ? undefined : sinceGone(Math.max(...announced.map((one) => one.atMs))),
    twoOwnersMs: twoOwnersMs(pair, zeroMs),
    clientGapMs: report.ownGapMs,
  }
}

function twoOwnersMs(pair: Pair, fromMs: number): number {
  return pair.watch.twoOwnersMs(pair.address, { fromMs, toMs: monotonicMs() }, pair.lab.powerCuts)
}

async function crash(pair: Pair): Promise<Figures> {
  const figures = await move(
    pair,
    () => {
      pair.lab.powerCut(pair.active)
      return Promise.resolve()
    },
    MOVE_LIMIT_MS,
  )
  // The dead time runs from the last beat, which a crash follows by half an interval on average.
  const midMs = pair.peer.deadMs - pair.peer.beatMs / 2
  return { ...figures, overheadMs: figures['outageMs'] === undefined ? undefined : figures['outageMs'] - midMs }
}

function lanCut(pair: Pair): Promise<Figures> {
  const cut = (): Promise<void> => {
    pair.lab.wiring.cut(pair.active, 'lan0')
    return Promise.resolve()
  }
  return move(pair, cut, MOVE_LIMIT_MS)
}

async function freeze(pair: Pair): Promise<Figures> {
  const machine = pair.lab.machines[pair.active]
  const zeroMs = await pair.client.mark('freeze')
  machine.signalAll('SIGSTOP')
  await pause(2 * pair.peer.deadMs)
  const thawMs = monotonicMs()
  machine.signalAll('SIGCONT')
  await pause(CONFLICT_TAIL_MS)
  const report = await pair.client.report()
  const account = report.addresses[pair.address]
  const holder = await pair.holder()
  const ANSWERED_MS = 10
  return {
    oneOwnerAgain: holder === undefined || holder === 'both' ? 0 : 1,
    recovered: account !== undefined && account.openMs < ANSWERED_MS ? 1 : 0,
    outageMs: account?.longestGapMs,
    macChanges: account?.macChanges.length,
    twoOwnersMs: twoOwnersMs(pair, zeroMs),
    twoOwnersAfterThawMs: twoOwnersMs(pair, thawMs),
  }
}

async function kill(pair: Pair): Promise<Figures> {
  const zeroMs = await pair.client.mark('kill')
  // Stopped first: a program that sees its partner die would clean up in the microseconds before its own end.
  pair.lab.machines[pair.active].signalAll('SIGSTOP')
  pair.lab.machines[pair.active].signalAll('SIGKILL')
  await pause(KILL_WATCH_MS)
  const report = await pair.client.report()
  const holder = await pair.holder()
  return {
    oneOwnerAgain: holder === pair.standby ? 1 : 0,
    twoOwnersMs: twoOwnersMs(pair, zeroMs),
    outageMs: report.addresses[pair.address]?.longestGapMs,
    macChanges: report.addresses[pair.address]?.macChanges.length,
  }
}

async function steady(pair: Pair, seconds: number): Promise<Figures> {
  const nodes = [pair.active, pair.standby]
  // heartbeat listens to every ICMP packet: a thousand echo requests a second would cost it 2 s of CPU a minute.
  pair.client.stop()
  await pause(CALM_MS)
  const before = nodes.map((node) => pair.lab.machines[node].cpuMs())
  const startMs = monotonicMs()
  await pause(seconds * MS_PER_SECOND)
  const minutes = (monotonicMs() - startMs) / MS_PER_SECOND / SECONDS_PER_MINUTE
  const [active, standby] = nodes.map((node, index) => {
    const after = pair.lab.machines[node].cpuMs()
    const start = before[index]
    return after === undefined || start === undefined ? undefined : (after - start) / minutes
  })
  return { cpuMsPerMinute: active, cpuMsPerMinuteStandby: standby, pssKib: memoryKib(pair, pair.active) }
}

/** Proportional memory of a machine's programs; the machine's own first process and its sleep are not counted. */
function memoryKib(pair: Pair, node: NodeName): number {
  const machine = pair.lab.machines[node]
  let sum = 0
  for (const pid of machine.processes()) {
    if (pid === machine.initPid || readFileSync(`/proc/${pid}/comm`, 'latin1') === 'sleep\n') continue
    sum += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))?.[1] ?? 0)
  }
  return sum
}

/** Moves that nobody asked for while the machine is overloaded. */
async function falseMoves(pair: Pair, seconds: number): Promise<Figures> {
  const zeroMs = await pair.client.mark('stress')
  const stress = spawn('stress-ng', ['--cpu', String(STRESS_WORKERS), '--timeout', `${seconds}s`, '--quiet'], {
    stdio: 'ignore',
  })
  pair.lab.record(stress.pid ?? 0)
  await new Promise((resolve) => stress.once('exit', resolve))
  await pair.watch.sync()
  const changes = pair.watch.events.filter((event) => event.address === heardName(pair.address) && event.atMs >= zeroMs)
  const report = await pair.client.report()
  return {
    falseMoves: changes.filter((event) => event.change === 'added').length,
    outageMs: report.addresses[pair.address]?.longestGapMs,
    clientGapMs: report.ownGapMs,
  }
}
