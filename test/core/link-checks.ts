/** Cases for FO-2..7, FO-30 and EVT-13: when do failed checks of LAN or Internet move the addresses? */
import t from 'tap'
import type { LinkState } from '../../src/core/eyes.ts'
import type { NodeName } from '../../src/core/types.ts'
import { Pair } from './pair.ts'

const minuteMs = 60_000
const fiveMinutes = { onLanDownMs: 5 * minuteMs, onInternetDownMs: 3 * minuteMs }

/** What a node sees of its links, told to its core. */
function see(pair: Pair, node: NodeName, lan: LinkState, internet: LinkState = 'up'): void {
  pair.give(node, { type: 'links', lan, internet })
}

function watched(changes = {}): Pair {
  const pair = Pair.running({ ...fiveMinutes, ...changes })
  see(pair, 'master', 'up')
  see(pair, 'slave', 'up')
  pair.run(1_000)
  return pair
}

void t.test('with the option off a LAN that is down moves nothing, and is told [CFG-20]', (t) => {
  const pair = watched({ onLanDownMs: 'off' })
  see(pair, 'master', 'down')
  pair.run(20 * minuteMs)
  t.strictSame(pair.owners(), ['master'])
  t.equal(pair.told('master', 'link-down').length, 1)
  t.strictSame(pair.told('master', 'link-timer-over'), [])
  t.end()
})

for (const [kind, limitMs] of [
  ['lan', 5 * minuteMs],
  ['internet', 3 * minuteMs],
] as const) {
  void t.test(
    `${kind} down for its whole time hands the whole role over to a slave whose own is up [FO-3, FO-5]`,
    (t) => {
      const pair = watched()
      const at = pair.now
      see(pair, 'master', kind === 'lan' ? 'down' : 'up', kind === 'lan' ? 'up' : 'down')
      pair.run(limitMs - 1_000)
      t.strictSame(pair.owners(), ['master'])
      pair.run(5_000)
      t.strictSame(pair.owners(), ['slave'])
      t.strictSame(pair.told('master', 'link-timer-over'), [at + limitMs], 'its end is told [EVT-13]')
      t.equal(pair.told('slave', 'link-timer-over').length, 0)
      t.end()
    },
  )
}

void t.test('a recovery one second before the end resets the timer [FO-5, EVT-13]', (t) => {
  const pair = watched()
  const at = pair.now
  see(pair, 'master', 'down')
  pair.run(5 * minuteMs - 1_000)
  see(pair, 'master', 'up')
  pair.run(1_000)
  see(pair, 'master', 'down')
  pair.run(5 * minuteMs - 1_000)
  t.strictSame(pair.owners(), ['master'])
  t.strictSame(pair.told('master', 'link-down'), [at, at + 5 * minuteMs])
  t.strictSame(pair.told('master', 'link-back'), [at + 5 * minuteMs - 1_000])
  pair.run(2_000)
  t.strictSame(pair.owners(), ['slave'])
  t.end()
})

void t.test('down on both nodes alike: the roles stay, with one alarm [FO-7]', (t) => {
  const pair = watched()
  see(pair, 'slave', 'down')
  pair.run(1_000)
  see(pair, 'master', 'down')
  pair.run(30 * minuteMs)
  t.strictSame(pair.owners(), ['master'])
  t.equal(pair.told('master', 'link-kept').length, 1)
  t.equal(pair.told('slave', 'link-timer-over').length, 1, 'links are watched on both nodes')
  see(pair, 'slave', 'up')
  pair.run(2_000)
  t.strictSame(pair.owners(), ['slave'], 'the slave is back: now it is the better place')
  t.end()
})

void t.test('a slave that does not say that its own links are up gets nothing [FO-7]', (t) => {
  const pair = watched()
  see(pair, 'slave', 'unwatched', 'unwatched')
  see(pair, 'master', 'down')
  pair.run(10 * minuteMs)
  t.strictSame(pair.owners(), ['master'])
  t.equal(pair.told('master', 'link-kept').length, 1)
  t.end()
})

void t.test('the LAN does not go to a slave without Internet, and the role does not wander', (t) => {
  const pair = watched()
  see(pair, 'slave', 'up', 'down')
  see(pair, 'master', 'down', 'up')
  pair.run(60 * minuteMs)
  t.strictSame(pair.owners(), ['master'])
  t.equal(pair.told('master', 'move-begun').length, 1, 'the first one, at boot')
  t.end()
})

void t.test('after the move the return of the link alone moves nothing back [FO-30]', (t) => {
  const pair = watched()
  see(pair, 'master', 'down')
  pair.run(6 * minuteMs)
  t.strictSame(pair.owners(), ['slave'])
  see(pair, 'master', 'up')
  pair.run(60 * minuteMs)
  t.strictSame(pair.owners(), ['slave'])
  t.strictSame(pair.told('slave', 'failback-begun'), [])
  const id = pair.order('slave', 'failback')
  pair.run(2_000)
  t.equal(pair.answer(id), 'done', 'the operator may')
  t.end()
})

void t.test('nothing moves for a link during maintenance, and it does after it [STA-20]', (t) => {
  const pair = watched()
  pair.order('master', 'maintain')
  see(pair, 'master', 'down')
  pair.run(10 * minuteMs)
  t.strictSame(pair.owners(), ['master'])
  pair.order('master', 'unmaintain')
  pair.run(3_000)
  t.strictSame(pair.owners(), ['slave'])
  t.end()
})

void t.test('after a stall of the agent its checks get a dead time to look again (C5)', (t) => {
  const pair = watched()
  see(pair, 'master', 'down')
  pair.freeze('master', 6 * minuteMs)
  pair.run(10_000)
  t.strictSame(pair.told('master', 'link-timer-over'), [])
  see(pair, 'master', 'up')
  pair.run(10 * minuteMs)
  t.strictSame(pair.told('master', 'link-move'), [])
  t.end()
})
