/**
 * What happens to a frame between the two nodes?
 *
 * Each path has two directions that fail apart: cut, lossy, doubling, late, garbled. Above them lies one session per
 * pair: after a restart of either agent nothing of it is believed before a round trip proved possession of the key with
 * a fresh nonce (D8). The number of a run of an agent (`life`) stands for its nonce.
 */
import type { PairEvent } from '../../src/core/events.ts'
import type { PathSettings } from '../../src/core/settings.ts'
import type { Beat } from '../../src/core/beat-content.ts'
import { deliver } from './daemon.ts'
import type { Agent, Machine, NodeIndex } from './machine.ts'
import { other } from './machine.ts'
import type { World } from './world.ts'

/** A frame on the wire. `toLife`: the run of the receiver's agent for which it was sealed. */
export type Frame = {
  readonly type: 'frame-beat' | 'frame-hello' | 'frame-reply'
  readonly from: NodeIndex
  readonly life: number
  readonly toLife: number
  readonly beat: Beat | undefined
  readonly sentAt: number
}

/** One direction of a path. Probabilities 0..1, spans in ms. */
export type Direction = {
  /** How many faults cut it now. */
  cuts: number
  loss: number
  double: number
  jitterMs: number
  garble: number
}

/** A heartbeat path. */
export type Path = {
  readonly settings: PathSettings
  readonly directions: readonly [Direction, Direction]
  /** A cable without a switch: each end sees the other end's power as carrier. */
  readonly direct: boolean
  /** The serial port has modem lines that show the other end's power. */
  readonly modemLines: boolean
  /** Zone whose switch the path crosses; nothing for a cable. */
  readonly zone: number | undefined
  /** The cable is pulled out. */
  pulled: boolean
  readonly delayMs: number
}

/** Transit time of a 96-byte beat at 115200 baud and over a switch, ms. */
const serialDelayMs = 9
const ethernetDelayMs = 0.2
/** A carrier change is noticed after this long, ms. */
const carrierNoticeMs = 60
/** A reordered frame is late by up to this share of the jitter more. */
const reorderShare = 0.1
/** A machine that is frozen keeps this many frames in its receive ring. */
const ringFrames = 32

/** Builds the paths of a pair. */
export function pathsOf(settings: readonly PathSettings[], zones: number, modemLines: boolean): readonly Path[] {
  return settings.map((path) => ({
    settings: path,
    directions: [clearDirection(), clearDirection()],
    direct: path.name === 'cable',
    modemLines: path.medium === 'serial' && modemLines,
    zone: path.name === 'lan' && zones > 0 ? 0 : undefined,
    pulled: false,
    delayMs: path.medium === 'serial' ? serialDelayMs : ethernetDelayMs,
  }))
}

function clearDirection(): Direction {
  return { cuts: 0, loss: 0, double: 0, jitterMs: 0, garble: 0 }
}

/** Do frames of this sender get through, apart from chance? */
export function pathOpen(world: World, path: Path, from: NodeIndex): boolean {
  if (path.directions[from].cuts > 0 || path.pulled) return false
  const id = path.settings.id
  if (world.machines[0].brokenDevice[id] === true || world.machines[1].brokenDevice[id] === true) return false
  return path.zone === undefined || world.lan.reaches(path.zone)
}

/** Sends a frame; what becomes of it is entered in the agenda. */
export function send(world: World, path: Path, frame: Frame): void {
  if (!pathOpen(world, path, frame.from)) return
  const direction = path.directions[frame.from]
  if (world.chance.hit(direction.loss)) return
  launch(world, path, frame, direction)
  if (world.chance.hit(direction.double)) launch(world, path, frame, direction)
}

function launch(world: World, path: Path, frame: Frame, direction: Direction): void {
  let delayMs = path.delayMs
  if (direction.jitterMs > 0) {
    delayMs += world.chance.fraction() * direction.jitterMs * (world.chance.hit(reorderShare) ? 1 : 0.2)
  }
  const garbled = world.chance.hit(direction.garble)
  world.agenda.enter(world.now + delayMs, {
    type: 'arrival',
    to: other(frame.from),
    path: path.settings.id,
    what: garbled ? { type: 'beat-refused', path: path.settings.id, kind: 'garbage' } : frame,
  })
}

