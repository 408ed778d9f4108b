/**
 * Does a datagram arrive with its true age and sender, and does a flood leave room for everything else?
 */
import { readdirSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { monotonicNow } from '../../src/linux/clock.ts'
import { datagramsPerTurn, stampAgeMs } from '../../src/linux/datagrams.ts'
import { messageBoxes } from '../../src/linux/libc.ts'
import { openUdp } from '../../src/linux/udp.ts'

const bytesOf = (content: string): Uint8Array => Buffer.from(content)
const udpPort = 20_000 + (process.pid % 20_000)

void t.test('a datagram arrives with its age, and a flood is taken in turns', async (t) => {
  const heard: { text: string; ageMs: number; fromPeer: boolean }[] = []
  let burst = 0
  let longest = 0
  const socket = openUdp({
    device: 'lo',
    localAddress: '127.0.0.1',
    peerAddress: '127.0.0.1',
    port: udpPort,
    onDatagram: (bytes, ageMs, fromPeer) => {
      heard.push({ text: Buffer.from(bytes).toString(), ageMs, fromPeer })
      if (burst === 0) setImmediate(() => (burst = 0))
      burst += 1
      longest = Math.max(longest, burst)
    },
    onError: (error) => t.fail(error.message),
  })
  // The kernel begins to stamp a moment after the first socket of the machine asks for it (a deferred work item).
  await pause(20)
  const start = monotonicNow()
  for (let count = 0; count < 600; count += 1) t.ok(socket.send(bytesOf(`beat ${count}`)))
  while (monotonicNow() - start < 30);
  while (heard.length < 600) await new Promise((resolve) => setImmediate(resolve))
  t.same(
    heard.map((entry) => entry.text),
    Array.from({ length: 600 }, (_none, at) => `beat ${at}`),
  )
  t.ok(heard.every((entry) => entry.fromPeer))
  const [first] = heard
  t.ok(
    first !== undefined && first.ageMs > 15 && first.ageMs < monotonicNow() - start,
    `the first is ${first?.ageMs} ms old`,
  )
  t.ok(longest <= datagramsPerTurn, `${longest} in one turn`)
  socket.stop()
  socket.stop()
  t.notOk(socket.send(bytesOf('too late')))
})

void t.test('a datagram from another address than the peer is told as such', async (t) => {
  const open = (localAddress: string, peerAddress: string, onDatagram: (fromPeer: boolean) => void) =>
    openUdp({
      device: 'lo',
      localAddress,
      peerAddress,
      port: udpPort,
      onDatagram: (_bytes, _age, from) => onDatagram(from),
      onError: () => undefined,
    })
  const fromPeer = await new Promise((resolve) => {
    const node = open('127.0.0.1', '127.0.0.2', (from) => {
      resolve(from)
      node.stop()
      stranger.stop()
    })
    const stranger = open('127.0.0.3', '127.0.0.1', () => undefined)
    stranger.send(bytesOf('x'))
  })
  t.equal(fromPeer, false)
})

void t.test('a socket is refused for a missing device, a foreign address and a port in use', (t) => {
  const options = {
    device: 'lo',
    localAddress: '127.0.0.1',
    peerAddress: '127.0.0.1',
    port: udpPort,
    onDatagram: () => undefined,
    onError: () => undefined,
  }
  const first = openUdp(options)
  const before = readdirSync('/proc/self/fd').length
  t.throws(() => openUdp(options), { name: 'OpError', message: /EADDRINUSE/ })
  t.throws(() => openUdp({ ...options, device: 'none0' }), { message: /ENODEV/ })
  t.throws(() => openUdp({ ...options, localAddress: '192.0.2.1' }), { message: /EADDRNOTAVAIL/ })
  t.equal(readdirSync('/proc/self/fd').length, before, 'no descriptor is left open')
  first.stop()
  t.end()
})

void t.test('the age of a datagram is never negative and never older than the last look', (t) => {
  const [box] = messageBoxes(1, 16).boxes
  if (box === undefined) throw new Error('no box')
  const view = new DataView(box.control.buffer)
  view.setBigUint64(0, 32n, true)
  view.setInt32(8, 1, true)
  view.setInt32(12, 35, true)
  view.setBigInt64(16, 100n, true)
  box.header.setBigUint64(40, 32n, true)
  t.equal(stampAgeMs(box, { realtimeMs: 100_020, oldestMs: 50 }), 20)
  t.equal(stampAgeMs(box, { realtimeMs: 100_020, oldestMs: 5 }), 5, 'the wall clock stepped forward')
  t.equal(stampAgeMs(box, { realtimeMs: 0, oldestMs: 50 }), 0, 'the wall clock stepped back')
  box.header.setBigUint64(40, 0n, true)
  t.equal(stampAgeMs(box, { realtimeMs: 100_020, oldestMs: 50 }), 0, 'no stamp')
  view.setBigUint64(0, 0n, true)
  box.header.setBigUint64(40, 32n, true)
  t.equal(stampAgeMs(box, { realtimeMs: 100_020, oldestMs: 50 }), 0, 'a broken length')
  t.end()
})
