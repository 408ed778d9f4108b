/** Cases for `core/availability.ts`: is what is offered accepted, and what is not, refused with a reason? */
import t from 'tap'
import type { OperatorOrder } from '../../src/core/events.ts'
import { settled, views } from './views.ts'

const verbs = ['make-master', 'make-slave', 'failover', 'failback', 'hold', 'unhold', 'release', 'stop'] as const

for (const { name, pair: make, node } of views) {
  void t.test(`what is offered is accepted and what is not is refused: ${name} [CLI-2]`, (t) => {
    for (const verb of verbs) {
      const pair = make()
      const offered = pair.status(node).commands.find((entry) => entry.command === verb)
      const order: OperatorOrder =
        verb === 'hold' || verb === 'unhold' || verb === 'release' || verb === 'stop'
          ? { verb }
          : { verb, force: false }
      const id = pair.orderAs(node, order)
      const [given] = pair.answers(id)
      const refused = given?.type === 'refused'
      const idle = given?.type === 'done' && /already|takes nothing by itself/.test(given.text)
      if (offered?.available === true) t.notOk(refused, `${verb} is offered`)
      else t.ok(refused || idle, `${verb} is not offered: ${offered?.reason ?? ''}`)
    }
    t.end()
  })
}

void t.test('a command that cannot be given says why, and where it can', (t) => {
  const commands = settled().status('slave').commands
  t.match(
    commands.find((entry) => entry.command === 'make-slave'),
    { available: false, reason: /already/, node: 'master' },
  )
  t.match(
    commands.find((entry) => entry.command === 'make-master'),
    { available: true, reason: '' },
  )
  t.end()
})