/** A frame reached the machine. */
export function arrive(world: World, to: Machine, path: number, what: Frame | PairEvent): void {
  if (!to.powered || to.agent === undefined) return
  if (to.frozen) {
    if (to.thawed.length < ringFrames) to.thawed.push(() => arrive(world, to, path, what))
    return
  }
  deliver(world, to, { at: to.own(world.now), path, what })
}

/** Seals a beat of the core and sends it. */
export function sendBeat(world: World, machine: Machine, agent: Agent, beat: Beat): void {
  const path = world.paths[beat.path]
  const toLife = agent.peerLife === 0 ? agent.candidateLife : agent.peerLife
  if (path === undefined || toLife === 0) return
  send(world, path, { type: 'frame-beat', from: machine.index, life: agent.life, toLife, beat, sentAt: world.now })
}

/** Sends the opening of a handshake on every path while the peer has not proved itself. */
export function greet(world: World, machine: Machine, agent: Agent): void {
  if (agent.peerLife !== 0) return
  if (!agent.stopped) {
    for (const path of world.paths) send(world, path, greeting(world, machine, agent, 'frame-hello', 0))
  }
  world.enterFor(machine, agent, world.now + machine.settings.timing.beatMs, 'greet')
}

function greeting(world: World, machine: Machine, agent: Agent, type: Frame['type'], toLife: number): Frame {
  return { type, from: machine.index, life: agent.life, toLife, beat: undefined, sentAt: world.now }
}

/** What a frame means to the agent that reads it: facts for the core, in order. */
export function open(
  world: World,
  machine: Machine,
  agent: Agent,
  path: number,
  frame: Frame,
): 'beat' | 'session' | 'refused' | 'replayed' | 'nothing' {
  switch (frame.type) {
    case 'frame-hello': {
      if (frame.life !== agent.peerLife) agent.candidateLife = frame.life
      const route = world.paths[path]
      if (route !== undefined) send(world, route, greeting(world, machine, agent, 'frame-reply', frame.life))
      return 'nothing'
    }
    case 'frame-reply':
      if (frame.toLife !== agent.life || frame.life === agent.peerLife) return 'nothing'
      prove(agent, frame.life)
      return 'session'
    case 'frame-beat':
      return openBeat(agent, path, frame)
  }
}

function openBeat(agent: Agent, path: number, frame: Frame): 'beat' | 'session' | 'refused' | 'replayed' {
  if (frame.toLife !== agent.life || frame.beat === undefined) return 'refused'
  let proved = false
  if (frame.life !== agent.peerLife) {
    if (frame.life !== agent.candidateLife) return 'refused'
    prove(agent, frame.life)
    proved = true
  }
  if (frame.beat.counter <= (agent.counters[path] ?? 0)) return 'replayed'
  agent.counters[path] = frame.beat.counter
  return proved ? 'session' : 'beat'
}

function prove(agent: Agent, life: number): void {
  agent.peerLife = life
  agent.candidateLife = 0
  agent.counters.fill(0)
}

/** Does the device of a node for a path have carrier? */
export function carrierOf(world: World, machine: Machine, path: Path): boolean {
  const peer = world.machines[other(machine.index)]
  const partner = peer.powered && !path.pulled
  const lines = path.direct || path.modemLines ? partner : true
  const inZone = path.zone === undefined || world.lan.carrier(machine.index, path.zone)
  return machine.brokenDevice[path.settings.id] !== true && lines && inZone
}

/** Tells the agent of one node what its device for a path says now, if that changed. */
export function tellDevice(world: World, machine: Machine, path: Path): void {
  const id = path.settings.id
  const broken = machine.brokenDevice[id] === true
  const carrier = carrierOf(world, machine, path)
  const usable = !broken && (path.settings.medium === 'serial' || carrier)
  const told = `${usable}${carrier}`
  if (machine.toldPath[id] === told || machine.agent === undefined) return
  machine.toldPath[id] = told
  const at = Math.max(world.now + world.chance.between(0, carrierNoticeMs), machine.toldPathAt[id] ?? 0)
  machine.toldPathAt[id] = at
  world.enterFact(machine, machine.agent, at, {
    type: 'path-device',
    path: id,
    usable,
    carrier,
  })
}
