/**
 * Does a short run of the fuzzer find anything?
 */
import t from 'tap'
import { fuzzFrames } from './fuzz.ts'

void t.test('100,000 changed frames crash nothing and prove nothing', (t) => {
  const { crashes, forgeries, inputsPerSecond, heapGrowthBytes } = fuzzFrames(100_000, 1)
  t.equal(crashes, 0)
  t.equal(forgeries, 0)
  t.comment(`${inputsPerSecond} inputs/s, heap growth ${heapGrowthBytes} bytes`)
  t.end()
})
