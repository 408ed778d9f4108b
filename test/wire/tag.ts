/**
 * Is the tag that of HMAC-SHA-256?
 */
import { createHmac } from 'node:crypto'
import t from 'tap'
import { tagEnds, taggedBytesMax, tagKey, writeTag } from '../../src/wire/tag.ts'

function tagOf(secret: Uint8Array, bytes: Uint8Array): string {
  const tag = new Uint8Array(32)
  writeTag(tagKey(secret), bytes, bytes.length, tag)
  return Buffer.from(tag).toString('hex')
}

void t.test('the published examples come out', (t) => {
  // RFC 4231, sections 4.2 to 4.4.
  t.equal(
    tagOf(new Uint8Array(20).fill(0x0b), Buffer.from('Hi There')),
    'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  )
  t.equal(
    tagOf(Buffer.from('Jefe'), Buffer.from('what do ya want for nothing?')),
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  )
  t.equal(
    tagOf(new Uint8Array(20).fill(0xaa), new Uint8Array(50).fill(0xdd)),
    '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe',
  )
  t.end()
})

void t.test('a text of any length has the tag that the runtime gives it', (t) => {
  const secret = Uint8Array.from({ length: 32 }, (_none, at) => (at * 37 + 11) & 0xff)
  const text = Uint8Array.from({ length: taggedBytesMax }, (_none, at) => (at * 101 + (at >> 3)) & 0xff)
  let wrong = 0
  for (let length = 0; length <= taggedBytesMax; length++) {
    const expected = createHmac('sha256', secret).update(text.subarray(0, length)).digest('hex')
    if (tagOf(secret, text.subarray(0, length)) !== expected) wrong++
  }
  t.equal(wrong, 0)
  t.end()
})

void t.test('each bit of text and tag counts', (t) => {
  const key = tagKey(new Uint8Array(32).fill(7))
  const frame = Uint8Array.from({ length: 79 }, (_none, at) => at)
  writeTag(key, frame, 63, frame.subarray(63))
  t.equal(tagEnds(key, frame, 63), true)
  for (let bit = 0; bit < 8 * frame.length; bit++) {
    const changed = frame.slice()
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    if (tagEnds(key, changed, 63)) t.fail(`bit ${bit} does not count`)
  }
  t.equal(tagEnds(tagKey(new Uint8Array(32).fill(8)), frame, 63), false)
  t.end()
})

void t.test('a text that is too long breaks an assumption', (t) => {
  const key = tagKey(new Uint8Array(32))
  const long = new Uint8Array(taggedBytesMax + 1)
  t.throws(() => writeTag(key, long, long.length, new Uint8Array(32)))
  t.throws(() => tagKey(new Uint8Array(65)))
  t.end()
})
