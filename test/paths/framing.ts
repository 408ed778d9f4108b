/** Cases for `heartbeat-serial/framing.ts` and `crc16.ts`: borders, noise, bounds. */
import fc from 'fast-check'
import t from 'tap'
import { BrokenAssumption } from '../../src/base/assert.ts'
import { crc16 } from '../../src/heartbeat-serial/crc16.ts'
import { createDeframer, encodeFrame, frameBytesMax, lineBytes } from '../../src/heartbeat-serial/framing.ts'

type Heard = { readonly frames: Uint8Array[]; garbage: number }

/** Absorbs the stream in pieces of the given sizes, repeated until the stream ends. */
function absorbAll(stream: Uint8Array, sizes: readonly number[] = [stream.length]): Heard {
  const heard: Heard = { frames: [], garbage: 0 }
  const deframer = createDeframer({
    frame: (bytes) => heard.frames.push(bytes),
    garbage: (bytes) => (heard.garbage += bytes),
  })
  for (let at = 0, turn = 0; at < stream.length; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1)
    deframer.absorb(stream.subarray(at, at + size))
    at += size
  }
  return heard
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}

const frames = fc.uint8Array({ minLength: 1, maxLength: frameBytesMax })
const zeroRich = fc
  .array(fc.constantFrom(0, 0, 1, 255), { minLength: 1, maxLength: 300 })
  .map((all) => Uint8Array.from(all))
const noise = fc.uint8Array({ maxLength: 700 })
const chunkSizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 })

void t.test('the CRC of "123456789" is the check value of the catalogue, 0x29B1', (t) => {
  t.equal(crc16(new TextEncoder().encode('123456789')), 0x29b1)
  t.equal(crc16(new Uint8Array(0)), 0xffff)
  t.end()
})

void t.test(
  'a frame on the line begins and ends with the only zeros in it, and has at most the promised length',
  (t) => {
    fc.assert(
      fc.property(fc.oneof(frames, zeroRich), (frame) => {
        const line = encodeFrame(frame)
        const inner = line.subarray(1, -1)
        return line[0] === 0 && line.at(-1) === 0 && !inner.includes(0) && line.length <= lineBytes(frame.length)
      }),
    )
    t.end()
  },
)

void t.test('a known frame has known bytes on the line', (t) => {
  // 11 00 22 with CRC, by the rules of the paper: 02 11 ..
  const frame = Uint8Array.of(0x11, 0x00, 0x22)
  const crc = crc16(frame)
  t.not(crc & 0xff, 0, 'the example holds no zero in its CRC')
  t.strictSame([...encodeFrame(frame)], [0, 0x02, 0x11, 0x04, 0x22, crc >> 8, crc & 0xff, 0])
  t.end()
})

void t.test('frames of every length up to the limit come back as they were', (t) => {
  for (let length = 1; length <= frameBytesMax; length++) {
    const frame = new Uint8Array(length).fill(0xa5)
    const { frames: heard, garbage } = absorbAll(encodeFrame(frame))
    if (heard.length !== 1 || garbage !== 0 || !sameBytes(heard[0], frame)) t.fail(`length ${length}`)
  }
  t.end()
})

void t.test('frames come back whole and in order, however the stream is cut into chunks [HB-18]', (t) => {
  fc.assert(
    fc.property(fc.array(fc.oneof(frames, zeroRich), { minLength: 1, maxLength: 6 }), chunkSizes, (sent, sizes) => {
      const heard = absorbAll(joined(...sent.map(encodeFrame)), sizes)
      return heard.garbage === 0 && sameFrames(heard.frames, sent)
    }),
  )
  t.end()
})

void t.test('after any garbage, in any chunks, the next good frame is delivered [HB-18]', (t) => {
  fc.assert(
    fc.property(noise, frames, noise, frames, chunkSizes, (first, one, second, other, sizes) => {
      const heard = absorbAll(joined(first, encodeFrame(one), second, encodeFrame(other)), sizes)
      // Noise may by chance hold a frame of its own (its CRC fits once in 65536 times); the good ones are there anyway.
      const texts = heard.frames.map(hex)
      return texts.includes(hex(one)) && texts.at(-1) === hex(other)
    }),
  )
  t.end()
})

void t.test('a frame cut anywhere in the middle is not delivered, and the next good frame is [HB-18]', (t) => {
  fc.assert(
    fc.property(frames, fc.nat(), frames, chunkSizes, (cut, where, good, sizes) => {
      const line = encodeFrame(cut)
      // Without its last byte a frame still ends at the delimiter of the next one, so it is cut before that.
      const part = line.subarray(0, 1 + (where % (line.length - 2)))
      const heard = absorbAll(joined(part, encodeFrame(good)), sizes)
      return sameFrames(heard.frames, [good])
    }),
  )
  t.end()
})

