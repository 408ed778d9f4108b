/**
 * Can the lab be trusted: do its faults do what they say, do its instruments measure right, does it leave nothing?
 *
 * Needs root. Everything happens in namespaces of its own. Real clocks are the subject here, so this file sleeps.
 */
import { spawn, spawnSync } from 'node:child_process'
import { closeSync, constants, existsSync, mkdirSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'tap'
import { rows } from '../bench/rows.ts'
import type { Run } from '../bench/table.ts'
import { renderRow, spread } from '../bench/table.ts'
import { Client } from '../lab/netns/client-remote.ts'
import { drills } from '../lab/netns/drills.ts'
import { EchoSender } from '../lab/netns/echo.ts'
import { inNetwork, monotonicMs } from '../lab/netns/kernel.ts'
import { createLab } from '../lab/netns/lab.ts'
import type { Lab } from '../lab/netns/lab.ts'
import { directCable, namespacePath, otherNode } from '../lab/netns/layout.ts'
import { OutageMeter } from '../lab/netns/outage-meter.ts'
import { overlapMs, spansHeld } from '../lab/netns/ownership.ts'
import { namedNamespaces, startOfProcess, runFolder, sweep } from '../lab/netns/run-folder.ts'
import { moveSentence, movesIn, stepSentence } from '../lab/netns/story.ts'
import { Watch } from '../lab/netns/watch-remote.ts'

const nodeAddresses = ['10.77.1.1', '10.77.1.2', '10.77.2.1', '10.77.3.2', 'fd77:1::1']

/** Waits until `condition` holds, 5 s at most. */
async function until(condition: () => boolean | Promise<boolean>): Promise<boolean> {
  const limitMs = monotonicMs() + 5000
  while (monotonicMs() < limitMs) {
    if (await condition()) return true
    await pause(5)
  }
  return false
}

/** Everything that can be read from a serial end now. */
function readAll(fd: number): Buffer {
  const parts: Buffer[] = []
  for (;;) {
    const part = Buffer.alloc(4096)
    try {
      const bytes = readSync(fd, part)
      if (bytes === 0) return Buffer.concat(parts)
      parts.push(part.subarray(0, bytes))
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return Buffer.concat(parts)
      throw error
    }
  }
}

function openSerial(lab: Lab): { m: number; s: number } {
  if (lab.relay === undefined) throw new Error('this lab has no serial cable')
  const flags = constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK
  return { m: openSync(lab.relay.paths.m, flags), s: openSync(lab.relay.paths.s, flags) }
}

function carrier(lab: Lab, node: 'm' | 's', device: string): string {
  return lab.machines[node].run(['cat', `/sys/class/net/${device}/carrier`]).trim()
}

void test('an outage is the time between two replies, and late replies close nothing', (t) => {
  const meter = new OutageMeter(1, 0)
  for (let ms = 1; ms <= 10; ms += 1) meter.noteReply(ms, 'aa', ms + 0.1)
  meter.mark(10.2)
  meter.noteReply(31, 'bb', 31.1)
  meter.noteReply(15, 'bb', 31.2)
  const report = meter.report(31.5)
  t.same(
    report.outages.map((outage) => [outage.startMs, Math.round(outage.lengthMs), outage.lost]),
    [[10.1, 21, 20]],
  )
  t.equal(report.macChanges.length, 1)
  t.equal(meter.report(131.1).longestOutageMs, 100, 'an outage that has not ended counts')
  t.end()
})

void test('time in which the client itself was late is no outage, but what it asked for in vain is', (t) => {
  const meter = new OutageMeter(1, 0)
  meter.noteRequest(1, 0.9)
  meter.noteReply(1, 'aa', 1)
  meter.noteRequest(2, 41)
  t.ok(meter.report(41.5).openMs < 2)
  meter.noteReply(2, 'aa', 41.1)
  t.same(meter.report(41.2).outages, [])
  t.ok(meter.report(41.2).longestGapMs < 2)
  meter.noteRequest(3, 42)
  meter.noteRequest(4, 43)
  meter.noteRequest(5, 63)
  meter.noteReply(5, 'aa', 63.1)
  t.same(
    meter.report(63.2).outages.map((outage) => [Math.round(outage.lengthMs), outage.lost]),
    [[22, 2]],
  )
  t.end()
})

void test('the list of outages is bounded and what it leaves out is counted', (t) => {
  const meter = new OutageMeter(1, 0)
  for (let round = 1; round <= 1002; round += 1) meter.noteReply(round * 2, 'aa', round * 2)
  const report = meter.report(2004)
  t.same([report.outages.length, report.outagesNotListed], [1000, 1])
  t.end()
})

void test('time with two owners ends at a power cut, not when the dead kernel is cleared', (t) => {
  const address = '10.77.1.100'
  const events = [
    { atMs: 1, node: 'm', change: 'added', address } as const,
    { atMs: 10, node: 's', change: 'added', address } as const,
    { atMs: 30, node: 'm', change: 'gone', address } as const,
  ]
  const overlap = (cuts: { node: string; atMs: number }[]): number =>
    overlapMs(
      spansHeld(events, { node: 'm', address }, cuts, 100),
      spansHeld(events, { node: 's', address }, cuts, 100),
      { fromMs: 0, toMs: 100 },
    )
  t.equal(overlap([]), 20)
  t.equal(overlap([{ node: 'm', atMs: 5 }]), 0)
  t.end()
})

void test('changes of one node that follow each other are told as one move', (t) => {
  const ours = new Map([
    ['10.77.1.100', '10.77.1.100'],
    ['fd77', 'fd77::100'],
  ])
  const events = [
    { atMs: 1, node: 'm', change: 'gone', address: '10.77.1.100' } as const,
    { atMs: 2, node: 'm', change: 'gone', address: '10.77.1.1' } as const,
    { atMs: 3, node: 'm', change: 'gone', address: 'fd77' } as const,
    { atMs: 4, node: 's', change: 'added', address: 'fd77' } as const,
  ]
  t.same(movesIn(events, ours).map(moveSentence), [
    'node-m holds no longer 10.77.1.100 and 1 more',
    'node-s holds fd77::100',
  ])
  t.end()
})

void test('every drill names steps that can be told, and puts back what it broke', (t) => {
  const breaking = new Set(['serial', 'cut-ethernet-between-nodes', 'cut-cable', 'isolate'])
  for (const drill of drills) {
    for (const step of [...drill.steps, ...drill.then]) t.ok(stepSentence(step, 'm').length > 5)
    const broke = drill.steps.some((step) => breaking.has(step.type))
    t.equal(
      drill.then.some((step) => step.type === 'mend-everything'),
      broke,
      drill.id,
    )
  }
  t.end()
})

void test('the median of an even number of runs lies between the middle two, and of none there is none', (t) => {
  t.same(spread([4, 1, 3, 2]), { min: 1, median: 2.5, max: 4 })
  t.equal(spread([]), undefined)
  t.end()
})

void test('a row compares hapair with the best of the others and says when a figure was never taken', (t) => {
  const row = rows.find((one) => one.id === 'crash')
  if (row === undefined) throw new Error('there is no row crash')
  const run = (peer: string, outageMs: number | undefined): Run => ({ row: 'crash', peer, figures: { outageMs } })
  const runs = [
    run('keepalived fast', 200),
    run('keepalived fast', undefined),
    run('heartbeat fast', undefined),
    run('hapair fast', 250),
  ]
  const table = renderRow(row, runs)
  t.match(table, /keepalived fast +2 +200 \/ 200 \/ 200 \(1 of 2\)/)
  t.match(table, /heartbeat fast +1 +never/)
  t.match(table, /best other +x 1.25/)
  t.end()
})

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

void test('a destroyed lab leaves no namespace, process or folder', async (t) => {
  const lab = await createLab({ baudRate: 0 })
  const pids = [lab.machines.m.initPid, lab.machines.s.initPid]
  lab.destroy()
  t.ok(await until(() => pids.every((pid) => startOfProcess(pid) === undefined)))
  t.same(
    namedNamespaces().filter((name) => name.startsWith(lab.prefix)),
    [],
  )
  t.notOk(existsSync(runFolder(lab.prefix)))
})

void test('when the runner is killed with SIGKILL its watcher removes everything at once', async (t) => {
  const program = `
    import { createLab } from ${JSON.stringify(new URL('../lab/netns/lab.ts', import.meta.url).href)}
    const lab = await createLab()
    console.log(lab.prefix + ' ' + lab.machines.m.initPid)
    setInterval(() => undefined, 1000)`
  const runner = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const line = await new Promise<string>((resolve) =>
    runner.stdout.once('data', (text: Buffer) => resolve(text.toString())),
  )
  const [prefix = '', pid = ''] = line.trim().split(' ')
  t.equal(namedNamespaces().filter((name) => name.startsWith(prefix)).length, 5)
  runner.kill('SIGKILL')
  t.ok(await until(() => !existsSync(runFolder(prefix)) && !namedNamespaces().some((name) => name.startsWith(prefix))))
  t.ok(await until(() => startOfProcess(Number(pid)) === undefined))
})

void test('a sweep removes what runs without an owner left behind, and only that', (t) => {
  const living = sweep()
  t.type(living, Array)
  const orphan = spawn('sleep', ['1000'])
  const stranger = spawn('sleep', ['1000'])
  t.teardown(() => stranger.kill())
  mkdirSync(runFolder('hp0bad-'))
  writeFileSync(`${runFolder('hp0bad-')}/owner`, '1 17\n')
  const records = `${orphan.pid ?? 0} ${startOfProcess(orphan.pid ?? 0) ?? ''}\n${stranger.pid ?? 0} 1\n`
  writeFileSync(`${runFolder('hp0bad-')}/processes`, records)
  spawnSync('ip', ['netns', 'add', 'hp0bad-m'])
  spawnSync('ip', ['netns', 'add', 'hp0bae-sw'])
  t.same(sweep().toSorted(), ['hp0bad-', 'hp0bae-'])
  t.same(
    namedNamespaces().filter((name) => name.startsWith('hp0ba')),
    [],
  )
  t.notOk(existsSync(runFolder('hp0bad-')))
  orphan.once('exit', (_code, signal) => {
    t.equal(signal, 'SIGKILL', 'a recorded process is killed')
    t.not(startOfProcess(stranger.pid ?? 0), undefined, 'a process that only has a recorded pid is not')
    t.end()
  })
})
