/**
 * `hapair reboot`: restart this machine without harm to the pair.
 *
 * What `can-reboot` forbids is refused. Otherwise the agent stops in order, which hands the role over, and then the
 * service manager restarts the machine. `--override` goes past the judgement: it wants a word typed on a terminal, which
 * no `--yes` replaces, and leaves an alarm in the system log before anything happens (MNT-1).
 */
import { ControlError } from '../../control/client.ts'
import type { DaemonStatus } from '../../control/protocol.ts'
import { statusOf, withAdmin } from '../ask.ts'
import { flag, givenSpan } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { agree, agreeTyped } from '../confirm.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { printEnd } from '../give-order.ts'
import type { OrderEnd } from '../give-order.ts'
import { pastMovesOf } from '../past-moves.ts'
import type { PastMoves } from '../past-moves.ts'
import type { RebootAdvice } from '../reboot-advice.ts'
import { printRefusal } from '../refusal.ts'
import { renderSpan } from '../render-span.ts'
import { identity, peerIdentity } from '../render-status.ts'
import { judgeReboot, renderRefusedReboot } from './can-reboot.ts'
import { stopAgent } from './stop.ts'

/** The word that is typed for --override. */
const overrideWord = 'reboot anyway'

/** Restarts the machine. */
export async function rebootCommand(context: Context, call: Call): Promise<ExitCode> {
  const override = flag(call, 'override')
  // Now, not after the agent has stopped: an upgrade of the package takes the parts of a running command away.
  await import('../programs.ts')
  try {
    return await withAdmin(context, async (control) => {
      const status = await statusOf(control)
      const judged = await judgeReboot(context, status)
      const effects = rebootEffects(status, await pastMovesOf(control))
      const told = { who: identity(status), json: flag(call, 'json') }
      if (flag(call, 'dryRun')) return printPlan(context, { status, judged, effects }, told.json)
      if (!judged.canReboot && !override) return refuse(context, judged, status, told)
      await confirmed(context, call, { judged, effects, who: told.who })
      const end = await stopAgent(context, control, givenSpan(call, 'timeout'))
      if (end.type !== 'done' && !override) return printEnd(context, end, told)
      return printEnd(context, await restartMachine(context), told)
    })
  } catch (error) {
    if (!override || !(error instanceof ControlError) || error.reason.type !== 'not-running') throw error
    const judged = { canReboot: false, reason: 'hapaird is not running: nothing is known of the pair', advice: [] }
    await confirmed(context, call, { judged, effects: ['this machine restarts'], who: 'hapair' })
    return printEnd(context, await restartMachine(context), { who: 'hapair', json: flag(call, 'json') })
  }
}

/** What a restart does, as lines. */
export function rebootEffects(status: DaemonStatus, past: PastMoves): readonly string[] {
  const master = status.phase === 'running-master'
  const span =
    past.takeMs === null || past.releaseMs === null
      ? 'not known, no past move tells'
      : `about ${renderSpan(past.takeMs + past.releaseMs)} without service, as in the last moves`
  const disks =
    status.disks.length === 0 ? [] : ['  - until it is back and in sync, nothing protects against a further failure']
  const alone =
    status.disks.length > 0 && status.node === 'slave'
      ? [
          '  - should the master go down meanwhile, do not start this node alone: it would serve old data, and split-brain follows',
        ]
      : []
  return [
    `reboot of ${identity(status)}:`,
    master
      ? `  - ${peerIdentity(status)} takes over; all client connections to this node end`
      : `  - nothing is interrupted; ${peerIdentity(status)} goes on serving`,
    '  - the agent stops in order, then this machine restarts',
    ...disks,
    ...alone,
    ...(master ? [`predicted: ${span}`] : []),
  ]
}

type Confirmation = { readonly judged: RebootAdvice; readonly effects: readonly string[]; readonly who: string }

async function confirmed(context: Context, call: Call, { judged, effects, who }: Confirmation): Promise<void> {
  if (judged.canReboot) {
    await agree(context, effects, flag(call, 'yes'))
    return
  }
  const warning = [`do not reboot: ${judged.reason}`, ...judged.advice.map((line) => `  ${line}`)]
  await agreeTyped(context, [...warning, ...effects], overrideWord)
  await context.terminal.log(`${who}: reboot with --override, although: ${judged.reason}`)
}

type Plan = { readonly status: DaemonStatus; readonly judged: RebootAdvice; readonly effects: readonly string[] }

function printPlan({ terminal }: Context, { status, judged, effects }: Plan, json: boolean): ExitCode {
  const lines = judged.canReboot ? effects : renderRefusedReboot(judged, status)
  if (json) terminal.out(JSON.stringify({ ...judged, effects }, undefined, 2))
  else for (const line of lines) terminal.out(line)
  return judged.canReboot ? exitCodes.done : exitCodes.refused
}

function refuse(
  context: Context,
  judged: RebootAdvice,
  status: DaemonStatus,
  told: { readonly who: string; readonly json: boolean },
): ExitCode {
  if (told.json) return printRefusal(context, judged.reason, told)
  for (const line of renderRefusedReboot(judged, status)) context.terminal.error(line)
  return exitCodes.refused
}

async function restartMachine({ terminal }: Context): Promise<OrderEnd> {
  const { code, text } = await terminal.runProgram('systemctl', ['reboot'])
  if (code === 0) return { type: 'done', text: 'this machine restarts' }
  return { type: 'failed', text: `systemctl reboot: ${text === '' ? `exit code ${code ?? 'none'}` : text}` }
}
