/** Does the model say what DRBD said, and nothing else? */
import t from 'tap'
import { parseEventLine } from '../../src/drbd/events2.ts'
import { decidingPart, factsOf } from '../../src/drbd/facts.ts'
import { parseGeneration } from '../../src/drbd/identifiers.ts'
import { absorbEvent, emptyModel, watchedMax } from '../../src/drbd/model.ts'
import type { DiskModel, ModelChange } from '../../src/drbd/model.ts'
import { masterStream84, slaveStream84 } from './recorded-stream.ts'
import { connected84, destroyed9, generations, sync9 } from './recorded.ts'

function absorbAll(
  lines: readonly string[],
  start: DiskModel = emptyModel,
): { model: DiskModel; changes: ModelChange[] } {
  let model = start
  const changes: ModelChange[] = []
  for (const line of lines) {
    const { event } = parseEventLine(line)
    if (event === undefined) continue
    const absorbed = absorbEvent(model, event)
    model = absorbed.model
    if (absorbed.change !== undefined) changes.push(absorbed.change)
  }
  return { model, changes }
}

const resource = { name: 'r0', minor: 0 }
const facts = (model: DiskModel) => factsOf(0, resource, model, {})
const cut = 'change connection name:r0 peer-node-id:0 conn-name:peer connection:Connecting role:Unknown'
const off = 'change peer-device name:r0 peer-node-id:0 conn-name:peer volume:0 replication:Off peer-disk:DUnknown'

void t.test('a dump becomes a state, and only when it has ended', (t) => {
  const almost = absorbAll(connected84.slice(0, -1)).model
  t.notOk(almost.complete)
  t.match(facts(almost), { disk: 'unknown', role: 'unknown', connection: 'unknown', suspended: 'unknown' })
  t.same(facts(absorbAll(connected84).model), {
    resource: 0,
    connection: 'connected',
    role: 'disk-secondary',
    peerRole: 'disk-secondary',
    disk: 'up-to-date',
    peerDisk: 'up-to-date',
    replication: 'established',
    suspended: 'no',
    kernelAsks: false,
    crashedPrimary: false,
  })
  t.end()
})

void t.test('each change tells the state before and after', (t) => {
  const { changes } = absorbAll([cut, off], absorbAll(connected84).model)
  t.match(changes[0], {
    name: 'r0',
    before: { connection: 'connected', peerRole: 'disk-secondary' },
    after: { connection: 'connecting', peerRole: 'unknown', replication: 'established' },
  })
  t.match(changes[1], { before: { peerDisk: 'up-to-date' }, after: { peerDisk: 'unknown', replication: 'off' } })
  t.end()
})

void t.test('a line that repeats what is known is no change', (t) => {
  t.same(absorbAll(connected84.slice(0, -1), absorbAll(connected84).model).changes, [])
  t.end()
})

void t.test('connected counts only when the volume replicates', (t) => {
  const { model } = absorbAll([off], absorbAll(connected84).model)
  t.equal(facts(model).connection, 'connecting')
  t.end()
})

void t.test('a stream that begins again has forgotten everything', (t) => {
  t.equal(facts(emptyModel).disk, 'unknown')
  t.equal(facts(absorbAll(['exists -']).model).disk, 'unknown')
  t.end()
})

void t.test('a copy of DRBD 9 is followed from its beginning to the end of the resource', (t) => {
  const begun = absorbAll(sync9)
  const state = begun.model.resources.get('some-resource')
  t.match(state, {
    replication: 'sync-source',
    peerDisk: 'inconsistent',
    donePercent: 37.5,
    outOfSyncKib: 2500,
    open: false,
  })
  const established =
    'change peer-device name:some-resource peer-node-id:1 conn-name:some-peer volume:0 replication:Established peer-disk:UpToDate'
  const done = absorbAll([established], begun.model).model.resources.get('some-resource')
  t.equal(done?.donePercent, undefined, 'the percentage goes with the copy')
  const gone = absorbAll(destroyed9, begun.model)
  t.equal(gone.model.resources.size, 0)
  t.equal(gone.changes.at(-1)?.after, undefined)
  t.end()
})

void t.test('a resource with a second volume or a third node is none of ours: nothing is said of it', (t) => {
  const second = 'exists device name:r0 volume:1 minor:1 disk:UpToDate'
  const third = 'exists connection name:r0 peer-node-id:2 conn-name:third connection:Connected role:Secondary'
  for (const line of [second, third]) {
    t.match(
      facts(absorbAll([line], absorbAll(connected84).model).model),
      { disk: 'unknown', connection: 'unknown' },
      line,
    )
  }
  t.end()
})

void t.test('the end of a connection or of a volume is a loss', (t) => {
  const gone = absorbAll(['destroy connection name:r0 peer-node-id:0'], absorbAll(connected84).model)
  t.match(facts(gone.model), { connection: 'stand-alone', peerDisk: 'unknown', peerRole: 'unknown' })
  const other = 'create connection name:r0 peer-node-id:5 conn-name:peer connection:Connecting role:Unknown'
  t.equal(facts(absorbAll([other], gone.model).model).connection, 'connecting', 'another peer may come after it')
  const behind = 'change peer-device name:r0 peer-node-id:0 volume:0 peer-disk:Outdated'
  const ends = ['destroy peer-device name:r0 peer-node-id:0 volume:0', 'destroy connection name:r0 peer-node-id:0']
  const kept = absorbAll([behind, ...ends], absorbAll(connected84).model)
  t.match(facts(kept.model), { connection: 'stand-alone', peerDisk: 'outdated' }, 'what is behind stays so')
  t.equal(facts(absorbAll(['destroy device name:r0 volume:0'], absorbAll(connected84).model).model).disk, 'diskless')
  t.end()
})

