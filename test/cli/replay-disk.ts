/** A recorded night of a pair with a disk gives its decisions about the disk again. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readFact, readHead } from '../../src/cli/replay/recording.ts'
import { createFaithful, createSupposed } from '../../src/cli/replay/runner.ts'
import type { Runner } from '../../src/cli/replay/runner.ts'
import type { Reason } from '../../src/core/reasons.ts'
import type { NodeName } from '../../src/core/types.ts'
import { diskNightSettings, recordDiskNight } from './disk-night.ts'
import { call, scratch } from './stage.ts'

function replayed(text: string, create: (head: Parameters<typeof createFaithful>[0]) => Runner): readonly object[] {
  const [head = '', ...facts] = text.trimEnd().split('\n')
  const read = readHead(head)
  if (!read.ok) throw new Error(read.rule)
  const runner = create(read.value)
  for (const line of facts) {
    const fact = readFact(line)
    if (!fact.ok) throw new Error(fact.rule)
    runner.absorb(fact.value)
  }
  return runner.story().map(({ told }) => told)
}

const decisions: Readonly<Record<NodeName, readonly Reason[]>> = {
  slave: ['replication-lost', 'outdate-asked', 'peer-dead', 'held-back'],
  master: ['move-done', 'writes-frozen', 'fence-asked', 'fence-answered'],
}

for (const node of ['slave', 'master'] as const) {
  void t.test(`a replay tells the very story of a night with a disk: ${node}`, (t) => {
    const night = recordDiskNight(node)
    const told = night.story.map(({ reason }) => reason)
    for (const reason of decisions[node]) t.ok(told.includes(reason), reason)
    t.notOk(node === 'slave' && told.includes('takeover'), 'a stale copy takes nothing')
    t.strictSame(replayed(night.text, createFaithful), night.story)
    t.end()
  })

  void t.test(`facts of the disk reach the supposed run too: ${node}`, (t) => {
    const night = recordDiskNight(node)
    const settings = diskNightSettings(node)
    const supposed = replayed(night.text, (head) => createSupposed(head, settings, (same) => same))
    const reasons = supposed.map((told) => ('reason' in told ? told.reason : ''))
    for (const reason of decisions[node]) t.ok(reasons.includes(reason), reason)
    t.end()
  })
}

void t.test('hapair replay prints the decisions about the disk', async (t) => {
  const file = join(scratch(t), 'current.ndjson')
  writeFileSync(file, recordDiskNight('slave').text)
  const { code, out } = await call(['replay', file])
  t.equal(code, 0)
  t.match(out, 'the peer lost the replication and asks that this copy be outdated (r0)')
  t.match(out, /\+30\.000 s .*the disk replication lost the peer/)
  t.match(out, 'this node may not take over (disk-not-current)')
})
