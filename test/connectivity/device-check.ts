/**
 * By what does a device count as down, and for how long must it be so?
 */
import t from 'tap'
import { instant } from '../../src/base/time.ts'
import { firstDevice, judgeLook, lookMs, stateOfKind } from '../../src/connectivity/device-check.ts'
import type { DeviceView, Look } from '../../src/connectivity/device-check.ts'

const debounce = { downAfterMs: 6_000, upAfterMs: 4_000 }

/** A device that is looked at every two seconds. */
class Device {
  view: DeviceView = firstDevice
  now = 0
  ask = false

  look(look: Partial<Look>, times = 1): DeviceView['state'] {
    for (let time = 0; time < times; time += 1) {
      const whole: Look = { carrier: true, received: 100, asked: 0, answered: undefined, ...look }
      const judged = judgeLook(this.view, whole, debounce, instant(this.now))
      this.view = judged.view
      this.ask = judged.ask
      this.now += lookMs
    }
    return this.view.state
  }
}

void t.test('received packets prove the link, and nobody is asked', (t) => {
  const device = new Device()
  t.equal(device.look({ received: 1 }), 'unknown', 'one look alone compares with nothing')
  t.equal(device.look({ received: 2 }), 'up')
  t.equal(device.ask, false)
  t.end()
})

void t.test('a counter that stands still has the neighbours asked; still without a packet the looks fail', (t) => {
  const device = new Device()
  device.look({ received: 1 })
  device.look({ received: 2 })
  t.equal(device.look({ received: 2 }), 'up', 'nobody was asked yet: nothing is proven')
  t.equal(device.ask, true)
  t.equal(device.look({ received: 2, asked: 3 }, 3), 'up', 'not yet for 6 s')
  t.equal(device.look({ received: 2, asked: 3 }), 'down')
  t.equal(device.view.why, 'nothing is received, and no neighbour answers')
  t.equal(device.look({ received: 3, asked: 3 }), 'down', 'an answer moves the counter, but not yet for 4 s')
  t.equal(device.look({ received: 4 }), 'down')
  t.equal(device.look({ received: 5 }), 'up')
  t.end()
})

void t.test('silence proves nothing where no neighbour is known', (t) => {
  const device = new Device()
  t.equal(device.look({ received: 7, asked: 0 }, 100), 'unknown')
  t.end()
})

void t.test('with a target the target decides, whatever else is received', (t) => {
  const device = new Device()
  t.equal(device.look({ received: 1, answered: false }), 'unknown', 'nothing was asked before the first look')
  t.equal(device.look({ received: 2, asked: 1, answered: true }), 'up')
  t.equal(
    device.look({ received: 900, asked: 1, answered: false }, 4),
    'down',
    'a provider that is down still broadcasts',
  )
  t.equal(device.view.why, 'the target is silent')
  t.equal(device.ask, true, 'it is asked in every look')
  t.equal(device.look({ asked: 1, answered: true }, 3), 'up')
  t.end()
})

void t.test('without carrier the looks fail, and nobody is asked', (t) => {
  const device = new Device()
  device.look({ asked: 1, answered: true })
  t.equal(device.look({ carrier: false, asked: 1, answered: true }, 4), 'down')
  t.equal(device.ask, false)
  t.end()
})

void t.test('failures that do not last change nothing', (t) => {
  const device = new Device()
  device.look({ asked: 1, answered: true })
  for (let again = 0; again < 10; again += 1) {
    device.look({ asked: 1, answered: false }, 3)
    t.equal(device.look({ asked: 1, answered: true }), 'up')
  }
  t.end()
})

void t.test('a kind is down only when every device of it is watched and down [FO-2, FO-4]', (t) => {
  const [down, up, unknown] = [
    { kind: 'lan', state: 'down' },
    { kind: 'lan', state: 'up' },
    { kind: 'lan', state: 'unknown' },
  ] as const
  const unchecked = { kind: 'lan' } as const
  const cases = [
    [[down, down], 'down'],
    [[down, up], 'up'],
    [[down, unchecked], 'unwatched'],
    [[up, unchecked], 'up'],
    [[down, unknown], 'unwatched'],
    [[unchecked], 'unwatched'],
    [[], 'unwatched'],
    [[{ kind: 'internet', state: 'down' }], 'unwatched'],
  ] as const
  for (const [devices, state] of cases) t.equal(stateOfKind(devices, 'lan'), state, JSON.stringify(devices))
  t.end()
})
