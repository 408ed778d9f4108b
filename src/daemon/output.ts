/**
 * How does an asynchronous writer end when its disk or its reader takes nothing more?
 *
 * The writer of `pino` tries for ever to write what waits, whatever the error, when it is flushed at once or when the
 * process exits; on a full disk the agent would never end. So it is given a moment, then what waits is let go.
 * Source: sonic-boom 4, flushSync and the exit listener that pino registers for it.
 */
import { destination } from 'pino'
import { pause } from '../linux/clock.ts'

/** An asynchronous writer. */
export type Output = ReturnType<typeof destination>

/** At the end of the agent, lines that wait are written within this span, ms, or let go. */
const endMs = 200

/** Opens a writer on an open file. `failed` is called for each error and each time that something was let go. */
export function openOutput(
  options: { readonly fd: number; readonly waitingBytesMax: number },
  failed: () => void,
): Output {
  const { fd, waitingBytesMax: maxLength } = options
  const output = destination({ fd, sync: false, minLength: 0, maxLength })
  output.on('error', failed)
  output.on('drop', failed)
  return output
}

/** Writes out what waits, for `limitMs` at most, and closes the file. Never rejects. */
export async function endOutput(output: Output, limitMs: number = endMs): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    output.once('close', resolve)
  })
  output.end()
  await Promise.race([closed, pause(limitMs)])
  output.destroy()
}
