/**
 * Do the faults of the lab do what they say, and do its instruments see them as they were?
 *
 * Real clocks are the subject here, so these cases sleep.
 */
import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, writeSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'tap'
import { Client } from '../../lab/netns/client-remote.ts'
import { EchoSender } from '../../lab/netns/echo.ts'
import { inNetwork, monotonicMs } from '../../lab/netns/kernel.ts'
import { createLab } from '../../lab/netns/lab.ts'
import { directCable, namespacePath, otherNode } from '../../lab/netns/layout.ts'
import { startOfProcess } from '../../lab/netns/run-folder.ts'
import { Watch } from '../../lab/netns/watch-remote.ts'
import { carrier, openSerial, readAll, until } from './readings.ts'

const nodeAddresses = ['10.77.1.1', '10.77.1.2', '10.77.2.1', '10.77.3.2', 'fd77:1::1']

void test('a pair of machines in namespaces', async (t) => {
  const lab = await createLab()
  t.teardown(() => lab.destroy())
  const watch = await Watch.start(lab.prefix)
  const client = await Client.start(lab.prefix, nodeAddresses)
  await until(async () => Object.values((await client.report()).addresses).every((one) => one.answered > 10))

  await t.test('each node has its own host name, boot id, processes, folders and serial port', (t) => {
    const { m, s } = lab.machines
    t.equal(m.run(['hostname']).trim(), 'node-m')
    const bootId = '/proc/sys/kernel/random/boot_id'
    t.not(m.run(['cat', bootId]), s.run(['cat', bootId]))
    m.run(['touch', '/etc/hapair/mine'])
    t.ok(existsSync(`${m.keptFolder('/etc/hapair')}/mine`))
    t.throws(() => s.run(['test', '-e', '/etc/hapair/mine']))
    t.equal(s.run(['readlink', '/dev/pstn0']).trim(), lab.relay?.paths.s)
    t.equal(m.run(['sh', '-c', 'ls -d /proc/[1-9]* | wc -l']).trim() < '9', true)
    t.end()
  })

  await t.test('the client reaches both nodes in every zone, over IPv4 and IPv6, without a loss', async (t) => {
    await client.mark('quiet')
    await pause(200)
    const report = await client.report()
    for (const [address, account] of Object.entries(report.addresses)) {
      t.ok(account.answered > 100, `${address} answers`)
      t.equal(account.lost, 0, `${address} loses nothing`)
    }
    t.equal(report.addresses['10.77.2.1']?.lastMac, '026861020001')
  })

  await t.test('an outage made on purpose is measured within 3 ms', async (t) => {
    const errors: number[] = []
    for (const lengthMs of [40, 80, 20]) {
      await client.mark('cut')
      const fromMs = monotonicMs()
      lab.wiring.cut('m', 'lan0')
      await pause(lengthMs)
      lab.wiring.mend('m', 'lan0')
      const truthMs = monotonicMs() - fromMs
      await pause(30)
      const account = (await client.report()).addresses['10.77.1.1']
      errors.push(Math.abs((account?.longestOutageMs ?? 0) - truthMs))
    }
    const median = errors.toSorted((one, other) => one - other)[1]
    t.ok(median !== undefined && median <= 3, `off by ${errors.map((error) => error.toFixed(2)).join(', ')} ms`)
  })

  await t.test('a pulled cable takes the carrier of that device only; the direct cable goes dark at both ends', (t) => {
    lab.wiring.cut('m', 'dmz0')
    t.same([carrier(lab, 'm', 'dmz0'), carrier(lab, 'm', 'lan0'), carrier(lab, 's', 'dmz0')], ['0', '1', '1'])
    lab.wiring.mend('m', 'dmz0')
    t.equal(carrier(lab, 'm', 'dmz0'), '1')
    lab.wiring.cut('s', 'hb0')
    t.same([carrier(lab, 'm', 'hb0'), carrier(lab, 's', 'hb0')], ['0', '0'])
    lab.wiring.mend('m', 'hb0')
    t.same([carrier(lab, 'm', 'hb0'), carrier(lab, 's', 'hb0')], ['1', '1'])
    t.end()
  })

  await t.test('a dead path loses frames in one direction and leaves carrier and other paths alone', async (t) => {
    lab.wiring.cutPaths([{ from: 'm', to: 's', device: 'hb0' }])
    // Who receives an ARP request for its address learns the sender's hardware address.
    const hears = async (node: 'm' | 's'): Promise<boolean> => {
      const from = otherNode(node)
      const sender = inNetwork(namespacePath(lab.prefix, from), () => new EchoSender([directCable[node]], false, 1))
      sender.sendRound(1)
      await pause(20)
      return /lladdr/.test(lab.machines[node].run(['ip', 'neigh', 'show', 'dev', 'hb0']))
    }
    lab.machines.s.run(['ip', 'neigh', 'flush', 'dev', 'hb0'])
    lab.machines.m.run(['ip', 'neigh', 'flush', 'dev', 'hb0'])
    t.notOk(await hears('s'), 'nothing from m arrives at s')
    t.ok(await hears('m'), 'what s sends arrives at m')
    t.equal(carrier(lab, 's', 'hb0'), '1')
    lab.wiring.mendPaths()
    lab.machines.s.run(['ip', 'neigh', 'flush', 'dev', 'hb0'])
    t.ok(await hears('s'), 'and it arrives again when the path is mended')
  })

  await t.test('the watch knows who holds an address, and how long two nodes held it', async (t) => {
    const fromMs = monotonicMs()
    const address = ['10.77.1.100/24', 'dev', 'lan0']
    lab.machines.m.run(['ip', 'address', 'add', ...address])
    await watch.sync()
    t.equal(watch.holder('10.77.1.100'), 'm')
    lab.machines.s.run(['ip', 'address', 'add', ...address])
    await pause(30)
    await watch.sync()
    t.equal(watch.holder('10.77.1.100'), 'both')
    lab.machines.m.run(['ip', 'address', 'del', ...address])
    await watch.sync()
    t.equal(watch.holder('10.77.1.100'), 's')
    const both = watch.twoOwnersMs('10.77.1.100', { fromMs, toMs: monotonicMs() }, lab.powerCuts)
    t.ok(both >= 30 && both < 200, `${both.toFixed(1)} ms`)
    lab.machines.s.run(['ip', 'address', 'del', ...address])
  })

  await t.test('the serial cable passes bytes at its pace, and can be cut, half open and garbled', async (t) => {
    const ends = openSerial(lab)
    t.teardown(() => {
      closeSync(ends.m)
      closeSync(ends.s)
    })
    const text = Buffer.alloc(960, 0x55)
    const fromMs = monotonicMs()
    writeSync(ends.m, text)
    let got = Buffer.alloc(0)
    await until(() => (got = Buffer.concat([got, readAll(ends.s)])).length >= text.length)
    const tookMs = monotonicMs() - fromMs
    t.same(got, text)
    t.ok(tookMs > 80 && tookMs < 250, `960 bytes need 83 ms at 115200 baud, took ${tookMs.toFixed(0)}`)

    lab.relay?.order('cut')
    await pause(20)
    writeSync(ends.m, 'lost')
    writeSync(ends.s, 'lost')
    await until(async () => ((await lab.relay?.counters())?.m.lost ?? 0) === 4)
    t.equal(readAll(ends.s).length + readAll(ends.m).length, 0, 'a cut cable passes nothing')

    lab.relay?.order('half-open m')
    await pause(20)
    writeSync(ends.m, 'lost')
    writeSync(ends.s, 'heard')
    let heard = ''
    await until(() => (heard += readAll(ends.m).toString()).length >= 5)
    t.equal(heard, 'heard', 'half open: s is heard')
    t.equal(readAll(ends.s).length, 0, 'half open: m is not')

    lab.relay?.order('mend')
    lab.relay?.order('garble 0.5')
    await pause(20)
    writeSync(ends.m, text)
    let spoilt = Buffer.alloc(0)
    await until(() => (spoilt = Buffer.concat([spoilt, readAll(ends.s)])).length >= text.length)
    t.not(spoilt.compare(text), 0)
    t.ok(((await lab.relay?.counters())?.m.garbled ?? 0) > 100)
    lab.relay?.order('garble 0')
  })

  await t.test('a writer on a stalled serial line finds its output refused, as on a UART', async (t) => {
    const ends = openSerial(lab)
    t.teardown(() => {
      closeSync(ends.m)
      closeSync(ends.s)
    })
    lab.relay?.order('baud 300')
    await pause(20)
    let accepted = 0
    t.throws(
      () => {
        while (accepted < 200_000) accepted += writeSync(ends.m, Buffer.alloc(1000))
      },
      { code: 'EAGAIN' },
    )
    t.ok(accepted < 100_000)
    lab.relay?.order('baud 1000000')
    await pause(50)
    await until(() => readAll(ends.s).length === 0)
    lab.relay?.order('baud 115200')
  })

  await t.test('a power cut kills every process, takes carriers and addresses, and the disk survives it', async (t) => {
    const { m } = lab.machines
    const bootId = m.run(['cat', '/proc/sys/kernel/random/boot_id'])
    m.run(['sh', '-c', 'echo kept > /var/lib/hapair/disk; echo gone > /run/memory'])
    m.run(['ip', 'address', 'add', '10.77.1.100/24', 'dev', 'lan0'])
    const program = await m.start('sleeper', ['/bin/sleep', '1000'])
    const bystander = await lab.machines.s.start('sleeper', ['/bin/sleep', '1000'])
    const victims = m.processes()
    await client.mark('power')
    const atMs = lab.powerCut('m')
    t.equal(await program.exited, 'SIGKILL')
    t.same(
      victims.filter((pid) => startOfProcess(pid) !== undefined),
      [],
    )
    t.not(startOfProcess(bystander.pid), undefined, 'the other machine runs on')
    t.same([carrier(lab, 's', 'hb0'), carrier(lab, 's', 'lan0')], ['0', '1'])
    await watch.sync()
    t.equal(watch.holder('10.77.1.100'), undefined)
    await pause(50)
    const during = await client.report()
    const silentSinceMs = during.atMs - (during.addresses['10.77.1.1']?.openMs ?? 0)
    t.ok(Math.abs(silentSinceMs - atMs) < 10, `silent ${(silentSinceMs - atMs).toFixed(1)} ms after the cut`)
    await lab.powerOn('m')
    t.equal(m.run(['cat', '/var/lib/hapair/disk']).trim(), 'kept')
    t.throws(() => m.run(['cat', '/run/memory']))
    t.not(m.run(['cat', '/proc/sys/kernel/random/boot_id']), bootId)
    t.ok(await until(async () => ((await client.report()).addresses['10.77.1.1']?.openMs ?? 99) < 3), 'answers again')
    t.notMatch(m.run(['ip', 'address']), '10.77.1.100')
    t.equal(carrier(lab, 's', 'hb0'), '1')
  })

  await t.test('a program can be frozen, thawed and killed, and its exit is told', async (t) => {
    const { m } = lab.machines
    const program = await m.start('sleeper', ['/bin/sleep', '1000'], { LAB_TEST: 'set' })
    const state = (): string =>
      spawnSync('cut', ['-d', ' ', '-f', '3', `/proc/${program.pid}/stat`])
        .stdout.toString()
        .trim()
    t.ok(m.signal(program, 'SIGSTOP'))
    t.ok(await until(() => state() === 'T'))
    m.signal(program, 'SIGCONT')
    t.ok(await until(() => state() === 'S'))
    m.signal(program, 'SIGKILL')
    t.equal(await program.exited, 'SIGKILL')
    t.notOk(m.signal(program, 'SIGKILL'))
    await t.rejects(m.start('wrong', ['/no/such/program']))
  })
})
