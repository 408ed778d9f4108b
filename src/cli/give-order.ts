/**
 * How does a command give an order and tell how it ended?
 *
 * One order, its progress on the error stream, and at the end one line of result and an exit code, so that a tool
 * button can show the line and a script read the code (CLI-17). Whoever waits longer than two seconds is told what is
 * going on, and not to reboot (FO-11).
 */
import { randomUUID } from 'node:crypto'
import type { Control } from '../control/client.ts'
import type { DaemonStatus, Request } from '../control/protocol.ts'
import type { OrderAnswer } from '../core/effects.ts'
import type { OperatorOrder } from '../core/events.ts'
import { statusOf, unexpected } from './ask.ts'
import type { Context } from './call.ts'
import { exitCodes } from './exit-codes.ts'
import type { ExitCode } from './exit-codes.ts'
import { identity } from './render-status.ts'
import { renderSpan } from './render-span.ts'
import { spoken } from './words.ts'

/** The end of an order. */
export type OrderEnd = Exclude<OrderAnswer, { readonly type: 'progress' }>

/** An order runs out in the daemon after 60 s; a daemon silent for longer than this hangs, ms. */
const silenceMs = 90_000

/** From here on the waiting is told, and again each time as long, ms (FO-11). */
const progressMs = 2_000

/** Gives an order and prints its result. `status`: what the caller saw before. */
export async function giveOrder(
  context: Context,
  control: Control,
  order: OperatorOrder,
  told: { readonly status: DaemonStatus; readonly json: boolean },
): Promise<ExitCode> {
  const end = await answered(context, control, { type: 'order', orderId: randomUUID(), order })
  return printEnd(context, directed(end, order, told.status), { who: identity(told.status), json: told.json })
}

/** A refusal names the node on which the order can be given, when it is the other one (CLI-2). */
function directed(end: OrderEnd, order: OperatorOrder, status: DaemonStatus): OrderEnd {
  const name = order.verb === 'announce' ? 'vip announce' : order.verb
  const node = status.commands.find((entry) => entry.command === name)?.node ?? null
  if (node === null || node === status.node) return end
  return end.type !== 'refused' ? end : { ...end, text: `${end.text}; give it on the ${node}` }
}

/** Asks for something that is answered like an order, and waits for the end. */
export async function answered(context: Context, control: Control, request: Request): Promise<OrderEnd> {
  const ticker = watchMove(context, control)
  try {
    for await (const report of control.ask(request, { timeoutMs: silenceMs })) {
      if (report.type !== 'answer') continue
      if (report.answer.type !== 'progress') return report.answer
      context.terminal.error(report.answer.text)
    }
  } finally {
    ticker.stop()
  }
  throw unexpected('the result of the order')
}

/** Prints the one line of result, and returns the exit code that belongs to it. */
export function printEnd(
  { terminal }: Context,
  end: OrderEnd,
  told: { readonly who: string; readonly json: boolean },
): ExitCode {
  const code = end.type === 'done' ? exitCodes.done : end.type === 'refused' ? exitCodes.refused : exitCodes.failed
  const refusal = end.type === 'refused' ? { refusal: end.refusal } : {}
  if (told.json) {
    terminal.out(JSON.stringify({ result: end.type, text: end.text, ...refusal, exitCode: code }))
    return code
  }
  const line = `${told.who}: ${end.type}: ${end.text}`
  if (end.type === 'done') terminal.out(line)
  else terminal.error(line)
  return code
}

/** Tells every two seconds what the node is doing, until it is stopped. */
function watchMove(context: Context, control: Control): { readonly stop: () => void } {
  const begun = context.terminal.now()
  let state: 'idle' | 'asking' | 'stopped' = 'idle'
  const tell = async (): Promise<void> => {
    if (state !== 'idle') return
    state = 'asking'
    const line = await statusOf(control).then(progressText, () => undefined)
    if (isStopped()) return
    state = 'idle'
    const elapsed = renderSpan(context.terminal.now() - begun)
    context.terminal.error(`${line ?? 'waiting for the daemon'}, ${elapsed} so far; do not reboot`)
  }
  // Read anew: the state may have changed while the question was under way.
  const isStopped = (): boolean => state === 'stopped'
  const ticker = setInterval(() => void tell(), progressMs)
  const stop = (): void => {
    clearInterval(ticker)
    state = 'stopped'
  }
  return { stop }
}

function progressText(status: DaemonStatus): string {
  const { move, order } = status
  if (move !== null) return `${spoken(status.phase)}: ${move.kind}, step ${move.step}`
  return order === null ? spoken(status.phase) : `${spoken(status.phase)}: ${spoken(order.cause)} ${order.step}`
}
