/** Cases for `daemon/target-names.ts`: names of ping targets are looked up beside the decisions, and again until they are known. */
import t from 'tap'
import { setImmediate as turn } from 'node:timers/promises'
import { TargetNames } from '../../src/daemon/target-names.ts'

void t.test('an address is its own, a name has one when it was found, and who waits is told', async (t) => {
  const asked: string[] = []
  const names = new TargetNames((name) => {
    asked.push(name)
    return Promise.resolve(name === 'gw.example.org' ? '198.51.100.1' : undefined)
  })
  let found = 0
  names.want(['192.0.2.1', 'gw.example.org', 'nobody.example.org'], () => (found += 1))
  t.equal(names.addressOf('192.0.2.1'), '192.0.2.1')
  t.equal(names.addressOf('gw.example.org'), undefined, 'nothing waits for the answer')
  await turn()
  t.strictSame(asked, ['gw.example.org', 'nobody.example.org'], 'an address needs no question')
  t.equal(names.addressOf('gw.example.org'), '198.51.100.1')
  t.equal(found, 1)
  t.strictSame(names.unknown(), ['nobody.example.org'], 'it is asked for again in a minute')
  names.stop()
})

void t.test('a DNS that hangs holds up nothing', async (t) => {
  const names = new TargetNames(() => new Promise(() => undefined))
  names.want(['gw.example.org'], () => t.fail('nothing was found'))
  await turn()
  t.equal(names.addressOf('gw.example.org'), undefined)
  t.strictSame(names.unknown(), ['gw.example.org'])
  names.stop()
})

void t.test('an answer for a name that the settings no longer have is dropped', async (t) => {
  const answers: ((address: string) => void)[] = []
  const names = new TargetNames(() => new Promise((resolve) => answers.push(resolve)))
  names.want(['old.example.org'], () => t.fail('nobody wants it'))
  names.want([], () => undefined)
  for (const answer of answers) answer('198.51.100.1')
  await turn()
  t.equal(names.addressOf('old.example.org'), undefined)
  names.stop()
})

void t.test('localhost is found by the databases of this node, without a DNS', async (t) => {
  const names = new TargetNames()
  await new Promise<void>((resolve) => {
    names.want(['localhost'], resolve)
  })
  t.match(names.addressOf('localhost'), /^(127\.0\.0\.1|::1)$/)
  names.stop()
})