void t.test('more resources than can be watched are counted and left out', (t) => {
  const lines = Array.from(
    { length: watchedMax + 3 },
    (_, at) => `exists resource name:x${at} role:Secondary suspended:no`,
  )
  const { model } = absorbAll(lines)
  t.equal(model.resources.size, watchedMax)
  t.equal(model.surplusEvents, 3)
  t.end()
})

void t.test('why I/O is frozen is told in the words that decide', (t) => {
  const { model } = absorbAll(connected84)
  const told = (word: string) => facts(absorbAll([`change resource name:r0 suspended:${word}`], model).model).suspended
  t.same(['no', 'fencing', 'user,fencing', 'user', 'no-data', 'quorum', 'moon'].map(told), [
    'no',
    'fencing',
    'fencing',
    'other',
    'other',
    'other',
    'unknown',
  ])
  t.equal(facts(absorbAll(['change device name:r0 volume:0 quorum:no'], model).model).suspended, 'other')
  t.end()
})

void t.test('identifiers are told only with a complete state', (t) => {
  const generation = parseGeneration(generations.resumed.mine)
  if (generation === undefined) throw new Error('the recorded identifiers are not read')
  const known = { generation, outOfSyncKib: 12 }
  t.match(factsOf(3, resource, absorbAll(connected84).model, known), {
    resource: 3,
    outOfSyncKib: 12,
    identifiers: { current: 'FBC09629AAA04ED4', bitmap: 'F9C061FDDC6EFB5E' },
  })
  t.notOk('identifiers' in factsOf(3, resource, emptyModel, known))
  t.notOk('outOfSyncKib' in factsOf(3, resource, emptyModel, known))
  t.end()
})

void t.test('amounts and percentages decide nothing', (t) => {
  const state = absorbAll(connected84).model.resources.get('r0')
  if (state === undefined) throw new Error('no state')
  t.equal(decidingPart(state), decidingPart({ ...state, outOfSyncKib: 4, donePercent: 2, open: true }))
  t.not(decidingPart(state), decidingPart({ ...state, peerDisk: 'outdated' }))
  t.equal(decidingPart(undefined), '')
  t.end()
})

/** The states that a recorded stream went through, one line each, without those that only repeat. */
function storyOf(lines: readonly string[]): readonly string[] {
  let model = emptyModel
  const story: string[] = []
  for (const line of lines) {
    const { event, problems } = parseEventLine(line)
    if (problems.length > 0 || event === undefined) throw new Error(`not understood: ${line}`)
    model = absorbEvent(model, event).model
    const { role, peerRole, connection, disk, peerDisk, replication, suspended } = facts(model)
    const state = `${role}/${peerRole} ${connection} ${disk}/${peerDisk} ${replication} ${suspended}`
    if (story.at(-1) !== state) story.push(state)
  }
  return story
}

void t.test('a recorded life of a pair is understood word for word, and its story told in order', (t) => {
  const master = storyOf(masterStream84)
  const frozen = master.indexOf('disk-primary/disk-secondary connected up-to-date/up-to-date established fencing')
  t.same(master.slice(frozen, frozen + 9), [
    'disk-primary/disk-secondary connected up-to-date/up-to-date established fencing',
    'disk-primary/unknown connecting up-to-date/up-to-date established fencing',
    'disk-primary/unknown connecting up-to-date/unknown off fencing',
    'disk-primary/unknown stand-alone up-to-date/unknown off fencing',
    'disk-primary/unknown connecting up-to-date/unknown off fencing',
    'disk-primary/unknown connecting up-to-date/outdated off fencing',
    'disk-primary/unknown connecting up-to-date/outdated off no',
    'disk-primary/disk-secondary connecting up-to-date/outdated off no',
    'disk-primary/disk-secondary connected up-to-date/consistent sync-source no',
  ])
  const slave = storyOf(slaveStream84)
  const cut = slave.lastIndexOf('disk-secondary/disk-primary connected up-to-date/up-to-date established no', 40)
  t.ok(cut >= 0)
  t.ok(slave.includes('disk-secondary/unknown stand-alone outdated/unknown off no'))
  t.equal(slave.at(-1), 'unknown/unknown unknown unknown/unknown unknown unknown', 'down: nothing is known')
  t.end()
})

void t.test(
  'a resource that stands alone is the same in a stream and in a dump, which does not name its connection',
  (t) => {
    const stream = absorbAll(
      ['destroy peer-device name:r0 peer-node-id:0 volume:0', 'destroy connection name:r0 peer-node-id:0'],
      absorbAll(connected84).model,
    )
    const dump = absorbAll([connected84[0] ?? '', connected84[2] ?? '', 'exists -'])
    t.equal(decidingPart(stream.model.resources.get('r0')), decidingPart(dump.model.resources.get('r0')))
    t.match(facts(dump.model), { connection: 'stand-alone', replication: 'off', disk: 'up-to-date' })
    t.end()
  },
)
