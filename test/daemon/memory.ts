/** Cases for `daemon/memory.ts`: what is read back after a crash, whatever became of the two slots? */
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import t from 'tap'
import { OpError } from '../../src/base/op-error.ts'
import { emptyMemory } from '../../src/core/first-state.ts'
import type { Memory } from '../../src/core/types.ts'
import { MemoryStore, decodeSlot, encodeSlot, recollect } from '../../src/daemon/memory.ts'
import { settingsOf } from '../core/settings.ts'

const own = { node: 'master', pairId: 7 }

function record(number: number): Memory {
  return {
    ...emptyMemory(settingsOf('master')),
    term: { number, node: 'master' },
    reserved: number + 1,
    phase: 'running-master',
  }
}

void t.test('what was written is read back, the newest of the two', async (t) => {
  const folder = t.testdir()
  const store = new MemoryStore(folder)
  t.strictSame(await store.read(own), { memory: 'empty', sequence: 0, problems: [] })
  for (const number of [1, 2, 3]) {
    await store.write(record(number))
    t.strictSame((await new MemoryStore(folder).read(own)).memory, record(number))
  }
})

void t.test('the slots are written in turn, also after a restart', async (t) => {
  const folder = t.testdir()
  const first = new MemoryStore(folder)
  await first.read(own)
  await first.write(record(1))
  await first.write(record(2))
  const second = new MemoryStore(folder)
  await second.read(own)
  const newest = readFileSync(join(folder, 'memory.a'), 'utf8')
  t.match(newest, '"number":2')
  await second.write(record(3))
  t.equal(readFileSync(join(folder, 'memory.a'), 'utf8'), newest, 'the newest record was not touched')
  t.match(readFileSync(join(folder, 'memory.b'), 'utf8'), '"number":3')
})

void t.test('only root may read the record', async (t) => {
  const folder = t.testdir()
  const store = new MemoryStore(folder)
  await store.write(record(1))
  t.equal(statSync(join(folder, 'memory.b')).mode & 0o777, 0o600)
  t.strictSame(readdirSync(folder), ['memory.b'])
})

void t.test('torn at any byte, a slot is spoiled and the other one speaks', (t) => {
  const older = decodeSlot(encodeSlot(record(4), 8), own)
  const text = encodeSlot(record(5), 9)
  for (let length = 0; length < text.length; length += 1) {
    const torn = decodeSlot(text.slice(0, length), own)
    if (torn.type !== 'spoiled') t.fail(`${length} bytes are ${torn.type}`)
    const { memory, problems } = recollect([torn, older])
    if (typeof memory === 'string' || memory.term.number !== 4 || problems.length !== 1) t.fail(`${length} bytes`)
  }
  t.end()
})

void t.test('with any byte changed, a slot is spoiled or says the same', (t) => {
  const text = encodeSlot(record(5), 9)
  for (let index = 0; index < text.length; index += 1) {
    const changed = `${text.slice(0, index)}${String.fromCharCode(text.charCodeAt(index) ^ 1)}${text.slice(index + 1)}`
    const slot = decodeSlot(changed, own)
    if (slot.type === 'valid' && JSON.stringify(slot.memory) !== JSON.stringify(record(5))) t.fail(`byte ${index}`)
  }
  t.end()
})

/** A body with a header that fits it. */
function sealed(body: string, sequence: number): string {
  return `hapair-memory 1 ${sequence} ${body.length} ${crc32(body).toString(16).padStart(8, '0')}\n${body}`
}

const spoiled: readonly [what: string, text: string, why: RegExp][] = [
  ['an empty file', '', /no valid header/],
  [
    'a header of another version',
    encodeSlot(record(1), 1).replace('hapair-memory 1', 'hapair-memory 2'),
    /no valid header/,
  ],
  ['a record of the other node', encodeSlot({ ...record(1), node: 'slave' }, 1), /belongs to slave of pair 7/],
  ['a record of another pair', encodeSlot({ ...record(1), pairId: 8 }, 1), /belongs to master of pair 8/],
  ['a field of a later program', sealed(JSON.stringify({ ...record(1), tomorrow: 1 }), 1), /tomorrow/],
  ['a phase of a later program', sealed(JSON.stringify({ ...record(1), phase: 'dancing' }), 1), /phase/],
  ['a field too few', sealed(JSON.stringify({ ...record(1), term: undefined }), 1), /term/],
  ['a text that is no JSON', sealed('nothing', 1), /expected object/],
]
for (const [what, text, why] of spoiled) {
  void t.test(`${what} spoils a slot, and the other one speaks`, (t) => {
    const slot = decodeSlot(text, own)
    t.match(slot, { type: 'spoiled', why })
    t.strictSame(recollect([slot, decodeSlot(encodeSlot(record(4), 1), own)]).memory, record(4))
    t.end()
  })
}

void t.test('two spoiled slots are unreadable, which is not the same as never written', (t) => {
  const bad = decodeSlot('', own)
  t.equal(recollect([bad, bad]).memory, 'unreadable')
  t.equal(recollect([bad, { type: 'absent' }]).memory, 'unreadable')
  t.equal(recollect([{ type: 'absent' }, { type: 'absent' }]).memory, 'empty')
  t.end()
})

void t.test('the higher sequence speaks, in whichever slot it stands', (t) => {
  const slots = [3, 900].map((sequence) => decodeSlot(encodeSlot(record(sequence), sequence), own))
  t.strictSame(recollect(slots).memory, record(900))
  t.strictSame(recollect(slots.toReversed()).memory, record(900))
  t.equal(recollect(slots).sequence, 900)
  t.end()
})

void t.test(
  'a slot that is too large, or no file at all, is spoiled; the node starts with the other one',
  async (t) => {
    const folder = t.testdir()
    const store = new MemoryStore(folder)
    await store.write(record(1))
    writeFileSync(join(folder, 'memory.a'), 'x'.repeat(20_000))
    const large = await new MemoryStore(folder).read(own)
    t.strictSame(large.memory, record(1))
    t.match(large.problems, [/longer than 16384 bytes/])
    rmSync(join(folder, 'memory.a'))
    mkdirSync(join(folder, 'memory.a'))
    const folderInstead = await new MemoryStore(folder).read(own)
    t.strictSame(folderInstead.memory, record(1))
    t.equal(folderInstead.problems.length, 1)
  },
)

void t.test('a write that fails is an error, leaves the newest record, and is repeated in the same slot', async (t) => {
  const folder = t.testdir()
  const store = new MemoryStore(folder)
  await store.write(record(1))
  const newest = readFileSync(join(folder, 'memory.b'), 'utf8')
  mkdirSync(join(folder, 'memory.a.new'))
  for (let tries = 0; tries < 3; tries += 1) {
    await t.rejects(store.write(record(2)), OpError)
    t.equal(readFileSync(join(folder, 'memory.b'), 'utf8'), newest)
    t.strictSame((await new MemoryStore(folder).read(own)).memory, record(1))
  }
  rmSync(join(folder, 'memory.a.new'), { recursive: true })
  await store.write(record(2))
  t.strictSame((await new MemoryStore(folder).read(own)).memory, record(2))
})

void t.test('one write at a time: a second one is refused while the first is under way', async (t) => {
  const store = new MemoryStore(t.testdir())
  const first = store.write(record(1))
  await t.rejects(store.write(record(2)), /still under way/)
  await first
  await store.write(record(3))
})
