/** Cases for `daemon/journal.ts`: what is told, to whom, and what happens to lines that nobody takes? */
import { execFileSync } from 'node:child_process'
import { closeSync, constants, mkdirSync, openSync, readFileSync, readSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { instant } from '../../src/base/time.ts'
import { Journal, renderLine } from '../../src/daemon/journal.ts'
import { told } from './told.ts'

/** The writer is asynchronous; so long it is waited for, ms. */
const settleMs = 30

const made = new Set<string>()

/** The folder of a test, made once. */
function folderOf(t: Test): string {
  if (made.has(t.testdirName)) return t.testdirName
  made.add(t.testdirName)
  rmSync(t.testdirName, { recursive: true, force: true })
  mkdirSync(t.testdirName, { recursive: true })
  t.teardown(() => {
    rmSync(t.testdirName, { recursive: true, force: true })
  })
  return t.testdirName
}

/** What a pipe has now. */
function drain(fd: number): string {
  const buffer = Buffer.alloc(1 << 20)
  try {
    return buffer.toString('utf8', 0, readSync(fd, buffer))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return ''
    throw error
  }
}

/** A journal that writes into a file of the test. */
function openJournal(t: Test, console = 'off'): { readonly journal: Journal; readonly written: () => Promise<string> } {
  const file = join(folderOf(t), 'output')
  const output = openSync(file, 'a')
  const journal = new Journal({ node: 'slave', console, wall: () => new Date(0), output })
  t.teardown(() => journal.close())
  return {
    journal,
    written: async () => {
      await new Promise((resolve) => setTimeout(resolve, settleMs))
      return readFileSync(file, 'utf8')
    },
  }
}

/** A pipe whose reader takes nothing unless it is asked. */
function openPipe(t: Test, name: string): { readonly path: string; readonly fd: number } {
  const path = join(folderOf(t), name)
  execFileSync('mkfifo', [path])
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  t.teardown(() => {
    closeSync(fd)
  })
  return { path, fd }
}

void t.test(
  'a line carries category, node, elapsed time, sentence and facts, and its priority for the service manager',
  async (t) => {
    const { journal, written } = openJournal(t)
    journal.tell(told({ elapsedMs: 12.34 }), instant(5_000))
    t.equal(await written(), '<5>failover slave +12.3 ms: taking over from a dead peer [silent-dead; 20 s]\n')
    const [line] = journal.last(1)
    t.match(line, { seq: 1, wall: '1970-01-01T00:00:00.000Z', monotonicMs: 5_000, node: 'slave', reason: 'takeover' })
    t.equal(
      line === undefined ? '' : renderLine(line),
      'failover slave +12.3 ms: taking over from a dead peer [silent-dead; 20 s]',
    )
  },
)

void t.test('every level has the priority that syslog(3) gives it', async (t) => {
  const { journal, written } = openJournal(t)
  for (const level of ['alarm', 'warning', 'notice', 'info'] as const)
    journal.tell(told({ level, facts: [] }), instant(0))
  t.strictSame((await written()).match(/<\d>/g), ['<1>', '<4>', '<5>', '<6>'])
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
  const { path, fd } = openPipe(t, 'console')
  const { journal } = openJournal(t, path)
  for (let count = 0; count < 30; count += 1) journal.tell(told(), instant(100))
  journal.tell(told({ category: 'heartbeat', level: 'info' }), instant(1_100))
  journal.tell(told({ category: 'heartbeat', level: 'alarm', reason: 'links-cut' }), instant(1_100))
  const lines = drain(fd).split('\r\n').filter(Boolean)
  t.equal(lines.length, 21)
  t.match(lines[0], /^hapair: failover slave: taking over/)
  t.match(lines[20], /^hapair: heartbeat slave: no beat is heard but/)
  t.equal(journal.counts.droppedConsole, 10)
  t.end()
})

void t.test('a console that takes nothing holds nothing up; its lines are counted', (t) => {
  const { path } = openPipe(t, 'console')
  const { journal } = openJournal(t, path)
  const facts = ['x'.repeat(8_000)]
  for (let count = 0; count < 15; count += 1) journal.tell(told({ facts }), instant(0))
  t.ok(journal.counts.droppedConsole >= 5, `${journal.counts.droppedConsole} dropped`)
  t.equal(journal.last(100).length, 15)
  t.end()
})

void t.test('a console that is absent is told once and does no harm', async (t) => {
  const { journal, written } = openJournal(t, '/nonexistent/tty')
  journal.tell(told(), instant(0))
  t.match(await written(), /<4>console \/nonexistent\/tty cannot be opened/)
})

void t.test('an output that takes nothing is given a megabyte; what comes beyond is dropped and counted', (t) => {
  const { path } = openPipe(t, 'output')
  const program = join(import.meta.dirname, 'blocked-journal.ts')
  const counted: unknown = JSON.parse(execFileSync(process.execPath, [program, path], { encoding: 'utf8' }))
  const { dropped, kept } = counted as { readonly dropped: number; readonly kept: number }
  t.ok(dropped >= 80 && dropped <= 100, `${dropped} of 200 lines of 10 KiB dropped`)
  t.equal(kept, 200)
  t.end()
})
