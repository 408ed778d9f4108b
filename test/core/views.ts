/**
 * In which states is a pair looked at?
 *
 * A table: how the pair came to be so, who looks, and what must be seen.
 */
import type { StatusDocument } from '../../src/core/status-document.ts'
import { Pair } from './pair.ts'

/** One row. */
export type View = {
  readonly name: string
  readonly pair: () => Pair
  readonly node: 'master' | 'slave'
  readonly seen: Partial<StatusDocument>
}

/** A pair that has booted and settled. */
export function settled(): Pair {
  const pair = Pair.running({ failback: 'manual' })
  pair.run(3_000)
  return pair
}

/** A settled pair to which something was done. */
function after(act: (pair: Pair) => void, ms = 3_000): () => Pair {
  return () => {
    const pair = settled()
    act(pair)
    pair.run(ms)
    return pair
  }
}

/** Every row. */
export const views: readonly View[] = [
  {
    name: 'starting',
    pair: () => {
      const pair = new Pair()
      pair.boot('master')
      return pair
    },
    node: 'master',
    seen: { phase: 'starting', pair: 'starting', mapping: 'none', holder: 'unknown', promoted: false, claim: null },
  },
  {
    name: 'the normal mapping, on the master',
    pair: settled,
    node: 'master',
    seen: {
      phase: 'running-master',
      pair: 'stable',
      mapping: 'normal',
      holder: 'master',
      promoted: false,
      fit: true,
      witness: 'answers',
      warnings: [],
    },
  },
  {
    name: 'the normal mapping, on the slave',
    pair: settled,
    node: 'slave',
    seen: {
      phase: 'running-slave',
      pair: 'stable',
      mapping: 'normal',
      holder: 'master',
      promoted: false,
      fit: true,
      claim: null,
    },
  },
  {
    name: 'the inverted mapping, on the slave',
    pair: after((pair) => pair.order('slave', 'make-master')),
    node: 'slave',
    seen: {
      phase: 'running-master',
      pair: 'stable',
      mapping: 'inverted',
      holder: 'slave',
      promoted: true,
      sticky: 'slave',
    },
  },
  {
    name: 'the inverted mapping, on the master',
    pair: after((pair) => pair.order('slave', 'make-master')),
    node: 'master',
    seen: { phase: 'running-slave', pair: 'stable', mapping: 'inverted', holder: 'slave', promoted: false },
  },
  {
    name: 'the peer without power',
    pair: after((pair) => {
      pair.cutPower('slave')
    }, 25_000),
    node: 'master',
    seen: { phase: 'running-master', pair: 'degraded', holder: 'master' },
  },
  {
    name: 'one path lost',
    pair: after((pair) => {
      pair.cut([2])
    }, 25_000),
    node: 'slave',
    seen: { pair: 'degraded', holder: 'master', warnings: ['pstn0: no beat within the dead time; check the link'] },
  },
  {
    name: 'a standby that is held',
    pair: after((pair) => pair.order('slave', 'hold')),
    node: 'slave',
    seen: { phase: 'held', pair: 'degraded', held: true, fit: false, unfitReason: 'held', holder: 'master' },
  },
  {
    name: 'the peer of a standby that is held',
    pair: after((pair) => pair.order('slave', 'hold')),
    node: 'master',
    seen: { pair: 'degraded', holder: 'master' },
  },
  {
    name: 'a move that hangs',
    pair: after((pair) => {
      pair.slave.hands['vip-add'] = 'hang'
      pair.order('slave', 'make-master')
    }, 100),
    node: 'slave',
    seen: { phase: 'taking-over', pair: 'switching', holder: 'none' },
  },
  {
    name: 'a release that hangs',
    pair: after((pair) => {
      pair.master.hands['vip-remove'] = 'hang'
      pair.order('master', 'make-slave')
    }, 100),
    node: 'master',
    seen: { phase: 'releasing', pair: 'switching' },
  },
  {
    name: 'nobody serves',
    pair: after((pair) => {
      pair.order('slave', 'hold')
      pair.cutPower('master')
    }, 30_000),
    node: 'slave',
    seen: { pair: 'not-served', holder: 'unknown', mapping: 'none' },
  },
  {
    name: 'a pair without a VIP',
    pair: () => Pair.running({ zones: [] }),
    node: 'master',
    seen: { phase: 'running-master', pair: 'stable', zones: [] },
  },
]
