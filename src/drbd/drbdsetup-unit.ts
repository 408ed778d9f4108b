/**
 * How does a mount or an unmount run outside of the agent's sandbox, and how is it ended there?
 *
 * A mount that is made in the sandbox of the agent's unit is not seen outside (measured), so the service manager makes it,
 * in a transient unit. Killing `systemd-run` does not kill that unit: a mount that was given up would be completed later,
 * when the volume counts as released already. So the unit has a name that belongs to the volume, of which there is one at
 * most; a time limit of its own, for an agent that dies meanwhile; and an order that is given up, or fails in a way that
 * says nothing of the unit, ends only when the unit has been killed and is gone. A unit that was left by an agent before
 * this one is ended before anything else is done with the volume. One whose process the kernel does not let go keeps its
 * volume: the service manager does not forget a unit that still has a process.
 * Rejected: asking for the state `inactive` (it is also said of a unit whose process outlived the kill); a name for each
 * order (a second one would run beside the first).
 * Sources: systemd-run(1), systemd.unit(5) CollectMode, service_may_gc in src/core/service.c of systemd 252.
 */
import { basename } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { execa } from 'execa'
import type { CommandLine } from './commands.ts'
import type { CommandResult } from './exit-codes.ts'

/** Starts programs for this file, as `drbdsetup.ts` starts all others. */
export type UnitScene = {
  readonly common: {
    readonly reject: false
    readonly stdin: 'ignore'
    readonly extendEnv: false
    readonly env: Readonly<Record<string, string>>
    readonly cwd: string
    readonly forceKillAfterDelay: number
  }
  /** Runs `systemd-run` with these words. */
  readonly run: (words: readonly string[]) => Promise<CommandResult>
  /** Path or name of the program that the unit runs. */
  readonly program: string
}

/** A look at the unit, and an order to kill it, take so long at most, ms; 20 ms measured, 0.3 s on emulated machines. */
const askMs = 5000
/** Between two looks, ms: the first pause, doubled up to the longest; haste does not help a service manager in trouble. */
const againMs = 100
const againMsMax = 2000
const msPerSecond = 1000

/** The unit that works on the volume of this device; one at most. */
export function unitOf(device: string): string {
  return `hapair-volume-${basename(device)}.service`
}

/** Arguments of `systemd-run` for a program that works on a volume. */
export function unitWords({ target, verb, deadlineMs, arguments: words }: CommandLine, program: string): string[] {
  const limits = [`--property=RuntimeMaxSec=${Math.ceil(deadlineMs / msPerSecond)}`, '--property=TimeoutStopSec=1']
  const shown = [`--unit=${unitOf(target)}`, `--description=hapair: ${verb} of ${target}`]
  // A unit with the usual dependencies contradicts a shutdown under way, and is refused: no orderly reboot could unmount.
  const whenever = '--property=DefaultDependencies=no'
  return ['--quiet', '--wait', '--pipe', '--collect', ...shown, ...limits, whenever, program, ...words]
}

/**
 * Ends what is under way on the volume, runs the program, and resolves when nothing of it is left: later than its
 * deadline when the kernel does not let a process go. The line `settle` only does the first of it. Never rejects.
 */
export async function runInUnit(line: CommandLine, signal: AbortSignal, scene: UnitScene): Promise<CommandResult> {
  await endUnit(unitOf(line.target), scene)
  if (line.verb === 'settle') return { type: 'exited', code: 0, output: '', errors: '' }
  if (signal.aborted) return { type: 'cancelled' }
  const running = scene.run(unitWords(line, scene.program))
  await endWhenGivenUp(line, signal, { running, scene })
  const result = await running
  if (result.type !== 'exited' || result.code !== 0) await endUnit(unitOf(line.target), scene)
  return result
}

type Run = { readonly running: Promise<CommandResult>; readonly scene: UnitScene }

/**
 * The unit holds the output of `systemd-run` open: whoever waits for the end of that output waits for the unit. So the
 * unit is killed beside it, again and again, because it may only just have been ordered.
 */
async function endWhenGivenUp(line: CommandLine, signal: AbortSignal, { running, scene }: Run): Promise<void> {
  const state = { hasEnded: false }
  const ended = running.then(() => {
    state.hasEnded = true
  })
  await Promise.race([ended, givenUp(signal, line.deadlineMs, ended)])
  while (!state.hasEnded) {
    await endUnit(unitOf(line.target), scene)
    await Promise.race([ended, pause(againMs)])
  }
}

/** Resolves when the order is no longer wanted, its time is over, or it has ended. */
function givenUp(signal: AbortSignal, deadlineMs: number, ended: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(finish, deadlineMs)
    signal.addEventListener('abort', finish, { once: true })
    void ended.then(finish)
    function finish(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', finish)
      resolve()
    }
  })
}

/** Kills the unit as long as there is one. What cannot be asked may be there. */
async function endUnit(unit: string, scene: UnitScene): Promise<void> {
  const options = { ...scene.common, timeout: askMs }
  for (let waitMs = againMs; ; waitMs = Math.min(waitMs * 2, againMsMax)) {
    const shown = await execa('systemctl', ['show', '--property=LoadState', unit], options)
    if (shown.exitCode === 0 && shown.stdout.trim() === 'LoadState=not-found') return
    await execa('systemctl', ['kill', '--signal=KILL', unit], options)
    await pause(waitMs)
  }
}
