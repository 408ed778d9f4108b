/** The alarm of a loop whose time is in the hands of a test. */
import { endOfTime } from '../../src/base/time.ts'
import type { Instant } from '../../src/base/time.ts'
import type { AlarmMaker } from '../../src/linux/alarm.ts'

/** An alarm made of the timers that the test holds in its hands. */
export function alarmOf(now: () => number): AlarmMaker {
  return (ring) => {
    let timer: NodeJS.Timeout | undefined
    const stop = (): void => clearTimeout(timer)
    const set = (at: Instant): void => {
      stop()
      if (at !== endOfTime) timer = setTimeout(ring, Math.max(Math.ceil(at - now()), 0))
    }
    return { set, stop }
  }
}
