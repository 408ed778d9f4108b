/** Cases for `base/told-troubles.ts`: is each trouble told when it begins, and not again and again? */
import t from 'tap'
import { instant } from '../../src/base/time.ts'
import { healedMs, toldErrors, toldTexts, troublesMax, type ToldTroubles } from '../../src/base/told-troubles.ts'
import { OpError } from '../../src/base/op-error.ts'

function scene(): {
  readonly troubles: ToldTroubles<string>
  readonly told: string[]
  readonly pass: (ms: number) => void
} {
  const told: string[] = []
  let now = 0
  const troubles = toldTexts({ tell: (text) => told.push(text), now: () => instant(now) })
  return { troubles, told, pass: (ms) => (now += ms) }
}

void t.test('a trouble is told when it begins, when it becomes another one, and when it comes back', (t) => {
  const { troubles, told } = scene()
  for (const text of ['late', 'late', 'gone', 'gone']) troubles.failed('r0', text)
  troubles.worked('r0')
  troubles.failed('r0', 'gone')
  t.strictSame(told, ['late', 'gone', 'gone'])
  t.end()
})

void t.test('what tells no success counts as healed when it was quiet for long, not while it lasts', (t) => {
  const { troubles, told, pass } = scene()
  for (let count = 0; count < 100; count += 1) {
    troubles.failed('module', 'the module is missing')
    pass(healedMs / 10)
  }
  t.equal(told.length, 1)
  pass(healedMs)
  troubles.failed('module', 'the module is missing')
  t.equal(told.length, 2)
  t.end()
})

void t.test('however many there were, a new one is told; the one that was quiet for longest is forgotten', (t) => {
  const { troubles, told } = scene()
  for (let index = 0; index <= troublesMax; index += 1) troubles.failed(`thing ${index}`, 'trouble')
  t.equal(told.length, troublesMax + 1)
  troubles.failed(`thing ${troublesMax}`, 'trouble')
  t.equal(told.length, troublesMax + 1)
  t.strictSame(troubles.counts(), { failing: troublesMax, forgotten: 1 })
  troubles.failed('thing 0', 'trouble')
  t.equal(told.length, troublesMax + 2)
  t.end()
})

void t.test('an operation that keeps failing in the same way is told once, until it works again', (t) => {
  const told: OpError[] = []
  const errors = toldErrors({ tell: (error) => void told.push(error), now: () => instant(0) })
  const error = new OpError('renew', 'x', { type: 'cancelled' })
  errors.failed('x', error)
  errors.failed('x', error)
  t.equal(errors.counts().failing, 1)
  errors.worked('x')
  t.equal(errors.counts().failing, 0)
  errors.failed('x', error)
  t.equal(told.length, 2)
  t.end()
})
