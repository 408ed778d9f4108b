/** Is every line of the stream of events understood as far as it can be, and harmless where not? */
import t from 'tap'
import { parseEventLine } from '../../src/drbd/events2.ts'
import type { StreamEvent } from '../../src/drbd/events2.ts'
import { lineMax, StreamLines } from '../../src/drbd/stream-lines.ts'
import { connected84, destroyed9, script9, suspended84, sync9 } from './recorded.ts'

const read = (line: string): StreamEvent | undefined => parseEventLine(line).event

void t.test('the lines that the 8.4 module made are understood without a problem', (t) => {
  t.same(connected84.map(read), [
    { type: 'resource', name: 'r0', appeared: true, fields: { role: 'disk-secondary', suspended: [] } },
    {
      type: 'connection',
      name: 'r0',
      appeared: true,
      peer: '0',
      fields: { connection: 'connected', peerRole: 'disk-secondary' },
    },
    { type: 'device', name: 'r0', appeared: true, volume: 0, fields: { minor: 0, disk: 'up-to-date' } },
    {
      type: 'peer-device',
      name: 'r0',
      appeared: true,
      peer: '0',
      volume: 0,
      fields: { replication: 'established', peerDisk: 'up-to-date', resyncPaused: false },
    },
    { type: 'dump-end' },
  ])
  t.same(
    connected84.flatMap((line) => parseEventLine(line).problems),
    [],
  )
  t.match(read(suspended84), { fields: { role: 'disk-primary', suspended: ['fencing'] } })
  t.end()
})

void t.test(
  'the lines that DRBD 9 documents are understood without a problem, additional keys and objects let pass',
  (t) => {
    const lines = [...sync9, ...destroyed9, ...script9]
    t.same(
      lines.flatMap((line) => parseEventLine(line).problems),
      [],
    )
    t.match(read(sync9[2] ?? ''), {
      type: 'device',
      fields: { disk: 'diskless', open: false, quorum: true, sizeKib: 5 },
    })
    t.match(read(sync9.at(-1) ?? ''), {
      fields: { replication: 'sync-source', peerDisk: 'inconsistent', donePercent: 37.5, outOfSyncKib: 2500 },
    })
    t.same(destroyed9.map(read), [
      { type: 'nothing' },
      { type: 'peer-device-gone', name: 'some-resource', peer: '1' },
      { type: 'connection-gone', name: 'some-resource', peer: '1' },
      { type: 'device-gone', name: 'some-resource', volume: 0 },
      { type: 'resource-gone', name: 'some-resource' },
    ])
    t.match(read(script9[1] ?? ''), { type: 'script', script: 'before-resync-target', status: 1 })
    t.end()
  },
)

void t.test('a change carries only what it names', (t) => {
  t.same(read('change resource name:r0 role:Primary'), {
    type: 'resource',
    name: 'r0',
    appeared: false,
    fields: { role: 'disk-primary' },
  })
  t.end()
})

void t.test('statistics without an amount say that nothing is out of sync, no statistics say nothing', (t) => {
  const head = 'change peer-device name:r0 peer-node-id:0 conn-name:peer volume:0'
  t.match(read(`${head} received:4 sent:8`), { fields: { outOfSyncKib: 0 } })
  t.notOk('outOfSyncKib' in (read(`${head} peer-disk:Outdated`) as { fields: object }).fields)
  t.end()
})

void t.test('every word for a state that is not certain is no good state', (t) => {
  for (const word of ['DUnknown', 'Attaching', 'Detaching', 'Negotiating']) {
    t.match(read(`change device name:r0 volume:0 disk:${word}`), { fields: { disk: 'unknown' } }, word)
  }
  for (const word of ['Unconnected', 'Timeout', 'BrokenPipe', 'NetworkFailure', 'ProtocolError', 'TearDown']) {
    const line = `change connection name:r0 peer-node-id:0 connection:${word}`
    t.match(read(line), { fields: { connection: 'connecting' } }, word)
  }
  t.end()
})

void t.test('an unknown word is reported and reads unknown', (t) => {
  const { event, problems } = parseEventLine('change device name:r0 volume:0 disk:Perfect')
  t.match(event, { fields: { disk: 'unknown' } })
  t.same(problems, [{ problem: 'unknown-word', text: 'disk:Perfect' }])
  const frozen = parseEventLine('change resource name:r0 suspended:fencing,moon')
  t.match(frozen.event, { fields: { suspended: 'unknown' } })
  t.same(frozen.problems, [{ problem: 'unknown-word', text: 'suspended:fencing,moon' }])
  t.end()
})

void t.test('unknown objects and actions are reported and change nothing', (t) => {
  for (const line of [
    'exists planet name:r0 size:4',
    'rename resource name:r0 new_name:r1',
    'destroy planet name:r0',
  ]) {
    const { event, problems } = parseEventLine(line)
    t.same(event, { type: 'nothing' }, line)
    t.equal(problems[0]?.problem, 'unknown-word', line)
  }
  t.end()
})

void t.test('a line that misses its key says nothing and is reported', (t) => {
  const lines = [
    '',
    'x',
    'drbdsetup: something went wrong',
    'change -',
    'exists resource role:Primary',
    'exists resource name:../x role:Primary',
    'exists connection name:r0 connection:Connected',
    'exists device name:r0 disk:UpToDate',
    'exists device name:r0 volume:-1 disk:UpToDate',
    'exists peer-device name:r0 volume:0 peer-disk:UpToDate',
    'call helper name:r0',
  ]
  for (const line of lines) {
    const { event, problems } = parseEventLine(line)
    t.equal(event, undefined, line)
    t.ok(
      problems.some(({ problem }) => problem === 'malformed'),
      line,
    )
  }
  t.end()
})

void t.test('numbers out of range are reported and left out', (t) => {
  for (const pair of ['done:250.00', 'done:-nan', 'out-of-sync:18446744073709551615', 'out-of-sync:-4']) {
    const { event, problems } = parseEventLine(`change peer-device name:r0 peer-node-id:0 volume:0 ${pair}`)
    t.same((event as { fields: object }).fields, {}, pair)
    t.equal(problems.length, 1, pair)
  }
  t.end()
})

void t.test('chunks become lines wherever they are cut', (t) => {
  const text = `${connected84.join('\n')}\n`
  for (const size of [1, 7, 64, text.length]) {
    const lines = new StreamLines()
    const seen: string[] = []
    for (let at = 0; at < text.length; at += size) seen.push(...lines.absorb(text.slice(at, at + size)))
    t.same(seen, connected84, `pieces of ${size}`)
  }
  t.end()
})

void t.test('a line beyond the limit is dropped up to its end, counted once, and costs no memory', (t) => {
  const lines = new StreamLines()
  for (let at = 0; at < 100; at += 1) t.same(lines.absorb('x'.repeat(lineMax)), [])
  t.equal(lines.dropped, 1)
  t.same(lines.absorb('y\nexists -\n'), ['exists -'])
  t.same(lines.absorb(`${'z'.repeat(lineMax + 1)}\nexists -\n`), ['exists -'])
  t.equal(lines.dropped, 2)
  t.end()
})
