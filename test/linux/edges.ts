/**
 * Are clock, service manager, devices and descriptors asked and told as the kernel wants it?
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { BrokenAssumption } from '../../src/base/assert.ts'
import { endOfTime, never, plus } from '../../src/base/time.ts'
import { openAlarm } from '../../src/linux/alarm.ts'
import { monotonicNow, pause, readBootId } from '../../src/linux/clock.ts'
import { deviceIndex, deviceName } from '../../src/linux/devices.ts'
import { bindSocket, closeDescriptor, ioctl, messageBoxes, openSocket, receive } from '../../src/linux/libc.ts'
import { watchReadable } from '../../src/linux/poll.ts'
import { openServiceNotifier, watchdogPeriodMs } from '../../src/linux/sd-notify.ts'
import { family, unixSocketAddress } from '../../src/linux/socket-address.ts'

const folder = mkdtempSync(join(tmpdir(), 'hapair-linux-'))
t.teardown(() => rmSync(folder, { recursive: true }))

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

void t.test('the clock is the absolute monotonic one', (t) => {
  const uptimeMs = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000
  t.ok(Math.abs(monotonicNow() - uptimeMs) < 1000)
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
  t.throws(() => messageBoxes(1, 0), BrokenAssumption)
  t.throws(() => messageBoxes(1, 65537), BrokenAssumption)
  t.end()
})

void t.test('a device is found by name and by index', (t) => {
  t.equal(deviceName(deviceIndex('lo')), 'lo')
  t.equal(deviceIndex('x'.repeat(16)), 0)
  t.equal(deviceIndex('lo\0'), 0)
  t.equal(deviceName(0x7fffffff), undefined)
  t.end()
})

/** Waits for `holds`, two seconds at most. */
async function until(holds: () => boolean): Promise<void> {
  for (let looks = 0; !holds() && looks < 1_000; looks += 1) await pause(2)
}

void t.test('an alarm rings once at its instant, at no other, and not before', async (t) => {
  const rung: number[] = []
  const alarm = openAlarm(() => rung.push(monotonicNow()))
  t.teardown(() => alarm.stop())
  const start = monotonicNow()
  alarm.set(plus(start, 500_000))
  alarm.set(plus(start, 20))
  alarm.set(plus(start, 5.25))
  await until(() => rung.length > 0)
  t.ok((rung[0] ?? 0) >= start + 5.25, 'not before')
  await pause(30)
  t.equal(rung.length, 1, 'once, and not at the instants that were replaced')
  alarm.set(plus(start, -1_000))
  await until(() => rung.length > 1)
  alarm.set(plus(monotonicNow(), 5))
  alarm.set(endOfTime)
  await pause(15)
  t.equal(rung.length, 2, 'an instant that has passed comes at once, and none when there is none')
  alarm.set(plus(monotonicNow(), 5))
  alarm.stop()
  await pause(15)
  t.equal(rung.length, 2, 'nothing after the end')
})

void t.test('an alarm that is set by its own ring rings again', async (t) => {
  let rings = 0
  const alarm = openAlarm(() => {
    rings += 1
    if (rings < 3) alarm.set(plus(monotonicNow(), 1))
  })
  t.teardown(() => alarm.stop())
  alarm.set(never)
  await until(() => rings === 3)
  await pause(10)
  t.equal(rings, 3)
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
