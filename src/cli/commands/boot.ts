/**
 * `hapair boot`: which role has this node, now that the machine is up?
 *
 * For boot scripts: it waits for the daemon and for the decision, but never longer than it was told, and says the
 * outcome by its exit code (CLI-18). On the slave it is not over before the master is completely up (CFG-8).
 */
import { ControlError, openControl } from '../../control/client.ts'
import type { DaemonStatus } from '../../control/protocol.ts'
import type { Phase } from '../../core/types.ts'
import { questionMs, statusOf } from '../ask.ts'
import { flag, givenSpan } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { masterComing } from '../master-up.ts'
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
    const leftMs = limitMs - (terminal.now() - begun)
    last = (await look(context, Math.min(leftMs, questionMs))) ?? last
    const code = last === undefined || unsettled(last) ? undefined : codeOf(last.phase)
    if (last !== undefined && code !== undefined) return report(context, last, code, json)
    if (terminal.now() - toldAt >= progressMs) {
      toldAt = terminal.now()
      const state = last === undefined ? 'hapaird is not up yet' : waitingFor(last)
      terminal.error(`hapair: ${state}, ${renderSpan(toldAt - begun)} so far`)
    }
    await terminal.sleep(lookMs)
  }
  if (last === undefined) {
    terminal.error(`hapair: hapaird did not answer within ${renderSpan(limitMs)}; see the system log`)
    return exitCodes.failed
  }
  const code = waitsForMaster(last) ? undefined : codeOf(last.phase)
  return report(context, last, code ?? exitCodes.bootNotDecided, json)
}

/** A running slave of a pair that nobody serves may be on its way to take; that is waited for. */
function unsettled(status: DaemonStatus): boolean {
  if (status.phase !== 'running-slave') return false
  return status.pair === 'not-served' || status.pair === 'switching' || waitsForMaster(status)
}

/** The slave does not complete its start while the master is on its way; a master that is down is not waited for. */
function waitsForMaster(status: DaemonStatus): boolean {
  return status.node === 'slave' && status.phase === 'running-slave' && masterComing(status)
}

function waitingFor(status: DaemonStatus): string {
  return waitsForMaster(status) ? 'running slave, and the master is not completely up' : spoken(status.phase)
}

/** The status, or undefined while the daemon is not up. Throws ControlError for what waiting does not cure. */
async function look(context: Context, timeoutMs: number): Promise<DaemonStatus | undefined> {
  try {
    const control = await openControl(context.folders.run, { reading: true })
    try {
      return await statusOf(control, timeoutMs)
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
  else if (code === exitCodes.bootNotDecided) terminal.error(`${renderNode(status)}: ${undecided(status)}`)
  else terminal.out(renderNode(status))
  return code
}

function undecided(status: DaemonStatus): string {
  return waitsForMaster(status) ? 'the master is not completely up' : 'the role is not decided'
}
