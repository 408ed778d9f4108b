/**
 * Which facts does `hapair doctor` judge?
 *
 * Those of this node and, when they were handed over, those of the other one. There is no channel between the nodes
 * on which they could be fetched: the peer's agent listens to beats only (D18). So the other node writes its facts, and
 * the operator hands them over by a file or by a pipe of his own.
 */
import { readFileSync } from 'node:fs'
import { ControlError } from '../control/client.ts'
import type { DaemonStatus } from '../control/protocol.ts'
import type { ClockTie } from '../doctor/clocks.ts'
import type { DoctorFacts } from '../doctor/findings.ts'
import { thisMachine } from '../doctor/gather-command.ts'
import { gatherNodeFacts } from '../doctor/gather.ts'
import type { LocalFacts } from '../doctor/local-facts.ts'
import { parseNodeFacts } from '../doctor/node-facts.ts'
import type { NodeFacts } from '../doctor/node-facts.ts'
import { asker } from './ask-hosts.ts'
import { withAdmin } from './ask.ts'
import type { Context } from './call.ts'
import { CommandError, exitCodes } from './exit-codes.ts'
import { gatherLocalFacts } from './local-facts.ts'
import { allMovesOf } from './past-moves.ts'
import { attempt } from './settings.ts'
import { version } from './version.ts'

/** Files of facts as they were asked for; `-` is the standard input. */
export type FactsFiles = { readonly own: string | undefined; readonly peer: string | undefined }

/** Everything that is known of this node. */
export async function factsHere(context: Context): Promise<{ readonly own: NodeFacts; readonly local: LocalFacts }> {
  const local = await gatherLocalFacts(context)
  const { settings, daemon } = local
  const disks = 'status' in daemon ? daemon.status.disks : []
  const ask = asker(process.getuid?.())
  const own = await gatherNodeFacts({
    around: thisMachine,
    hapair: version(),
    connected: disks.filter(({ connection }) => connection === 'connected').map(({ resource }) => resource),
    moves: await movesHere(context),
    ...('ok' in settings && settings.ok ? { site: settings.site } : {}),
    ...(ask === undefined ? {} : { ask }),
  })
  return { own, local }
}

/** All facts. Throws CommandError when a file of facts is none. */
export async function doctorFacts(context: Context, files: FactsFiles): Promise<DoctorFacts> {
  const here = files.own === undefined ? await factsHere(context) : { own: await readFacts(context, files.own) }
  if (files.peer === undefined) return { ...here, tie: {} }
  const peer = await readFacts(context, files.peer)
  // What comes through a pipe was written in this moment: the clock of a node is the last thing that it reads.
  const readAt: ClockTie = files.peer === '-' ? { readAtMs: Date.now() } : {}
  const beats = 'local' in here && 'status' in here.local.daemon ? beatClock(here.local.daemon.status) : {}
  return { ...here, peer, tie: { ...readAt, ...beats } }
}

function beatClock({ peer: { clock } }: DaemonStatus): ClockTie {
  return clock === null ? {} : { beats: clock }
}

async function readFacts({ terminal }: Context, file: string): Promise<NodeFacts> {
  const text = file === '-' ? await terminal.input() : attempt('read', file, () => readFileSync(file, 'utf8'))
  const read = parseNodeFacts(text)
  if (!('problem' in read)) return read
  throw new CommandError(exitCodes.usage, `hapair: ${file === '-' ? 'standard input' : file}: ${read.problem}`)
}

/** The moves that the agent remembers. Only administrators may ask. */
async function movesHere(context: Context): Promise<NodeFacts['moves']> {
  try {
    const moves = await withAdmin(context, allMovesOf)
    return { value: moves.map(({ ms }) => ({ ms })) }
  } catch (error) {
    if (error instanceof ControlError) return { unanswered: error.text }
    throw error
  }
}
