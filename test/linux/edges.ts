import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { BrokenAssumption } from '../../src/base/assert.ts'
import { monotonicNow, readBootId, suspendedMs } from '../../src/linux/clock.ts'
import { datagramsPerTurn, stampAgeMs } from '../../src/linux/datagrams.ts'
import { readLimited, removeDurably, writeDurably } from '../../src/linux/files.ts'
import {
  bindSocket,
  closeDescriptor,
  deviceIndex,
  deviceName,
  ioctl,
  messageBox,
  openSocket,
  receive,
} from '../../src/linux/libc.ts'
import { watchReadable } from '../../src/linux/poll.ts'
import { openServiceNotifier, watchdogPeriodMs } from '../../src/linux/sd-notify.ts'
import { family, unixSocketAddress } from '../../src/linux/socket-address.ts'
import { openUdp } from '../../src/linux/udp.ts'
import { openWatchdog } from '../../src/linux/watchdog.ts'

const folder = mkdtempSync(join(tmpdir(), 'hapair-linux-'))
t.teardown(() => rmSync(folder, { recursive: true }))
const text = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString()
const bytesOf = (content: string): Uint8Array => Buffer.from(content)

void t.test('a durable file has the new content or the old one, and only root may read it', async (t) => {
  const path = join(folder, 'memory')
  await writeDurably(path, bytesOf('one'))
  await writeDurably(path, bytesOf('two'))
  t.equal(readFileSync(path, 'utf8'), 'two')
  t.equal(statSync(path).mode & 0o777, 0o600)
  t.same(
    readdirSync(folder).filter((name) => name.startsWith('memory')),
    ['memory'],
  )
})

void t.test('what a crash left over is replaced, and a planted link is not followed', async (t) => {
  const path = join(folder, 'planted')
  const victim = join(folder, 'victim')
  writeFileSync(victim, 'untouched')
  symlinkSync(victim, `${path}.new`)
  await writeDurably(path, bytesOf('mine'))
  t.equal(readFileSync(victim, 'utf8'), 'untouched')
  t.equal(readFileSync(path, 'utf8'), 'mine')
})

void t.test('a step that fails is named, and the old content stays', async (t) => {
  const missing = join(folder, 'nowhere', 'file')
  await t.rejects(writeDurably(missing, bytesOf('x')), { name: 'OpError', message: /^create .*ENOENT/ })
  const path = join(folder, 'directory')
  execFileSync('mkdir', ['-p', join(path, 'full')])
  await t.rejects(writeDurably(path, bytesOf('x')), { message: /^rename .*(EISDIR|ENOTEMPTY|EEXIST)/ })
  t.ok(existsSync(join(path, 'full')))
})

void t.test('a file is read up to its limit, and a missing one is nothing', async (t) => {
  const path = join(folder, 'limited')
  writeFileSync(path, '12345')
  t.equal(text(await readLimited(path, 5)), '12345')
  await t.rejects(readLimited(path, 4), { message: /longer than 4 bytes/ })
  await removeDurably(path)
  t.equal(await readLimited(path, 5), undefined)
  await t.rejects(readLimited(folder, 5), { message: /EISDIR/ })
})

void t.test('the boot id is the first 32 bits of the UUID of the kernel', (t) => {
  const path = join(folder, 'boot_id')
  writeFileSync(path, '8f3a0001-1111-2222-3333-444444444444\n')
  t.equal(readBootId(path), 0x8f3a0001)
  writeFileSync(path, 'something else')
  t.throws(() => readBootId(path), { message: /not a boot id/ })
  t.throws(() => readBootId(join(folder, 'none')), { message: /ENOENT/ })
  t.equal(readBootId(), readBootId())
  t.end()
})

void t.test('the clock is the absolute monotonic one, and sleep is never negative', (t) => {
  const uptimeMs = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000
  t.ok(Math.abs(monotonicNow() + suspendedMs() - uptimeMs) < 1000)
  t.ok(suspendedMs() >= 0)
  t.end()
})

void t.test('a watchdog is never created, and a plain file is none', (t) => {
  const path = join(folder, 'watchdog')
  t.throws(() => openWatchdog(path, 10), { name: 'OpError', message: /ENOENT/ })
  t.notOk(existsSync(path))
  writeFileSync(path, '')
  t.throws(() => openWatchdog(path, 10), { message: /not a device/ })
  t.equal(readFileSync(path, 'utf8'), '', 'nothing was written')
  t.throws(() => openWatchdog('/dev/null', 10), { message: /set the timeout of .*ENOTTY/ })
  t.throws(() => openWatchdog('/dev/null', 0), { message: /1\.\.3600/ })
  t.end()
})

