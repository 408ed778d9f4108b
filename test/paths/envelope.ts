/** Cases for `heartbeat-eth/envelope.ts`: sizes and the bound on floods. */
import t from 'tap'
import { instant } from '../../src/base/time.ts'
import {
  admit,
  datagramBytesMax,
  framesPerSecondMax,
  frameSized,
  openWindow,
} from '../../src/heartbeat-eth/envelope.ts'

void t.test('a datagram of 1 to 1200 bytes can be a frame, no other', (t) => {
  t.strictSame([0, 1, datagramBytesMax, datagramBytesMax + 1, 2048].map(frameSized), [false, true, true, false, false])
  t.end()
})

void t.test('of a flood 2000 frames a second pass, and the next second begins anew', (t) => {
  let window = openWindow(instant(0))
  const passed = (fromMs: number) => {
    let count = 0
    for (let frame = 0; frame < 5000; frame++) {
      const admitted = admit(window, instant(fromMs + frame / 10))
      window = admitted.window
      if (admitted.pass) count++
    }
    return count
  }
  t.equal(passed(0), framesPerSecondMax)
  t.equal(passed(400), 0, 'still the same second')
  t.equal(passed(1000), framesPerSecondMax)
  t.end()
})