void t.test('a frame with one flipped bit is never delivered as it is not, and the next good frame is', (t) => {
  fc.assert(
    fc.property(frames, fc.nat(), frames, (bent, bit, good) => {
      const line = encodeFrame(bent)
      const at = 1 + (bit % (line.length - 2))
      line[at] = (line[at] ?? 0) ^ (1 << (bit & 7))
      const heard = absorbAll(joined(line, encodeFrame(good)))
      return (
        heard.frames.every((frame) => [hex(bent), hex(good)].includes(hex(frame))) &&
        heard.frames.map(hex).includes(hex(good))
      )
    }),
  )
  t.end()
})

void t.test('every byte is either part of a frame, a delimiter, or counted as garbage', (t) => {
  const good = encodeFrame(Uint8Array.of(1, 2, 3))
  const heard = absorbAll(joined(Uint8Array.of(7, 7, 7), good, Uint8Array.of(9, 9), good))
  t.equal(heard.frames.length, 2)
  t.equal(heard.garbage, 5)
  t.end()
})

void t.test('a run of zeros, as a break makes it, is garbage beyond the two that lie between frames', (t) => {
  t.equal(absorbAll(new Uint8Array(100)).garbage, 98)
  t.end()
})

void t.test('noise without any zero is bounded in memory, and counted while it lasts', (t) => {
  const noisy = new Uint8Array(1_000_000).fill(0x55)
  const heard = absorbAll(noisy)
  t.ok(heard.garbage > noisy.length - 8192, `${heard.garbage} bytes counted`)
  const good = Uint8Array.of(1, 2, 3)
  const all = absorbAll(joined(noisy, encodeFrame(good)))
  t.equal(all.garbage, noisy.length)
  t.strictSame(all.frames, [good])
  t.end()
})

/** The stuffing as the paper has it, without any bound: a second reading of the rules. */
function stuffed(body: readonly number[]): number[] {
  const blocks: number[][] = [[]]
  for (const byte of body) {
    if (byte === 0) blocks.push([])
    else blocks.at(-1)?.push(byte)
  }
  return blocks.flatMap((block) => [block.length + 1, ...block])
}

function withCrc(frame: readonly number[]): number[] {
  const crc = crc16(Uint8Array.from(frame))
  return [...frame, crc >> 8, crc & 0xff]
}

void t.test('a body that is longer than any frame is garbage even when its CRC is right', (t) => {
  const zeros = (length: number) => stuffed(withCrc(new Array<number>(length).fill(0)))
  t.equal(absorbAll(Uint8Array.from([0, ...zeros(frameBytesMax), 0])).frames.length, 1)
  const tooLong = zeros(frameBytesMax + 1)
  t.strictSame(absorbAll(Uint8Array.from([0, ...tooLong, 0])), { frames: [], garbage: tooLong.length })
  t.end()
})

void t.test('an empty frame is garbage even when its CRC is right', (t) => {
  t.strictSame(absorbAll(Uint8Array.from([0, ...stuffed(withCrc([])), 0])), { frames: [], garbage: 3 })
  t.end()
})

void t.test('a block that reaches beyond the delimiter is garbage', (t) => {
  t.strictSame(absorbAll(Uint8Array.of(0, 9, 1, 2, 0)), { frames: [], garbage: 3 })
  t.end()
})

void t.test('a half frame is forgotten when the port is opened anew', (t) => {
  const heard: Uint8Array[] = []
  let garbage = 0
  const deframer = createDeframer({ frame: (bytes) => heard.push(bytes), garbage: (bytes) => (garbage += bytes) })
  const line = encodeFrame(Uint8Array.of(1, 2, 3, 4))
  deframer.absorb(line.subarray(0, 4))
  deframer.reset()
  deframer.absorb(line.subarray(4))
  t.strictSame(heard, [])
  t.equal(garbage, line.length - 2)
  t.end()
})

void t.test('an opening in the middle of endless noise costs no frame after it', (t) => {
  const heard: Uint8Array[] = []
  const deframer = createDeframer({ frame: (bytes) => heard.push(bytes), garbage: () => undefined })
  deframer.absorb(new Uint8Array(2000).fill(0x55))
  deframer.reset()
  const good = Uint8Array.of(1, 2, 3)
  // Its opening delimiter was lost: only the reset tells where it begins.
  deframer.absorb(encodeFrame(good).subarray(1))
  t.strictSame(heard, [good])
  t.end()
})

void t.test('to encode an empty or a too long frame is a broken assumption', (t) => {
  t.throws(() => encodeFrame(new Uint8Array(0)), BrokenAssumption)
  t.throws(() => encodeFrame(new Uint8Array(frameBytesMax + 1)), BrokenAssumption)
  t.end()
})

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

function sameBytes(one: Uint8Array | undefined, other: Uint8Array): boolean {
  return one !== undefined && hex(one) === hex(other)
}

function sameFrames(ones: readonly Uint8Array[], others: readonly Uint8Array[]): boolean {
  return ones.length === others.length && others.every((frame, at) => sameBytes(ones[at], frame))
}
