/**
 * Which settings does a script start from?
 *
 * Those of the seed: dead time 20 s, serial line, two Ethernet paths, one LAN address, failback automatic. Every `given`
 * line changes one of them.
 */
import type { PairChoice } from '../sim/spans.ts'
import type { Placement, ServiceSettings } from '../../src/core/eyes.ts'
import type { Zone } from '../../src/core/types.ts'
import { parseSpan } from './script.ts'
import type { Line } from './script.ts'

type Changeable = { -readonly [Key in keyof PairChoice]: PairChoice[Key] }

function zoneOf(word: string): Zone {
  if (word === 'lan' || word === 'dmz' || word === 'wan') return word
  throw new Error(`${word} is no zone`)
}

/** `NAME:PLACEMENT` or `NAME:PLACEMENT:ORDER`; a start may take 10 s, a stop 5 s. */
function serviceOf(word: string): ServiceSettings {
  const [name = '', placement, order = '50'] = word.split(':')
  if (!isPlacement(placement)) throw new Error(`${word} is no service`)
  return { name, placement, order: Number(order), after: [], startMs: 10_000, stopMs: 5_000 }
}

function isPlacement(word: string | undefined): word is Placement {
  return word === 'master' || word === 'slave' || word === 'both' || word === 'slave-when-available'
}

function spanOf(line: Line): number {
  const span = parseSpan(line.words[2])
  if (span === undefined) throw new Error(`line ${line.number}: a span such as 20s is wanted`)
  return span
}

/** The settings of the pair. Throws at the first line that cannot be understood. */
export function pairOf(given: readonly Line[]): PairChoice {
  const pair: Changeable = {
    deadMs: 20_000,
    ethernetBeatMs: 500,
    serialBeatMs: 1_000,
    serial: true,
    ethernets: 2,
    zones: ['lan'],
    addressesPerZone: 1,
    witnesses: 1,
    failback: 'auto',
    onFailure: 'promote',
    soloStart: 'auto',
    onCarrierLossMs: 'off',
    takeFromStranger: false,
    steadyMs: 60_000,
    stepMs: undefined,
  }
  for (const line of given) change(pair, line)
  return pair
}

function change(pair: Changeable, line: Line): void {
  const value = line.words[2] ?? ''
  switch (line.words[1]) {
    case 'dead':
      pair.deadMs = spanOf(line)
      pair.ethernetBeatMs = Math.min(pair.ethernetBeatMs, pair.deadMs / 8)
      pair.serialBeatMs = Math.min(pair.serialBeatMs, pair.deadMs / 4)
      return
    case 'steady':
      pair.steadyMs = spanOf(line)
      return
    case 'failback':
      pair.failback = value === 'manual' ? 'manual' : 'auto'
      return
    case 'on-failure':
      pair.onFailure = value === 'keep-standby' ? 'keep-standby' : 'promote'
      return
    case 'solo-start':
      pair.soloStart = value === 'hold' ? 'hold' : value === 'promote' ? 'promote' : 'auto'
      return
    case 'on-carrier-loss':
      pair.onCarrierLossMs = value === 'off' ? 'off' : spanOf(line)
      return
    case 'on-lan-down':
      pair.onLanDownMs = spanOf(line)
      return
    case 'on-internet-down':
      pair.onInternetDownMs = spanOf(line)
      return
    case 'on-fewer-targets':
      pair.onFewerTargetsMs = spanOf(line)
      return
    case 'fencing':
      pair.fencing = value === 'agent' ? 'agent' : 'none'
      return
    case 'disks':
      pair.resources = line.words.slice(2)
      return
    case 'services':
      pair.services = line.words.slice(2).map((word) => serviceOf(word))
      return
    case 'isolation':
      pair.isolation = value === 'manual' ? 'manual' : 'auto'
      return
    case 'witnesses':
      pair.witnesses = Number(value)
      return
    case 'zones':
      pair.zones = line.words.slice(2).map((word) => zoneOf(word))
      return
    default:
      throw new Error(`line ${line.number}: ${line.words.join(' ')} cannot be understood`)
  }
}
