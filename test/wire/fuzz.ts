/**
 * Does any input make the wire crash, believe a forgery, or grow?
 *
 * Frames of a real pair are changed in ways that know their structure (fields, lengths, splices of two frames, tags of
 * other frames), mixed with random bytes. The generator is deterministic, so that a seed that once failed stays a test.
 * A forgery is a sign of life from bytes that no session has sealed for this receiver, or that it has already heard.
 *
 * Alone: `node test/wire/fuzz.ts --inputs 10000000 --seed 7`; exit code 1 when something was found or the heap has grown.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { decodeArp, encodeArpProbe } from '../../src/wire/arp.ts'
import { decodeBeat } from '../../src/wire/beat.ts'
import { decodeAdvertisement, encodeAdvertisement } from '../../src/wire/nd.ts'
import type { Session } from '../../src/wire/session.ts'
import { beatOf, converse, open, sealed } from './pair.ts'

/** What came out. `inputsPerSecond` includes making the inputs. */
export type FuzzResult = {
  readonly crashes: number
  readonly forgeries: number
  readonly inputsPerSecond: number
  readonly heapGrowthBytes: number
}

/** Heap that a run may take for good, bytes: code and type feedback of the runtime, and nothing that grows with inputs. */
export const heapGrowthMax = 5_000_000

/** xorshift32: good enough to choose mutations, and the same on every machine. */
function chance(seed: number): (below: number) => number {
  let state = seed === 0 ? 1 : seed | 0
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

type Dice = (below: number) => number

/** Receiver with a session in force, and every frame that its peer ever made for it, all heard already. */
type Stage = { readonly receiver: Session; readonly frames: readonly Uint8Array[] }

const none = '0000000000000000'

function stage(): Stage {
  const master = open('master')
  const frames: Uint8Array[] = [encodeArpProbe({ mac: '02:00:00:00:00:01', ip: '192.0.2.1' })]
  frames.push(encodeAdvertisement({ mac: '02:00:00:00:00:01', address: 'fe80::1' }))
  for (let start = 0; start < 3; start++) {
    const slave = open('slave', start)
    frames.push(slave.hello(1))
    converse(slave, master, slave.hello(1), start * 1000)
    for (const path of [0, 1, 2]) {
      for (let counter = 1; counter <= 3; counter++) {
        const resource = { resource: 1, connection: 'connected', role: 'unknown', disk: 'failed' } as const
        const generation = { current: '00000000000000A0', bitmap: none, history: [none, none] } as const
        const flags = {
          suspended: false,
          inSync: false,
          outdate: true,
          outdated: false,
          discard: { victim: '0123ABCD', number: 7 },
        }
        const full = { ...resource, ...flags, peerDisk: 'unknown', generation } as const
        const frame = sealed(slave, { ...beatOf('slave', path, counter), resources: counter === 2 ? [full] : [] })
        frames.push(frame)
        master.receive(path, frame, start * 1000)
      }
    }
    frames.push(sealed(master, beatOf('master', 1, start + 1)), master.hello(1))
  }
  return { receiver: master, frames }
}

/** Offsets at which a changed byte means something: the fields of envelope, hello and beat. */
const fieldStarts = [0, 1, 2, 3, 4, 8, 12, 17, 18, 24, 25, 28, 32, 40, 41, 44, 46, 49, 50, 51]
const lively = [0, 1, 2, 0x7f, 0x80, 0xff]

function mutate(frames: readonly Uint8Array[], dice: Dice): Uint8Array {
  const pick = (): Uint8Array => frames[dice(frames.length)] ?? new Uint8Array()
  const frame = pick().slice()
  const other = pick()
  switch (dice(8)) {
    case 0:
      return frame
    case 1:
      frame[dice(frame.length)] = dice(256)
      return frame
    case 2:
      frame[fieldStarts[dice(fieldStarts.length)] ?? 0] = lively[dice(lively.length)] ?? 0
      return frame
    case 3:
      return frame.subarray(0, dice(frame.length + 1))
    case 4:
      return Uint8Array.from([...frame, ...other.subarray(0, dice(other.length))])
    case 5:
      frame.set(other.subarray(-16), frame.length - 16)
      return frame
    case 6: {
      const cut = dice(Math.min(frame.length, other.length))
      return Uint8Array.from([...frame.subarray(0, cut), ...other.subarray(cut)])
    }
    default:
      return Uint8Array.from({ length: dice(160) }, () => dice(256))
  }
}

/** Feeds `inputs` frames to every decoder; `seed` chooses them. */
export function fuzzFrames(inputs: number, seed: number): FuzzResult {
  const { receiver, frames } = stage()
  const dice = chance(seed)
  let crashes = 0
  let forgeries = 0
  const warmUp = Math.min(inputs, 10_000)
  let heapBefore = 0
  const began = process.hrtime.bigint()
  for (let input = 0; input < inputs; input++) {
    if (input === warmUp) heapBefore = heapUsed()
    const bytes = mutate(frames, dice)
    try {
      const received = receiver.receive(dice(3), bytes, 10_000 + input)
      if (received.type !== 'refused' && received.type !== 'hello') forgeries += 1
      decodeBeat(bytes.subarray(0, Math.max(0, bytes.length - 16)), input)
      decodeArp(bytes)
      decodeAdvertisement(bytes)
    } catch (error) {
      crashes += 1
      if (crashes === 1) console.error(`seed ${seed}, input ${input}: ${Buffer.from(bytes).toString('hex')}`, error)
    }
  }
  const seconds = Number(process.hrtime.bigint() - began) / 1e9
  const heapGrowthBytes = inputs > warmUp ? heapUsed() - heapBefore : 0
  return { crashes, forgeries, inputsPerSecond: Math.round(inputs / seconds), heapGrowthBytes }
}

/** Heap in use after a collection: what is garbage has not grown. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc')
  // The flag is parsed now, and an expression in a new context sees its function.
  runInNewContext('gc()')
  return process.memoryUsage().heapUsed
}

/** Value of an argument `--name value`, or `otherwise`. */
function argument(name: string, otherwise: number): number {
  const at = process.argv.indexOf(`--${name}`)
  return at === -1 ? otherwise : Number(process.argv[at + 1])
}

if (import.meta.main) {
  const result = fuzzFrames(argument('inputs', 1_000_000), argument('seed', 1))
  console.log(JSON.stringify(result))
  const { crashes, forgeries, heapGrowthBytes } = result
  process.exitCode = crashes + forgeries === 0 && heapGrowthBytes < heapGrowthMax ? 0 : 1
}
