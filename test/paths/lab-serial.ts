/** Lab cases for `heartbeat-serial`: real pseudo terminals as the null-modem cable. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { encodeFrame } from '../../src/heartbeat-serial/framing.ts'
import { openSerialPath, type SerialPath } from '../../src/heartbeat-serial/index.ts'
import { monotonicNow } from '../../src/linux/clock.ts'
import { PtyCable, quiet, until } from './lab-tools.ts'
import type { PathState } from '../../src/wire/path.ts'

type Side = {
  readonly path: SerialPath
  readonly frames: string[]
  readonly ages: number[]
  readonly states: PathState[]
  garbage: number
}

function openSide(device: string, baudRate = 115_200): Side {
  const frames: string[] = []
  const ages: number[] = []
  const states: PathState[] = []
  const side: Side = {
    frames,
    ages,
    states,
    garbage: 0,
    path: openSerialPath({
      device,
      baudRate,
      beatMs: 100,
      clock: monotonicNow,
      listener: {
        frame: (bytes, ageMs) => {
          frames.push(Buffer.from(bytes).toString())
          ages.push(ageMs)
        },
        garbage: (bytes) => {
          side.garbage += bytes
        },
        state: (state) => {
          states.push(state)
        },
      },
    }),
  }
  return side
}

/**
 * How often this thread has given the processor away to wait for something; a pause of the machine does not count, as it
 * does in elapsed time.
 */
function waitsOfThisThread(): number {
  const found = /^voluntary_ctxt_switches:\s*(\d+)$/m.exec(readFileSync('/proc/thread-self/status', 'utf8'))
  return Number(found?.[1])
}

