/** What a client can cost the daemon is bounded, and each bound is counted. */
import { join } from 'node:path'
import t from 'tap'
import { openControl } from '../../src/control/client.ts'
import { requestBytesMax } from '../../src/control/protocol.ts'
import { clientsMax } from '../../src/control/server.ts'
import { openRequestsMax } from '../../src/control/server-client.ts'
import { all, closed, failure, rawClient, scene, until } from './scene.ts'

const ping = '{"id":1,"request":{"type":"ping"}}\n'

void t.test('the client beyond the limit is told to come back, the others stay', async (t) => {
  const { folder, server } = await scene(t)
  const path = join(folder, 'control.sock')
  const clients = await Promise.all(Array.from({ length: clientsMax }, () => rawClient(t, path)))
  const control = await openControl(folder)
  t.match(await failure(all(control.ask({ type: 'ping' }))), {
    reason: { type: 'refused', code: 'busy' },
    text: /at most 32 clients/,
  })
  t.match(server.counters(), { turnedAway: 1, accepted: clientsMax + 1 })
  clients[0]?.socket.write(ping)
  await until(() => clients[0]?.text().includes('end') === true)
})

void t.test('a full control socket leaves the open one alone, and the other way round', async (t) => {
  const { folder, server } = await scene(t)
  const path = join(folder, 'status.sock')
  await Promise.all(Array.from({ length: clientsMax }, () => rawClient(t, path)))
  const control = await openControl(folder)
  t.strictSame(await all(control.ask({ type: 'ping' })), [])
  control.close()
  t.equal(server.counters().turnedAway, 0)
})

void t.test('a place is free again when a client has gone', async (t) => {
  const { folder, server } = await scene(t)
  const path = join(folder, 'control.sock')
  const clients = await Promise.all(Array.from({ length: clientsMax }, () => rawClient(t, path)))
  clients[5]?.socket.destroy()
  for (let tries = 0; tries < 100; tries += 1) {
    const { socket, text } = await rawClient(t, path)
    socket.write(ping)
    await until(() => text() !== '' || socket.destroyed)
    if (text().includes('end')) break
  }
  t.ok(server.counters().turnedAway < 100)
})

void t.test('a request without end is refused at its limit', async (t) => {
  const { folder, server } = await scene(t)
  const { socket, text } = await rawClient(t, join(folder, 'control.sock'))
  socket.write('x'.repeat(requestBytesMax + 1))
  await closed(socket)
  t.match(text(), /too-long/)
  t.equal(server.counters().tooLong, 1)
})

void t.test('malformed lines are counted and do not end the connection', async (t) => {
  const { folder, server } = await scene(t)
  const { socket, text } = await rawClient(t, join(folder, 'control.sock'))
  socket.write(`nonsense\n\n{"id":5}\n${ping}`)
  await until(() => text().includes('"end"'))
  t.equal(server.counters().malformed, 2)
})

void t.test('a client that fetches nothing is dropped, and the daemon goes on', async (t) => {
  const problem = 'x'.repeat(200_000)
  const entry = {
    vip: 'a',
    zone: 'lan',
    device: 'eth0',
    address: '192.0.2.1',
    enabled: true,
    present: true,
    problem,
  } as const
  const { folder, server } = await scene(t, (_request, writer) => {
    writer.write({ type: 'addresses', addresses: [entry] })
    writer.end()
  })
  const { socket } = await rawClient(t, join(folder, 'control.sock'))
  socket.pause()
  for (let count = 0; count < 60; count += 1) socket.write('{"id":1,"request":{"type":"addresses"}}\n')
  await until(() => server.counters().slowDropped === 1)
  const control = await openControl(folder)
  t.equal((await all(control.ask({ type: 'addresses' }))).length, 1)
  control.close()
})

void t.test('a client with many requests open is held back until one has ended', async (t) => {
  const { folder, asked } = await scene(t, () => undefined)
  const { socket } = await rawClient(t, join(folder, 'control.sock'))
  socket.write('{"id":1,"request":{"type":"follow"}}\n'.repeat(openRequestsMax + 3))
  await until(() => asked.length === openRequestsMax)
  asked[0]?.writer.end()
  await until(() => asked.length === openRequestsMax + 1)
  t.pass('one more was begun')
})

void t.test('readers of the open socket share a budget of requests', async (t) => {
  const { folder, server } = await scene(t)
  const { socket, text } = await rawClient(t, join(folder, 'status.sock'))
  const asked = 120
  socket.write(ping.repeat(asked))
  await until(() => text().trimEnd().split('\n').length === asked)
  t.ok(server.counters().delayed > 0)
})

void t.test('a client that asks nothing is dropped after a while', async (t) => {
  const { folder, server } = await scene(t, undefined, { idleMs: 10 })
  const { socket } = await rawClient(t, join(folder, 'control.sock'))
  await closed(socket)
  t.equal(server.counters().idleDropped, 1)
})

void t.test('a client that waits for an answer is not idle', async (t) => {
  const { folder, server, asked } = await scene(t, () => undefined, { idleMs: 10 })
  const waiting = await rawClient(t, join(folder, 'control.sock'))
  waiting.socket.write('{"id":1,"request":{"type":"follow"}}\n')
  await until(() => asked.length === 1)
  const idle = await rawClient(t, join(folder, 'control.sock'))
  await closed(idle.socket)
  t.notOk(waiting.socket.destroyed)
  t.equal(server.counters().idleDropped, 1)
})
