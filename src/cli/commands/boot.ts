/**
 * `hapair boot`: which role has this node, now that the machine is up?
 *
 * For boot scripts: it waits for the daemon and for the decision, but never longer than it was told, and says the
 * outcome by its exit code (CLI-18).
 */
import { ControlError, openControl } from '../../control/client.ts'
import type { DaemonStatus } from '../../control/protocol.ts'
import type { Phase } from '../../core/types.ts'
import { statusOf } from '../ask.ts'
import { flag, givenSpan } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { renderNode } from '../render-status.ts'
import { renderSpan } from '../render-span.ts'
import { spoken } from '../words.ts'

/** How often the daemon is asked, ms. */
const lookMs = 250

/** Pause between two lines for the person at the console, ms. */
const progressMs = 2_000

/** Waits for the role. */
export async function bootCommand(context: Context, call: Call): Promise<ExitCode> {
  const { terminal } = context
  const limitMs = givenSpan(call, 'timeout')
  const json = flag(call, 'json')
  const begun = terminal.now()
  let toldAt = begun
  let last: DaemonStatus | undefined
  while (terminal.now() - begun < limitMs) {
    last = (await look(context)) ?? last
    const code = last === undefined || unsettled(last) ? undefined : codeOf(last.phase)
    if (last !== undefined && code !== undefined) return report(context, last, code, json)
    if (terminal.now() - toldAt >= progressMs) {
      toldAt = terminal.now()
      const state = last === undefined ? 'hapaird is not up yet' : spoken(last.phase)
      terminal.error(`hapair: ${state}, ${renderSpan(toldAt - begun)} so far`)
    }
    await terminal.sleep(lookMs)
  }
  if (last === undefined) {
    terminal.error(`hapair: hapaird did not answer within ${renderSpan(limitMs)}; see the system log`)
    return exitCodes.failed
  }
  return report(context, last, codeOf(last.phase) ?? exitCodes.bootNotDecided, json)
}

/** A running slave of a pair that nobody serves may be on its way to take; that is waited for. */
function unsettled(status: DaemonStatus): boolean {
  return status.phase === 'running-slave' && (status.pair === 'not-served' || status.pair === 'switching')
}

/** The status, or undefined while the daemon is not up. Throws ControlError for what waiting does not cure. */
async function look(context: Context): Promise<DaemonStatus | undefined> {
  try {
    const control = await openControl(context.folders.run, { reading: true })
    try {
      return await statusOf(control)
    } finally {
      control.close()
    }
  } catch (error) {
    if (!(error instanceof ControlError)) throw error
    const passing =
      error.reason.type === 'not-running' || error.reason.type === 'lost' || error.reason.type === 'timed-out'
    if (passing) return undefined
    throw error
  }
}

/** The exit code of a decided role; undefined while nothing is decided. */
function codeOf(phase: Phase): ExitCode | undefined {
  switch (phase) {
    case 'running-master':
      return exitCodes.done
    case 'running-slave':
      return exitCodes.bootRunningSlave
    case 'held':
      return exitCodes.bootHeld
    case 'starting':
    case 'taking-over':
    case 'isolated':
    case 'releasing':
      return undefined
  }
}

function report({ terminal }: Context, status: DaemonStatus, code: ExitCode, json: boolean): ExitCode {
  const outcome = code === exitCodes.bootNotDecided ? 'not-decided' : status.phase
  if (json) terminal.out(JSON.stringify({ result: outcome, phase: status.phase, exitCode: code }))
  else if (code === exitCodes.bootNotDecided) terminal.error(`${renderNode(status)}: the role is not decided`)
  else terminal.out(renderNode(status))
  return code
}
