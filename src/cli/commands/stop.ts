/**
 * `hapair stop`: end the agent of this node in order.
 *
 * For shutdown scripts: what the node holds is handed to a fit peer, or given up, and the agent ends. The time is
 * bounded; when it is over the agent goes on by itself, and the lease ends the addresses if the machine goes first.
 */
import { randomUUID } from 'node:crypto'
import { ControlError } from '../../control/client.ts'
import type { Control } from '../../control/client.ts'
import { statusOf, withAdmin } from '../ask.ts'
import { flag, givenSpan } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { agree } from '../confirm.ts'
import type { ExitCode } from '../exit-codes.ts'
import { answered, printEnd } from '../give-order.ts'
import type { OrderEnd } from '../give-order.ts'
import { identity } from '../render-status.ts'
import { renderSpan } from '../render-span.ts'
import type { DaemonStatus } from '../../control/protocol.ts'

/** Stops the agent. A daemon that does not run is stopped already. */
export async function stopCommand(context: Context, call: Call): Promise<ExitCode> {
  const limitMs = givenSpan(call, 'timeout')
  const json = flag(call, 'json')
  try {
    return await withAdmin(context, async (control) => {
      const status = await statusOf(control)
      // Scripts need no --yes here: stopping is what a shutdown does.
      await agree(context, stopEffects(status), flag(call, 'yes') || !context.terminal.interactive)
      const end = await stopAgent(context, control, limitMs)
      return printEnd(context, end, { who: identity(status), json })
    })
  } catch (error) {
    if (!(error instanceof ControlError) || error.reason.type !== 'not-running') throw error
    return printEnd(context, { type: 'done', text: 'hapaird is not running; nothing to stop' }, { who: 'hapair', json })
  }
}

/** What stopping does, as lines. */
export function stopEffects(status: DaemonStatus): readonly string[] {
  const master = status.phase === 'running-master'
  const handed = status.peer.fit && status.peer.phase === 'running-slave'
  return [
    `stop on ${identity(status)}:`,
    !master
      ? '  - this node no longer stands by: nobody takes over when the running master fails'
      : handed
        ? '  - the running-master role is handed to the peer; all client connections to this node end'
        : '  - nobody serves afterwards: the peer cannot take over now',
    ...(status.disks.length > 0 && status.node === 'slave'
      ? [
          '  - do not start this node alone after the master went down: it would serve old data, and split-brain follows',
        ]
      : []),
    '  - the agent ends; it starts again with "systemctl start hapaird" or with the next boot',
  ]
}

/** Gives the order, and waits no longer than this; closes the connection. */
export async function stopAgent(context: Context, control: Control, limitMs: number): Promise<OrderEnd> {
  const order = answered(context, control, { type: 'order', orderId: randomUUID(), order: { verb: 'stop' } })
  let limit: NodeJS.Timeout | undefined
  const late = new Promise<OrderEnd>((resolve) => {
    limit = setTimeout(() => {
      resolve({ type: 'failed', text: `not stopped within ${renderSpan(limitMs)}; the agent goes on giving up` })
    }, limitMs)
  })
  try {
    return await Promise.race([order.catch(lostIsDone), late])
  } finally {
    clearTimeout(limit)
    control.close()
    // The loser of the race ends with the connection; its error says nothing new.
    void order.catch(lostIsDone)
  }
}

/** The agent that ends may close the connection before its last answer is read. */
function lostIsDone(error: unknown): OrderEnd {
  if (error instanceof ControlError && error.reason.type === 'lost')
    return { type: 'done', text: 'the agent has ended' }
  throw error
}
