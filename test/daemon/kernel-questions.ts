/** Cases for `daemon/requests.ts`: who gets the answer to the kernel's question, and how many may wait for one? */
import t from 'tap'
import { Desk } from './requests.ts'

void t.test("the kernel's question goes to the core by the number of the resource and waits for its answer", (t) => {
  const desk = new Desk(t)
  const client = desk.fence('web')
  t.strictSame([desk.fenceAsked(), client.types(), client.ended], [['fence-1 1'], [], false])
  desk.requests.fenceAnswered({ askId: 'fence-9', code: 5, text: 'of an earlier run' })
  t.strictSame(client.types(), [], 'an answer to another question is not taken')
  desk.requests.fenceAnswered({ askId: 'fence-1', code: 4, text: 'the peer has outdated its disk' })
  t.strictSame(client.reports, [{ type: 'fence', code: 4, text: 'the peer has outdated its disk' }])
  t.ok(client.ended)
  desk.requests.fenceAnswered({ askId: 'fence-1', code: 5, text: 'again' })
  t.equal(client.reports.length, 1, 'only once')
  t.end()
})

void t.test('two handlers wait for one resource, and both get the answer to the newest question', (t) => {
  const desk = new Desk(t)
  const first = desk.fence('mail')
  const other = desk.fence('web')
  const second = desk.fence('mail')
  desk.requests.fenceAnswered({ askId: 'fence-1', code: 5, text: 'what was asked first' })
  desk.requests.fenceAnswered({ askId: 'fence-3', code: 5, text: 'the peer is dead' })
  for (const { reports, ended } of [first, second]) t.match([reports, ended], [[{ type: 'fence', code: 5 }], true])
  t.strictSame(other.types(), [], 'the other resource still waits')
  const more = Array.from({ length: 5 }, () => desk.fence('mail'))
  t.match(more[0]?.reports, [{ code: 1, text: 'the kernel has asked again' }], 'at most 4 wait')
  more[4]?.leave()
  desk.requests.fenceAnswered({ askId: 'fence-8', code: 4, text: '' })
  t.ok(more[1]?.ended === true && !more[4]?.ended, 'the newest one may die first')
  t.end()
})

void t.test('a resource that the settings do not have is answered with 1, and the core is not asked', (t) => {
  const desk = new Desk(t)
  const client = desk.fence('mial')
  t.match(client.reports, [{ type: 'fence', code: 1, text: /no resource mial/ }])
  t.strictSame([client.ended, desk.fenceAsked()], [true, []])
  t.end()
})

void t.test('a handler that dies is forgotten, and the next one is asked anew', (t) => {
  const desk = new Desk(t)
  const first = desk.fence('mail')
  first.leave()
  desk.requests.fenceAnswered({ askId: 'fence-1', code: 4, text: '' })
  t.strictSame(first.types(), [])
  const second = desk.fence('mail')
  desk.requests.fenceAnswered({ askId: 'fence-2', code: 4, text: '' })
  t.strictSame([first.types(), second.types()], [[], ['fence']])
  t.end()
})

void t.test('at most 8 questions wait: one for each resource that a pair can have', (t) => {
  const desk = new Desk(t)
  desk.resources = Array.from({ length: 9 }, (_, index) => `r${index}`)
  for (let index = 0; index < 8; index += 1) desk.fence(`r${index}`)
  t.match(desk.fence('r8').reports, [{ type: 'error', code: 'busy', text: /at most 8/ }])
  t.equal(desk.fenceAsked().length, 8)
  desk.fence('r3')
  t.equal(desk.fenceAsked().length, 9, 'one that waits already is asked again')
  t.end()
})
