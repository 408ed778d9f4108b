/** Cases for `daemon/journal.ts`: what is told, to whom, and what happens to lines that nobody takes? */
import { execFileSync } from 'node:child_process'
import { closeSync, constants, openSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { instant } from '../../src/base/time.ts'
import { Journal, renderLine } from '../../src/daemon/journal.ts'
import { told } from './told.ts'

/** A journal that writes into a file of the test. */
function openJournal(t: Test, console = 'off'): { readonly journal: Journal; readonly written: () => string } {
  const file = join(t.testdir(), 'output')
  const output = openSync(file, 'a')
  const journal = new Journal({ node: 'slave', console, wall: () => new Date(0), output })
  t.teardown(() => {
    journal.close()
    closeSync(output)
  })
  return {
    journal,
    written: () => {
      journal.flush()
      return readFileSync(file, 'utf8')
    },
  }
}

/** A pipe whose reader takes nothing unless it is asked. */
function openPipe(t: Test, name: string): { readonly path: string; readonly fd: number } {
  const path = join(t.testdirName, name)
  execFileSync('mkfifo', [path])
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  t.teardown(() => {
    closeSync(fd)
  })
  return { path, fd }
}

void t.test(
  'a line carries category, node, elapsed time, sentence and facts, and its priority for the service manager',
  (t) => {
    const { journal, written } = openJournal(t)
    journal.tell(told({ elapsedMs: 12.34 }), instant(5_000))
    t.equal(written(), '<5>failover slave +12.3 ms: taking over from a dead peer [silent-dead; 20 s]\n')
    const [line] = journal.last(1)
    t.match(line, { seq: 1, wall: '1970-01-01T00:00:00.000Z', monotonicMs: 5_000, node: 'slave', reason: 'takeover' })
    t.equal(
      line === undefined ? '' : renderLine(line),
      'failover slave +12.3 ms: taking over from a dead peer [silent-dead; 20 s]',
    )
    t.end()
  },
)

void t.test('every level has the priority that syslog(3) gives it', (t) => {
  const { journal, written } = openJournal(t)
  for (const level of ['alarm', 'warning', 'notice', 'info'] as const)
    journal.tell(told({ level, facts: [] }), instant(0))
  t.strictSame(written().match(/<\d>/g), ['<1>', '<4>', '<5>', '<6>'])
  t.end()
})

void t.test('the last 2,000 lines are kept, older ones are let go', (t) => {
  const { journal } = openJournal(t)
  for (let count = 0; count < 2_100; count += 1) journal.tell(told(), instant(count))
  const kept = journal.last(Number.MAX_SAFE_INTEGER)
  t.equal(kept.length, 2_000)
  t.equal(kept[0]?.seq, 101)
  t.strictSame(
    journal.last(2).map((line) => line.seq),
    [2_099, 2_100],
  )
  t.end()
})

void t.test('followers hear each new line until they stop', (t) => {
  const { journal } = openJournal(t)
  const heard: number[] = []
  journal.tell(told(), instant(0))
  const unfollow = journal.follow((line) => heard.push(line.seq))
  journal.tell(told(), instant(0))
  journal.tell(told(), instant(0))
  unfollow()
  journal.tell(told(), instant(0))
  t.strictSame(heard, [2, 3])
  t.end()
})

void t.test('the console gets failovers and alarms, at most 20 lines a second; the rest is counted', (t) => {
  t.testdir()
  const { path, fd } = openPipe(t, 'console')
  const { journal } = openJournal(t, path)
  for (let count = 0; count < 30; count += 1) journal.tell(told(), instant(100))
  journal.tell(told({ category: 'heartbeat', level: 'info' }), instant(1_100))
  journal.tell(told({ category: 'heartbeat', level: 'alarm', reason: 'links-cut' }), instant(1_100))
  const buffer = Buffer.alloc(65_536)
  const lines = buffer.toString('utf8', 0, readSync(fd, buffer)).split('\r\n').filter(Boolean)
  t.equal(lines.length, 21)
  t.match(lines[0], /^hapair: failover slave: taking over/)
  t.match(lines[20], /^hapair: heartbeat slave: no beat is heard but/)
  t.equal(journal.counts.droppedConsole, 10)
  t.end()
})

void t.test('a console that takes nothing holds nothing up; its lines are counted', (t) => {
  t.testdir()
  const { path } = openPipe(t, 'console')
  const { journal } = openJournal(t, path)
  const facts = ['x'.repeat(8_000)]
  for (let count = 0; count < 15; count += 1) journal.tell(told({ facts }), instant(0))
  t.ok(journal.counts.droppedConsole >= 5, `${journal.counts.droppedConsole} dropped`)
  t.equal(journal.last(100).length, 15)
  t.end()
})

void t.test('a console that is absent is told once and does no harm', (t) => {
  const { journal, written } = openJournal(t, '/nonexistent/tty')
  journal.tell(told(), instant(0))
  t.match(written(), /<4>console \/nonexistent\/tty cannot be opened/)
  t.end()
})

void t.test(
  'an output that takes nothing is given at most a megabyte; what comes beyond is dropped and counted',
  async (t) => {
    t.testdir()
    const { fd } = openPipe(t, 'output')
    const journal = new Journal({ node: 'slave', console: 'off', wall: () => new Date(0), output: fd })
    const facts = ['x'.repeat(10_000)]
    for (let count = 0; count < 200; count += 1) journal.tell(told({ facts }), instant(0))
    await new Promise((resolve) => setImmediate(resolve))
    t.ok(
      journal.counts.droppedOutput >= 80 && journal.counts.droppedOutput <= 100,
      `${journal.counts.droppedOutput} dropped`,
    )
    t.equal(journal.last(1_000).length, 200)
    const drain = Buffer.alloc(1 << 20)
    const emptying = setInterval(() => {
      readSync(fd, drain)
    }, 5)
    await new Promise((resolve) => setTimeout(resolve, 300))
    clearInterval(emptying)
  },
)
