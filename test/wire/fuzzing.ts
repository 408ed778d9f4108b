/**
 * Does a short run of the fuzzer find anything?
 */
import t from 'tap'
import { fuzzFrames, heapGrowthMax } from './fuzz.ts'

void t.test('100,000 changed frames crash nothing, prove nothing and leave nothing behind', (t) => {
  const { crashes, forgeries, inputsPerSecond, heapGrowthBytes } = fuzzFrames(100_000, 1)
  t.equal(crashes, 0)
  t.equal(forgeries, 0)
  t.ok(heapGrowthBytes < heapGrowthMax, `heap growth ${heapGrowthBytes} bytes`)
  t.comment(`${inputsPerSecond} inputs/s`)
  t.end()
})
