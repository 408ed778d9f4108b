/**
 * What does a flight recording of a pair with a disk look like?
 *
 * Two nights: on a slave the replication is cut while the beats go on, and the master dies afterwards; on a master the same
 * cut freezes the writes, and the kernel asks what became of the peer. The driver's facts follow the orders, as on a real node.
 */
import { instant, plus } from '../../src/base/time.ts'
import type { Instant } from '../../src/base/time.ts'
import type { Beat } from '../../src/core/beat-content.ts'
import { wakeAt } from '../../src/core/deadlines.ts'
import type { DiskFacts, ResourceFacts } from '../../src/core/disk-facts.ts'
import type { Effect, Told } from '../../src/core/effects.ts'
import type { PairEvent } from '../../src/core/events.ts'
import type { PairSettings } from '../../src/core/settings.ts'
import { firstState, step } from '../../src/core/step.ts'
import type { NodeName, Phase } from '../../src/core/types.ts'
import { nightSettings } from './night.ts'
import type { Night } from './night.ts'

const beatMs = 500
/** The replication is cut. */
const cutMs = 30_000
/** The peer is heard no more, in the night of the slave. */
const deathMs = 40_000
const endMs = 90_000

const common = '6D1E0A44B8C2F398'
const generation = {
  current: common,
  bitmap: '0000000000000000',
  history: ['0000000000000000', '0000000000000000'],
} as const

const whole: DiskFacts = {
  ...{ connection: 'connected', role: 'disk-secondary', peerRole: 'disk-secondary', disk: 'up-to-date' },
  ...{
    peerDisk: 'up-to-date',
    sync: 'none',
    suspended: false,
    kernelAsks: false,
    outOfSyncKib: 0,
    mounted: false,
    generation,
  },
}

const flags = {
  ...{ fit: true, held: false, keepStandby: false, leaving: false, released: false, restarting: false, lapsed: false },
  ...{ witness: false, witnessKnown: false, maintenance: false, stickyMaster: false },
}

const block: ResourceFacts = {
  ...{ resource: 0, connection: 'connected', role: 'disk-secondary', disk: 'up-to-date', peerDisk: 'up-to-date' },
  ...{ suspended: false, generation, inSync: true, outdate: false, outdated: false },
}

const blockWhenCut: Readonly<Record<NodeName, ResourceFacts>> = {
  master: { ...block, connection: 'connecting', role: 'disk-primary', suspended: true, inSync: false, outdate: true },
  slave: { ...block, connection: 'connecting', disk: 'outdated', inSync: false, outdated: true },
}

/** The settings of either node. */
export function diskNightSettings(node: NodeName): PairSettings {
  return { ...nightSettings, node, resources: ['r0'] }
}

/** What a beat of the peer says at this time. `echo`: the newest own beat that it heard. */
function beatOf(from: NodeName, ms: number, echo: number): Beat {
  const phase: Phase = from === 'master' ? 'running-master' : 'running-slave'
  const whenWhole = from === 'master' ? { ...block, role: 'disk-primary' as const } : block
  return {
    ...{ from, path: 0, counter: ms / beatMs, sentAtMs: ms, bootId: 9, incarnation: 1, phase, flags, zonesUp: [] },
    ...{ term: { number: from === 'master' ? 3 : 0, node: from }, claimAgeMs: from === 'master' ? ms : 0 },
    ...{ echoes: [echo, undefined], settingsHash: 1, restartTtlMs: 0 },
    resources: [ms < cutMs ? whenWhole : blockWhenCut[from]],
  }
}

/** What the driver tells after an order; nothing for orders that are none to it. */
function followed(effect: Effect, facts: DiskFacts): DiskFacts | undefined {
  if (effect.type === 'disk-primary') return { ...facts, role: 'disk-primary' }
  if (effect.type === 'mount') return { ...facts, mounted: true }
  return effect.type === 'disk-outdate' ? { ...facts, disk: 'outdated' } : undefined
}

/** Records the night of one node. */
export function recordDiskNight(node: NodeName): Night {
  const settings = diskNightSettings(node)
  const peer: NodeName = node === 'master' ? 'slave' : 'master'
  const start = instant(1000)
  const lines = [JSON.stringify({ format: 1, settings, startedAt: start })]
  const story: Told[] = []
  const due: { readonly at: Instant; readonly event: PairEvent }[] = []
  let state = firstState(settings, start)
  let facts: DiskFacts = { ...whole, peerRole: peer === 'master' ? 'disk-primary' : 'disk-secondary' }
  const take = (event: PairEvent, at: Instant): void => {
    lines.push(JSON.stringify({ at, event }))
    const stepped = step(state, event, settings, at)
    state = stepped.state
    for (const effect of stepped.effects) {
      if (effect.type === 'tell') story.push(effect.told)
      if (!('id' in effect)) continue
      const after = followed(effect, facts)
      if (after !== undefined) {
        facts = after
        due.push({ at: plus(at, 2), event: { type: 'disk', resources: [facts] } })
      }
      due.push({ at: plus(at, 3), event: { type: 'effect-done', id: effect.id } })
    }
  }
  const runTo = (at: Instant): void => {
    for (;;) {
      const [first] = due
      const wake = Math.max(wakeAt(state, settings), state.steppedAt)
      if (first !== undefined && first.at <= wake && first.at <= at) take(due.shift()?.event ?? first.event, first.at)
      else if (wake < at) take({ type: 'timer' }, instant(wake))
      else return
    }
  }
  take({ type: 'started', memory: 'empty', bootId: 5, incarnation: 1, owned: 'none', inconsistent: false }, start)
  take({ type: 'path-device', path: 0, usable: true, carrier: true }, start)
  take({ type: 'disk', resources: [facts] }, start)
  for (let ms = beatMs; ms <= endMs; ms += beatMs) {
    const at = plus(start, ms)
    runTo(at)
    if (ms === cutMs) {
      const leads = facts.role === 'disk-primary'
      facts = { ...facts, connection: 'connecting', peerRole: 'unknown', peerDisk: 'unknown', suspended: leads }
      take({ type: 'disk', resources: [facts] }, at)
      if (leads) take({ type: 'fence-asked', askId: 'fence-1', resource: 0 }, at)
    }
    if (node === 'master' || ms < deathMs) take({ type: 'beat', beat: beatOf(peer, ms, at - 1), ageMs: 0 }, at)
  }
  return { text: `${lines.join('\n')}\n`, story }
}