/** Stands for the service manager. */
function listen(name: string): { next: () => string | undefined; close: () => void } {
  const fd = openSocket({ family: family.unix, type: 2, protocol: 0 }, name)
  const address = unixSocketAddress(name)
  if (address === undefined) throw new Error('name too long')
  bindSocket(fd, address, name)
  const buffer = new Uint8Array(4096)
  return {
    next: () => {
      const length = receive(fd, buffer)
      return length < 0 ? undefined : Buffer.from(buffer.subarray(0, length)).toString()
    },
    close: () => closeDescriptor(fd),
  }
}

for (const name of [join(folder, 'notify'), `@hapair-test-${process.pid}`]) {
  void t.test(`the service manager is told over ${name.startsWith('@') ? 'an abstract name' : 'a path'}`, (t) => {
    const manager = listen(name)
    const notifier = openServiceNotifier(name)
    t.same(
      [notifier.ready('up\nand running'), notifier.status('fine'), notifier.watchdog(), notifier.stopping()],
      [true, true, true, true],
    )
    t.same(
      [manager.next(), manager.next(), manager.next(), manager.next(), manager.next()],
      ['READY=1\nSTATUS=up and running', 'STATUS=fine', 'WATCHDOG=1', 'STOPPING=1', undefined],
    )
    let taken = 0
    while (notifier.watchdog()) taken += 1
    t.ok(taken > 0, 'a full queue loses messages and is not waited for')
    notifier.stop()
    t.notOk(notifier.status('too late'))
    manager.close()
    t.end()
  })
}

void t.test('without a service manager nothing is told, and a name that is too long is refused', (t) => {
  t.notOk(openServiceNotifier(undefined).ready('x'))
  t.throws(() => openServiceNotifier(`/${'x'.repeat(108)}`), { message: /longer/ })
  t.equal(watchdogPeriodMs({ WATCHDOG_USEC: '3000000' }, 1), 3000)
  t.equal(watchdogPeriodMs({ WATCHDOG_USEC: '3000000', WATCHDOG_PID: '1' }, 1), 3000)
  t.equal(watchdogPeriodMs({ WATCHDOG_USEC: '3000000', WATCHDOG_PID: '2' }, 1), undefined)
  t.equal(watchdogPeriodMs({ WATCHDOG_USEC: '0' }, 1), undefined)
  t.equal(watchdogPeriodMs({}, 1), undefined)
  t.end()
})

void t.test('lengths that the kernel would read beyond are a broken assumption', (t) => {
  t.throws(() => ioctl(0, 0xc0045706, new Uint8Array(3)), BrokenAssumption)
  t.throws(() => messageBox(0), BrokenAssumption)
  t.throws(() => messageBox(65537), BrokenAssumption)
  t.end()
})

void t.test('a device is found by name and by index', (t) => {
  t.equal(deviceName(deviceIndex('lo')), 'lo')
  t.equal(deviceIndex('x'.repeat(16)), 0)
  t.equal(deviceIndex('lo\0'), 0)
  t.equal(deviceName(0x7fffffff), undefined)
  t.end()
})

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
  const box = messageBox(16)
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

void t.test('what is left unread is told again, and nothing after the end', async (t) => {
  const name = `@hapair-poll-${process.pid}`
  const manager = listen(name)
  const notifier = openServiceNotifier(name)
  notifier.stop()
  manager.close()
  const fd = openSocket({ family: family.unix, type: 2, protocol: 0 }, 'poll')
  bindSocket(fd, unixSocketAddress(`${name}-2`) ?? new Uint8Array(), 'poll')
  const sender = openServiceNotifier(`${name}-2`)
  let calls = 0
  sender.status('x')
  await new Promise<void>((resolve) => {
    const watch = watchReadable(fd, () => {
      calls += 1
      if (calls < 3) return
      watch.stop()
      watch.stop()
      resolve()
    })
  })
  await new Promise((resolve) => setImmediate(resolve))
  t.equal(calls, 3)
  sender.stop()
  closeDescriptor(fd)
  t.throws(() => closeDescriptor(fd), { message: /EBADF/ })
})
