/** Cases for `core/silence.ts`: for how long may a peer be silent, on which media, before it counts as dead? */
import t from 'tap'
import { Pair } from './pair.ts'

/** Runs to `ms` after the last sign of life that the slave had of the master. */
function runToSilence(pair: Pair, ms: number): void {
  pair.run(pair.slave.state.peer.contactAt + ms - pair.now)
}

void t.test('a silence of 19 s leaves the peer up, one of 21 s takes it down exactly once [HB-3]', (t) => {
  const pair = Pair.running()
  pair.order('slave', 'hold')
  pair.run(3_000)
  pair.cutPower('master')
  runToSilence(pair, 19_000)
  pair.hear('slave')
  t.equal(pair.slave.state.peer.verdict, 'alive')
  t.strictSame(pair.told('slave', 'peer-dead'), [], '19 s are no death')
  runToSilence(pair, 21_000)
  pair.hear('slave')
  t.equal(pair.told('slave', 'peer-dead').length, 1, '21 s are one death')
  t.equal(pair.slave.state.peer.verdict, 'alive', 'and it is heard again')
  pair.run(10)
  t.equal(pair.told('slave', 'peer-dead').length, 1)
  t.end()
})

void t.test('the verdict falls at the dead time, late is told at a quarter of it', (t) => {
  const pair = Pair.running()
  pair.cutPower('master')
  const contact = pair.slave.state.peer.contactAt
  pair.run(25_000)
  t.strictSame(pair.told('slave', 'peer-late'), [contact + 5_000])
  t.strictSame(pair.told('slave', 'peer-dead'), [contact + 20_000])
  t.strictSame(pair.told('slave', 'takeover'), [contact + 20_000])
  t.end()
})

const media: readonly [name: string, silent: readonly number[], alive: string][] = [
  ['serial', [2], 'eth0'],
  ['Ethernet, every device,', [0, 1], 'pstn0'],
]
for (const [name, silent, alive] of media) {
  void t.test(`${name} silenced alone leads to no takeover while ${alive} carries beats [HB-2]`, (t) => {
    const pair = Pair.running()
    pair.cut(silent)
    pair.run(60_000)
    t.strictSame(pair.phases(), ['running-master', 'running-slave'])
    t.strictSame(pair.told('slave', 'peer-late'), [])
    t.strictSame(pair.owners(), ['master'])
    t.end()
  })

  void t.test(`${name} silenced alone is told by both within one dead time, and cleared on return [HB-9]`, (t) => {
    const pair = Pair.running()
    const at = pair.now
    pair.cut(silent)
    pair.run(20_100)
    for (const node of ['master', 'slave'] as const) {
      t.equal(pair.told(node, 'path-lost').filter((told) => told > at).length, silent.length)
      t.equal(pair.status(node).warnings.filter((text) => text.includes('no beat within')).length, silent.length)
      t.equal(pair.status(node).pair, 'degraded')
    }
    pair.cuts.clear()
    pair.run(2_000)
    for (const node of ['master', 'slave'] as const) {
      t.equal(pair.told(node, 'path-back').filter((told) => told > at).length, silent.length)
      t.strictSame(pair.status(node).warnings, [])
      t.equal(pair.status(node).pair, 'stable')
    }
    t.end()
  })
}

void t.test('every single path alone, in one direction only, is life enough', (t) => {
  for (const path of [0, 1, 2]) {
    const pair = Pair.running()
    pair.cut([0, 1, 2].filter((other) => other !== path))
    pair.cut([path], ['slave'])
    pair.run(60_000)
    t.equal(pair.slave.state.phase, 'running-slave', `path ${path}`)
    t.equal(pair.slave.state.peer.verdict, 'alive', `path ${path}`)
    t.strictSame(pair.owners(), ['master'])
  }
  t.end()
})

void t.test('a path on which the peer is heard but does not hear is told as one-way, once', (t) => {
  const pair = Pair.running()
  pair.cut([2], ['slave'])
  pair.run(60_000)
  t.equal(pair.told('slave', 'one-way').length, 1)
  t.strictSame(pair.facts('slave', 'one-way'), ['pstn0'])
  t.strictSame(pair.told('master', 'one-way'), [])
  t.match(pair.status('slave').warnings, ['pstn0: works in one direction only; check the cable'])
  t.end()
})

void t.test('orders need a path that works both ways', (t) => {
  const pair = Pair.running()
  pair.cut([0, 1, 2], ['slave'])
  pair.run(30_000)
  t.equal(pair.answer(pair.order('slave', 'make-master')), 'peer-one-way')
  t.strictSame(pair.owners(), ['master'])
  t.end()
})

void t.test('an unknown protocol version is alive for as long as it is heard, and one dead time longer', (t) => {
  const pair = Pair.running()
  pair.kill('master')
  pair.master.owned = false
  for (let second = 0; second < 100; second += 1) {
    pair.run(1_000)
    pair.give('slave', { type: 'foreign-version', path: 1, version: 9 })
  }
  t.equal(pair.slave.state.phase, 'running-slave')
  t.equal(pair.slave.state.peer.verdict, 'alive-foreign')
  pair.run(19_000)
  t.equal(pair.slave.state.phase, 'running-slave')
  pair.run(2_500)
  t.equal(pair.slave.state.phase, 'running-master')
  t.end()
})

void t.test('a planned restart of the peer is waited for until its addresses have ended, and 2 s longer', (t) => {
  const pair = Pair.running({ deadMs: 1_000, timing: { restartMs: 5_000 } })
  pair.order('master', 'restart')
  pair.run(3_000)
  t.notOk(pair.master.up)
  const contact = pair.slave.state.peer.contactAt
  pair.run(20_000)
  t.ok(pair.told('slave', 'peer-restarting').length === 1)
  const [took] = pair.told('slave', 'takeover')
  t.equal(took, contact + 7_000)
  t.end()
})

void t.test('the restart of a peer is never waited for less than the dead time', (t) => {
  const pair = Pair.running()
  pair.order('master', 'restart')
  pair.run(3_000)
  const contact = pair.slave.state.peer.contactAt
  pair.run(30_000)
  const [took = 0] = pair.told('slave', 'takeover')
  t.ok(took >= contact + 20_000 && took <= contact + 20_600, `${took - contact} ms`)
  t.end()
})

void t.test('beats that overtake each other do not turn the clock of the peer back', (t) => {
  const pair = Pair.running()
  const fresh = pair.slave.state.peer.beat
  pair.hear('slave', { path: 1, sentAtMs: pair.now - 900, phase: 'running-slave' })
  t.equal(pair.slave.state.peer.beat, fresh, 'the newest beat speaks for the peer')
  t.equal(pair.slave.state.peer.contactAt, pair.now, 'the late one is life all the same')
  t.end()
})
