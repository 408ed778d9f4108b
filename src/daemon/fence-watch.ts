/**
 * Does the fencing device still answer?
 *
 * It is asked for the state of the peer once a minute, off the beat path and never twice at once; what comes of it is a
 * fact for the core, which raises the alarm. An order to switch off waits for nothing of this.
 */
import type { PairEvent } from '../core/events.ts'
import type { FenceDevice } from '../fence/device.ts'

/** Between two questions, ms. */
const askMs = 60_000

/** A device that is being watched. */
export type FenceWatch = { readonly stop: () => void }

/** Asks at once, and then again and again. `failed`: the program is wrong. */
export function watchFence(device: FenceDevice, post: (event: PairEvent) => void): FenceWatch {
  let busy = false
  const ask = async (): Promise<void> => {
    if (busy) return
    busy = true
    try {
      await device.status()
      post({ type: 'fence-device', answers: true, text: '' })
    } catch (cause) {
      post({ type: 'fence-device', answers: false, text: cause instanceof Error ? cause.message : 'failed' })
    } finally {
      busy = false
    }
  }
  const timer = setInterval(() => void ask(), askMs)
  void ask()
  return {
    stop: () => {
      clearInterval(timer)
    },
  }
}