/** Processor time of this thread, ms. */
function busyMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** Descriptors of this process that lead to a pseudo terminal, of today or gone. */
function openPseudoTerminals(): number {
  const links = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`)
    } catch {
      // The listing's own descriptor is closed by now.
      return ''
    }
  })
  return links.filter((link) => link.startsWith('/dev/pts/')).length
}

const usable = (side: Side) => side.states.at(-1)?.usable === true
const beat = (text: string) => Buffer.from(text)

async function openPair(cable: PtyCable): Promise<[Side, Side]> {
  const sides: [Side, Side] = [openSide(cable.ends[0]), openSide(cable.ends[1])]
  await until('both ports open', () => sides.every(usable))
  return sides
}

void t.test('on a null-modem cable of two pseudo terminals', async (t) => {
  const cable = new PtyCable()
  await cable.plug()
  const [one, other] = await openPair(cable)
  t.teardown(async () => {
    one.path.stop()
    other.path.stop()
    await cable.remove()
  })

  await t.test('beats go both ways, whole and in order', async (t) => {
    for (let count = 0; count < 20; count++) {
      t.ok(one.path.send(beat(`one ${count}`)) && other.path.send(beat(`other ${count}`)))
      await until('both beats', () => one.frames.length > count && other.frames.length > count)
    }
    t.strictSame(
      other.frames,
      Array.from({ length: 20 }, (_none, at) => `one ${at}`),
    )
    t.strictSame(
      one.frames,
      Array.from({ length: 20 }, (_none, at) => `other ${at}`),
    )
    t.equal(one.garbage + other.garbage, 0)
    t.ok(Math.max(...one.ages, ...other.ages) < 50, 'ages are counted from the reading of the bytes')
  })

  await t.test('a pseudo terminal has no modem lines, and that is no lack of carrier', (t) => {
    t.equal(one.path.modemLines(), 'unknown')
    t.equal(one.states.at(-1)?.carrier, true)
    t.end()
  })

  await t.test('the port is locked: a second opening fails, is told, and takes nothing from the first', async (t) => {
    const second = openSide(cable.ends[0])
    t.teardown(() => second.path.stop())
    await until('the refusal', () => second.states.some(({ detail }) => /lock/i.test(detail)))
    t.equal(second.path.send(beat('never')), false)
    one.frames.length = 0
    t.ok(other.path.send(beat('still mine')))
    await until('the beat', () => one.frames.includes('still mine'))
  })

  await t.test(
    'after alike frames a shorter and a longer one are heard all the same, and so is one in pieces',
    async (t) => {
      one.frames.length = 0
      const alike = ['alike 1', 'alike 2', 'alike 3', 'alike 4']
      for (const text of alike) {
        other.path.send(beat(text))
        await until(text, () => one.frames.includes(text))
      }
      other.path.send(beat('short'))
      await until('the short one', () => one.frames.includes('short'))
      for (const text of alike) other.path.send(beat(text))
      other.path.send(beat('a longer frame than those before it'))
      await until('the longer one', () => one.frames.includes('a longer frame than those before it'))
      one.frames.length = 0
      for (const text of alike) {
        other.path.send(beat(text))
        await until(text, () => one.frames.includes(text))
      }
      const line = encodeFrame(beat('alike 5'))
      for (const piece of [line.subarray(0, 5), line.subarray(5, 9), line.subarray(9)]) {
        writeFileSync(cable.ends[1], piece)
        await quiet(2)
      }
      await until('the one in pieces', () => one.frames.includes('alike 5'))
      t.strictSame(one.frames, [...alike, 'alike 5'])
    },
  )

  await t.test('noise before a beat costs its bytes and not the beat [HB-18]', async (t) => {
    one.frames.length = 0
    execFileSync('sh', ['-c', 'head -c 3000 /dev/urandom > "$1"', 'sh', cable.ends[1]])
    await until('the noise', () => one.garbage > 2000)
    t.ok(other.path.send(beat('after the noise')))
    await until('the beat', () => one.frames.includes('after the noise'))
  })

  await t.test('beats arrive while every thread of the pool is busy', async (t) => {
    const { pbkdf2 } = await import('node:crypto')
    let busy = 8
    for (let thread = 0; thread < 8; thread++) pbkdf2('a', 'b', 400_000, 64, 'sha512', () => busy--)
    one.frames.length = 0
    for (let count = 0; count < 10; count++) {
      other.path.send(beat(`busy ${count}`))
      await until('the beat', () => one.frames.includes(`busy ${count}`))
    }
    t.ok(busy > 0, `${busy} threads were still at work`)
    await until('the end of the work', () => busy === 0)
  })

  await t.test('a writer without a reader is never blocked, and what it piles up is thrown away', async (t) => {
    cable.freeze()
    other.frames.length = 0
    const text = 'x'.repeat(400)
    /** What a pipe of 4 KiB holds of them, twice. */
    const fewFrames = 20
    let [slowestMs, waits] = [0, 0]
    for (let count = 0; count < 2000; count++) {
      const [start, waited] = [busyMs(), waitsOfThisThread()]
      one.path.send(beat(`${count} ${text}`))
      waits += waitsOfThisThread() - waited
      slowestMs = Math.max(slowestMs, busyMs() - start)
      if (count % 50 === 0) await quiet(0)
    }
    const dropped = one.path.counters().framesDropped
    await quiet(50)
    cable.thaw()
    one.path.send(beat('now'))
    await until('a beat of the present', () => other.frames.includes('now') || (one.path.send(beat('now')), undefined))
    // A send that waits for the reader would wait for ever. The lock of the thread pool is met now and then.
    t.ok(waits <= 20, `${waits} waits in 2000 sends`)
    t.ok(slowestMs < 20, `the slowest of 2000 sends took ${slowestMs.toFixed(2)} ms of the processor`)
    t.ok(dropped > 0, `${dropped} of 2000 dropped and counted`)
    const last = Math.max(...other.frames.map((frame) => Number.parseInt(frame, 10)).filter((number) => number >= 0))
    const stale = other.frames.filter((frame) => frame !== 'now').length
    // Either the pipe still held frames of the end, or only the few that were under way when the reader froze.
    t.ok(last > 1500 || stale < fewFrames, `${stale} old frames came through late, up to number ${last}`)
    t.ok(stale < 200, `${stale} old frames came through`)
    t.comment(`slowest ${slowestMs.toFixed(2)} ms, dropped ${dropped}, stale ${stale}`)
  })
})

void t.test('when the peer side goes away and comes back', async (t) => {
  const cable = new PtyCable()
  await cable.plug()
  const [one, first] = await openPair(cable)
  let other = first
  t.teardown(async () => {
    one.path.stop()
    other.path.stop()
    await cable.remove()
  })
  await cable.pull()
  await until('both losses told', () => !usable(one) && !usable(other))
  t.equal(one.path.send(beat('stale')), false, 'nothing is taken while the port is closed')
  t.equal(one.path.finding().type, 'port-closed')
  const dropped = one.path.counters().framesDropped
  t.equal(dropped, 1, 'the drop is counted')
  await cable.plug()
  await until('both ports open again', () => usable(one) && usable(other))
  await quiet(100)
  t.strictSame([...one.frames, ...other.frames], [], 'nothing stale is delivered')
  t.ok(one.path.send(beat('fresh')))
  await until('the fresh beat', () => other.frames.length > 0)
  t.strictSame(other.frames, ['fresh'])
  await until('the old descriptors closed', () => openPseudoTerminals() === 2)

  other.path.stop()
  t.ok(one.path.send(beat('to nobody')), 'a cable whose other end is not read shows nothing')
  other = openSide(cable.ends[1])
  await until('the other end open', () => usable(other))
  await quiet(100)
  t.strictSame(other.frames, [], 'what came before the opening is not delivered')
})

void t.test('a missing device is told once, tried again, and used when it appears', async (t) => {
  const cable = new PtyCable()
  const side = openSide(cable.ends[0])
  t.teardown(async () => {
    side.path.stop()
    await cable.remove()
  })
  await until('the absence', () => side.states.length > 0)
  t.match(side.states[0], { usable: false, detail: /No such file/ })
  await quiet(1300)
  t.equal(side.states.length, 1, 'the second attempt is not told again')
  await cable.plug()
  await until('the port', () => usable(side))
})

void t.test('the last frame before an orderly stop still arrives', async (t) => {
  const cable = new PtyCable()
  await cable.plug()
  const [one, other] = await openPair(cable)
  t.teardown(async () => {
    other.path.stop()
    await cable.remove()
  })
  cable.freeze()
  t.ok(one.path.send(beat('leaving')))
  one.path.stop()
  await quiet(100)
  cable.thaw()
  await until('the last beat', () => other.frames.includes('leaving'))
})

void t.test('after stop nothing is reported any more, and the device is free', async (t) => {
  const cable = new PtyCable()
  await cable.plug()
  const [one, other] = await openPair(cable)
  one.path.stop()
  const told = one.states.length
  t.equal(one.path.send(beat('late')), false)
  const again = openSide(cable.ends[0])
  t.teardown(async () => {
    again.path.stop()
    other.path.stop()
    await cable.remove()
  })
  await until('the device open again', () => usable(again))
  t.equal(one.states.length, told)
})
