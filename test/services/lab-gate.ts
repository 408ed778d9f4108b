/**
 * Are new clients refused, and only they, in a real kernel? On the loopback device of a network namespace.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { monotonicNow } from '../../src/linux/clock.ts'
import { ClientGate } from '../../src/services/client-gate.ts'
import { connectSystemd } from '../../src/services/index.ts'

const vips = ['10.9.7.1', 'fd00:9:7::1']
const port = 7443
const skip = spawnSync('nft', ['--version']).status === 0 ? false : 'nft is not installed'
execFileSync('ip', ['link', 'set', 'lo', 'up'])
for (const vip of vips) {
  execFileSync('ip', ['addr', 'replace', `${vip}/${vip.includes(':') ? 128 : 32}`, 'dev', 'lo'])
}

type Opened = { readonly gate: ClientGate; readonly path: string; readonly troubles: string[] }

async function openGate(t: Test, path = join(mkdtempSync(join(tmpdir(), 'hapair-gate-')), 'closed')): Promise<Opened> {
  const stopping = new AbortController()
  const troubles: string[] = []
  const gate = new ClientGate({
    ...{ addresses: vips, path, edge: connectSystemd(monotonicNow), signal: stopping.signal },
    ports: [
      { number: port, protocol: 'tcp' },
      { number: port, protocol: 'udp' },
    ],
    onTrouble: (text) => troubles.push(text),
  })
  t.teardown(() => {
    stopping.abort()
    rmSync(path, { force: true })
    spawnSync('nft', ['delete', 'table', 'inet', 'hapair'])
  })
  await gate.start()
  return { gate, path, troubles }
}

/** Every connection of these tests; they are cut at the end. */
const opened: Socket[] = []
t.teardown(() => {
  for (const socket of opened) socket.destroy()
})

/** Connects, and says how that ended. */
async function attempt(host: string, to = port): Promise<{ readonly socket: Socket; readonly end: string }> {
  const socket = connect({ host, port: to })
  opened.push(socket)
  socket.on('error', () => undefined)
  const end = await Promise.race([
    once(socket, 'connect').then(
      () => 'connected',
      (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'failed'),
    ),
    new Promise<string>((resolve) => setTimeout(resolve, 3_000, 'no answer')),
  ])
  return { socket, end }
}

async function echoed(socket: Socket): Promise<string> {
  socket.write('still here')
  const [bytes] = (await once(socket, 'data')) as [Buffer]
  return bytes.toString()
}

void t.test('new TCP clients are refused at once, and those that are connected go on [SVC-11]', { skip }, async (t) => {
  const server = createServer((socket) => socket.pipe(socket)).listen(port, '::')
  const other = createServer((socket) => socket.end()).listen(port + 1, '::')
  await Promise.all([once(server, 'listening'), once(other, 'listening')])
  t.teardown(() => [server.close(), other.close()])
  const { gate, path } = await openGate(t)
  for (const vip of vips) {
    const { socket, end } = await attempt(vip)
    t.equal(end, 'connected')
    await gate.set(false)
    t.ok(existsSync(path))
    const refused = await attempt(vip)
    t.equal(refused.end, 'ECONNREFUSED')
    t.equal(await echoed(socket), 'still here')
    t.equal((await attempt(vip, port + 1)).end, 'connected', 'other ports are open')
    t.equal((await attempt('127.0.0.1')).end, 'connected', 'the own addresses of the node are open')
    await gate.set(true)
    const again = await attempt(vip)
    t.equal(again.end, 'connected')
  }
})

void t.test('of UDP, clients that were answered before go on, and new ones are refused', { skip }, async (t) => {
  const server = createSocket('udp4')
  server.on('message', (bytes, from) => server.send(bytes, from.port, from.address))
  await new Promise<void>((resolve) => server.bind(port, vips[0], resolve))
  t.teardown(() => server.close())
  const { gate } = await openGate(t)
  const client = async (): Promise<() => Promise<string>> => {
    const socket = createSocket('udp4')
    t.teardown(() => socket.close())
    await new Promise<void>((resolve) => socket.connect(port, vips[0], resolve))
    socket.on('error', () => undefined)
    return async () => {
      socket.send('x')
      const silent = new Promise<string>((resolve) => setTimeout(resolve, 500, 'silence'))
      return await Promise.race([
        once(socket, 'message').then(
          () => 'answer',
          () => 'refused',
        ),
        silent,
      ])
    }
  }
  const before = await client()
  t.equal(await before(), 'answer')
  await gate.set(false)
  t.equal(await before(), 'answer')
  const after = await client()
  t.not(await after(), 'answer')
  await gate.set(true)
  t.equal(await after(), 'answer')
})

void t.test(
  'a closed gate is closed again by the next agent, and after somebody flushed all rules',
  { skip },
  async (t) => {
    const server = createServer((socket) => socket.end()).listen(port, vips[0])
    await once(server, 'listening')
    t.teardown(() => server.close())
    const first = await openGate(t)
    await first.gate.set(false)
    execFileSync('nft', ['flush', 'ruleset'])
    t.equal((await attempt(vips[0] ?? '')).end, 'connected')
    await first.gate.again()
    t.equal((await attempt(vips[0] ?? '')).end, 'ECONNREFUSED')
    execFileSync('nft', ['flush', 'ruleset'])
    const second = await openGate(t, first.path)
    t.ok(second.gate.closed)
    t.equal((await attempt(vips[0] ?? '')).end, 'ECONNREFUSED')
    t.strictSame([...first.troubles, ...second.troubles], [])
    await second.gate.set(true)
  },
)

void t.test('a thousand addresses are closed within a second, and rules of others stay', { skip }, async (t) => {
  execFileSync('nft', ['add table inet others'])
  t.teardown(() => spawnSync('nft', ['delete', 'table', 'inet', 'others']))
  const { gate } = await openGate(t)
  const many = Array.from({ length: 1_000 }, (_, index) => `10.8.${index >> 8}.${index & 255}`)
  await gate.replace({ addresses: many, ports: [{ number: port, protocol: 'tcp' }] })
  const begun = monotonicNow()
  await gate.set(false)
  t.comment(`closed before 1,000 addresses in ${Math.round(monotonicNow() - begun)} ms`)
  const tables = execFileSync('nft', ['list', 'tables'], { encoding: 'utf8' })
  t.match(tables, /table inet hapair/)
  t.match(tables, /table inet others/)
})
