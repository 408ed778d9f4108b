/**
 * Nobody serves, and the node that is left may not lead: does it say so, once in its story and as long as it lasts in its
 * status?
 */
import t from 'tap'
import type { NodeName } from '../../src/core/types.ts'
import { DiskPair } from './disks.ts'

const deadMs = 20_000
const alone = { connection: 'connecting', peerRole: 'unknown', peerDisk: 'unknown' } as const
const unserved = 'nobody serves, and this node may not take over: the data of this node is not proven to be current'

function alarmed(pair: DiskPair, name: NodeName): boolean {
  return pair.status(name).warnings.some((text) => text.startsWith(unserved))
}

void t.test('an outdated copy that is left alone says that nobody serves, until somebody does', (t) => {
  const pair = DiskPair.settled()
  pair.unlink()
  pair.run(5_000)
  t.notOk(alarmed(pair, 'slave'), 'the master serves')
  pair.cutPower('master')
  pair.run(4 * deadMs)
  t.strictSame(pair.facts('slave', 'held-back'), ['disk-not-current'])
  t.ok(alarmed(pair, 'slave'))
  pair.boot('master')
  pair.disks.master = { ...pair.disks.master, ...alone, role: 'disk-secondary', suspended: false, mounted: false }
  pair.tellDisk('master')
  pair.run(4 * deadMs)
  t.strictSame(pair.owners(), ['master'])
  t.notOk(alarmed(pair, 'slave'))
  t.end()
})

void t.test('a copy that boots alone and may not lead says so when its boot wait is over', (t) => {
  const pair = DiskPair.settled()
  for (const name of ['master', 'slave'] as const) pair.cutPower(name)
  pair.boot('slave')
  pair.change('slave', { ...alone, disk: 'outdated' })
  pair.run(deadMs)
  t.notOk(alarmed(pair, 'slave'), 'it listens still')
  pair.run(4 * deadMs)
  t.strictSame(pair.facts('slave', 'held-back'), ['disk-not-current'])
  t.ok(alarmed(pair, 'slave'))
  t.end()
})

void t.test('two nodes that hear each other and may both not lead say so after one dead time', (t) => {
  const pair = DiskPair.settled()
  for (const name of ['master', 'slave'] as const) pair.cutPower(name)
  pair.linked = false
  for (const name of ['master', 'slave'] as const) {
    pair.boot(name)
    pair.change(name, { ...alone, role: 'disk-secondary', disk: 'outdated', mounted: false })
  }
  pair.run(deadMs / 2)
  t.notOk(alarmed(pair, 'master') || alarmed(pair, 'slave'), 'the copies may still meet')
  pair.run(deadMs * 3)
  t.strictSame(pair.owners(), [])
  t.ok(alarmed(pair, 'master') && alarmed(pair, 'slave'))
  t.strictSame(pair.facts('master', 'held-back'), ['disk-not-current'])
  t.end()
})
