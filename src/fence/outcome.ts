/**
 * What became of the peer, as the agent says, and how long is that waited for?
 *
 * While nothing is answered the writes of this node stay frozen, which costs service and never data; so the handler waits,
 * and asks again when the agent restarts, until the agent has an outcome or the limit is over. Only a hard contradiction
 * ends it early with 1: this caller may not ask. A daemon of another version that does not know the question is asked
 * again like one that is absent: an upgrade is under way.
 * Rejected: a default answer of 5 when no agent runs. Silence of the own agent proves nothing about the peer.
 */
import { elapsed, plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { ControlError } from '../control/client.ts'
import type { Report, Request } from '../control/protocol.ts'
import type { FenceCode } from '../core/effects.ts'
import type { FenceQuestion } from './question.ts'

/** Exit code of the handler with one line for the system log. */
export type FenceOutcome = { readonly code: FenceCode; readonly text: string }

/** What the waiting needs of the world. */
export type FenceScene = {
  /**
   * Asks the agent once; the reports of the answer. Throws ControlError when it cannot be asked or went away.
   * `limitMs`: how long it may take.
   */
  readonly ask: (request: Request, limitMs: number) => AsyncIterable<Report>
  readonly now: () => Instant
  readonly pause: (ms: number) => Promise<void>
}

/** First pause after an agent that could not be asked, ms; doubled each time. */
const firstPauseMs = 100
/** Longest pause, ms: an agent that has restarted is asked within this time. */
const longestPauseMs = 2000

/** Waits for the outcome. Never throws: whatever goes wrong is an outcome with the code 1. */
export async function awaitOutcome(question: FenceQuestion, scene: FenceScene): Promise<FenceOutcome> {
  const endAt = plus(scene.now(), question.limitMs)
  let pauseMs = firstPauseMs
  for (;;) {
    const answer = await askOnce(question, scene, elapsed(scene.now(), endAt))
    if ('code' in answer) return answer
    await scene.pause(Math.max(0, Math.min(pauseMs, elapsed(scene.now(), endAt))))
    if (scene.now() >= endAt) return unproven(`no outcome within ${question.limitMs} ms: ${answer.text}`)
    pauseMs = answer.wasThere ? firstPauseMs : Math.min(pauseMs * 2, longestPauseMs)
  }
}

/** An outcome, or why there was none. `wasThere`: an agent took the question and went away. */
async function askOnce(
  { resource }: FenceQuestion,
  scene: FenceScene,
  leftMs: number,
): Promise<FenceOutcome | { readonly text: string; readonly wasThere: boolean }> {
  try {
    for await (const report of scene.ask({ type: 'fence', resource }, leftMs)) {
      if (report.type === 'fence') return { code: report.code, text: report.text }
    }
    return { text: 'the agent ended the question without an answer', wasThere: true }
  } catch (cause) {
    if (!(cause instanceof ControlError)) return unproven(cause instanceof Error ? cause.message : 'failed')
    if (cause.reason.type === 'permission') return unproven(cause.message)
    return { text: cause.message, wasThere: cause.reason.type === 'lost' }
  }
}

function unproven(text: string): FenceOutcome {
  return { code: 1, text }
}
