/** Who may ask the daemon, on which socket, and what becomes of the sockets. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { groupNumber } from '../../src/control/admin-group.ts'
import { ControlError, openControl } from '../../src/control/client.ts'
import { openControlServer } from '../../src/control/server.ts'
import { sampleStatus } from '../cli/samples.ts'
import { all, closed, failure, rawClient, scene, scratchFolder, until } from './scene.ts'

const permissions = 0o777

/** The mask of this process: proc_pid_status(5). Asking Node for it would set it. */
function umaskHere(): string | undefined {
  return /^Umask:\t(\d+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
}

void t.test('orders lie behind 0660 and the group, status is open to everybody [CFG-6]', async (t) => {
  const group = process.getgid?.() ?? 0
  const { folder } = await scene(t, undefined, { group })
  const control = statSync(join(folder, 'control.sock'))
  t.equal(control.mode & permissions, 0o660)
  t.equal(control.gid, group)
  t.equal(statSync(join(folder, 'status.sock')).mode & permissions, 0o666)
})

void t.test('the umask of the process is what it was before', async (t) => {
  const before = umaskHere()
  await scene(t)
  t.ok(before)
  t.equal(umaskHere(), before)
})

void t.test(
  'an order on the open socket is refused with permission, and never reaches the daemon [CFG-6]',
  async (t) => {
    const { folder, asked } = await scene(t)
    const { socket, text } = await rawClient(t, join(folder, 'status.sock'))
    socket.write(
      '{"id":3,"request":{"type":"order","orderId":"a","order":{"verb":"hold"}}}\n{"id":4,"request":{"type":"ping"}}\n',
    )
    await until(() => text().split('\n').length > 2)
    const [refused, end] = text().trimEnd().split('\n')
    t.match(JSON.parse(refused ?? ''), { id: 3, report: { type: 'error', code: 'permission' } })
    t.match(JSON.parse(end ?? ''), { id: 4, report: { type: 'end' } })
    t.strictSame(
      asked.map(({ request, admin }) => [request.type, admin]),
      [['ping', false]],
    )
  },
)

void t.test('a stale socket file is replaced', async (t) => {
  const folder = scratchFolder(t)
  writeFileSync(join(folder, 'control.sock'), '')
  const server = await openControlServer({ folder, answer: (_request, writer) => writer.end() })
  t.teardown(() => server.stop())
  const control = await openControl(folder)
  t.strictSame(await all(control.ask({ type: 'ping' })), [])
  control.close()
})

void t.test('a socket on which another daemon listens is left alone', async (t) => {
  const { folder } = await scene(t)
  await t.rejects(openControlServer({ folder, answer: () => undefined }), { message: /another hapaird answers/ })
  const control = await openControl(folder)
  t.strictSame(await all(control.ask({ type: 'ping' })), [])
  control.close()
})

void t.test('a folder that cannot take a socket is told with its error, and nothing is left open', async (t) => {
  const folder = join(scratchFolder(t), 'absent')
  await t.rejects(openControlServer({ folder, answer: () => undefined }), { name: 'OpError', message: /control\.sock/ })
})

void t.test('the sockets are gone after the end, and so are the clients', async (t) => {
  const { folder, server } = await scene(t, () => undefined)
  const { socket } = await rawClient(t, join(folder, 'control.sock'))
  await server.stop()
  await closed(socket)
  t.notOk(existsSync(join(folder, 'control.sock')))
  t.notOk(existsSync(join(folder, 'status.sock')))
})

void t.test('several requests of one client are answered each with its number', async (t) => {
  const { folder, asked } = await scene(t, () => undefined)
  const control = await openControl(folder)
  t.teardown(() => control.close())
  const first = all(control.ask({ type: 'order', orderId: 'a', order: { verb: 'hold' } }))
  const second = all(control.ask({ type: 'order', orderId: 'b', order: { verb: 'unhold' } }))
  await until(() => asked.length === 2)
  const [hold, unhold] = asked
  unhold?.writer.write({ type: 'answer', answer: { type: 'done', text: 'second' } })
  hold?.writer.write({ type: 'answer', answer: { type: 'progress', text: 'working' } })
  hold?.writer.write({ type: 'answer', answer: { type: 'done', text: 'first' } })
  unhold?.writer.end()
  hold?.writer.end()
  t.match(await first, [{ answer: { text: 'working' } }, { answer: { text: 'first' } }])
  t.match(await second, [{ answer: { text: 'second' } }])
})

void t.test('whoever follows gets the newest document at a bounded pace', async (t) => {
  const { folder, asked } = await scene(t, () => undefined)
  const control = await openControl(folder)
  t.teardown(() => control.close())
  const seen: number[] = []
  const following = (async () => {
    for await (const report of control.ask({ type: 'follow' }))
      if (report.type === 'status') seen.push(report.status.phaseForMs)
  })()
  await until(() => asked.length === 1)
  for (let count = 0; count < 10; count += 1) {
    asked[0]?.writer.write({ type: 'status', status: { ...sampleStatus('running master'), phaseForMs: count } })
  }
  await until(() => seen.length === 2)
  asked[0]?.writer.end()
  await following
  t.strictSame(seen, [0, 9])
})

void t.test('the last document of a follower that is ended is not lost', async (t) => {
  const { folder, asked } = await scene(t, () => undefined)
  const control = await openControl(folder)
  t.teardown(() => control.close())
  const following = all(control.ask({ type: 'follow' }))
  await until(() => asked.length === 1)
  for (const phaseForMs of [1, 2]) {
    asked[0]?.writer.write({ type: 'status', status: { ...sampleStatus('running master'), phaseForMs } })
  }
  asked[0]?.writer.end()
  t.match(await following, [{ status: { phaseForMs: 1 } }, { status: { phaseForMs: 2 } }])
})

void t.test('the daemon is told when a client leaves before the end', async (t) => {
  let gone = 0
  const { folder, asked } = await scene(t, (_request, writer) => writer.onClose(() => (gone += 1)))
  const control = await openControl(folder)
  const asking = all(control.ask({ type: 'follow' }))
  await until(() => asked.length === 1)
  control.close()
  t.match(await failure(asking), { reason: { type: 'lost' } })
  await until(() => gone === 1)
  asked[0]?.writer.write({ type: 'end' })
  asked[0]?.writer.onClose(() => (gone += 1))
  t.equal(gone, 2, 'and at once when it is told too late')
})

void t.test('leaving the loop of an endless question ends the connection', async (t) => {
  let gone = false
  const status = sampleStatus('running master')
  const { folder } = await scene(t, (_request, writer) => {
    writer.onClose(() => (gone = true))
    writer.write({ type: 'status', status })
  })
  const control = await openControl(folder)
  for await (const report of control.ask({ type: 'follow' })) if (report.type === 'status') break
  await until(() => gone)
  t.pass('the daemon saw it')
})

void t.test('an absent daemon is told with how to start it', async (t) => {
  const folder = scratchFolder(t)
  const error = await openControl(folder).catch((cause: unknown) => cause)
  t.ok(error instanceof ControlError)
  t.match(error, { reason: { type: 'not-running' }, text: /systemctl start hapaird/ })
})

void t.test('a daemon that says nothing is given up after the time limit', async (t) => {
  const { folder } = await scene(t, () => undefined)
  const control = await openControl(folder)
  t.teardown(() => control.close())
  t.match(await failure(all(control.ask({ type: 'ping' }, { timeoutMs: 20 }))), { reason: { type: 'timed-out' } })
})

void t.test('a server that speaks something else is told as such', async (t) => {
  const folder = scratchFolder(t)
  const server = createServer((socket) => socket.write('220 mail.example ESMTP\n'))
  await new Promise<void>((resolve) => server.listen(join(folder, 'control.sock'), () => resolve()))
  t.teardown(() => server.close())
  const control = await openControl(folder)
  t.match(await failure(all(control.ask({ type: 'ping' }))), { reason: { type: 'foreign' } })
})

void t.test('the number of a group is read from the text of the group file', (t) => {
  const text = 'root:x:0:\nhapair-admin:x:997:alice,bob\nbroken\nhapair-admins:x:7:\nodd:x:-1:\n'
  t.equal(groupNumber(text, 'hapair-admin'), 997)
  t.equal(groupNumber(text, 'absent'), undefined)
  t.equal(groupNumber(text, 'odd'), undefined)
  t.end()
})
