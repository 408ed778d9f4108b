/**
 * What does the standby see of itself that only files, file systems and programs can tell?
 *
 * Asked by the agent once a minute, so nothing here may take its thread: files are read by the pool, tests of services
 * are children with a deadline, one after the other, and whatever hangs is given up.
 */
import { X509Certificate } from 'node:crypto'
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { FitnessFacts } from './fitness.ts'
import { answerOf, runWords, textIfThere } from './gather-command.ts'
import type { Around } from './gather-command.ts'

/** What is asked of a standby. At most 64 of each; the settings have no more. */
export type FitnessQuestions = {
  /** Words of the config test of each service that has one. */
  readonly tests: readonly { readonly service: string; readonly words: readonly string[] }[]
  readonly certificates: readonly string[]
  /** Folders that the agent writes to. */
  readonly folders: readonly string[]
}

/** What this answers. */
export type FitnessAnswers = Pick<FitnessFacts, 'services' | 'certificates' | 'folders'>

/** Longest text of a failed test that is kept, characters. */
const textMax = 200
const mibBytes = 1_048_576

/** Asks. Never rejects. `wallMs`: since 1970; certificates are dated by the wall clock. */
export async function fitnessAnswers(
  around: Around,
  questions: FitnessQuestions,
  wallMs: number,
): Promise<FitnessAnswers> {
  const services: { service: string; problem: string | null }[] = []
  for (const { service, words } of questions.tests) {
    const { code, output } = await runWords(around, words)
    const told = code === null ? `no end within ${around.deadlineMs / 1_000} s, or not started` : `ends with ${code}`
    services.push({ service, problem: code === 0 ? null : `${told} ${output}`.trim().slice(0, textMax) })
  }
  return {
    services,
    certificates: await Promise.all(questions.certificates.map((file) => certificateOf(around, file, wallMs))),
    folders: await Promise.all(questions.folders.map((folder) => freeOf(around, folder))),
  }
}

async function certificateOf(
  around: Around,
  file: string,
  wallMs: number,
): Promise<FitnessFacts['certificates'][number]> {
  const answer = await answerOf(around, async () => {
    const text = await textIfThere(around, file)
    if (text === undefined) throw new Error('does not exist')
    return new X509Certificate(text).validToDate.getTime() - wallMs
  })
  return 'value' in answer
    ? { file, leftMs: answer.value, problem: null }
    : { file, leftMs: null, problem: answer.unanswered.slice(0, textMax) }
}

async function freeOf(around: Around, folder: string): Promise<FitnessFacts['folders'][number]> {
  const answer = await answerOf(around, async () => {
    const { bavail, bsize } = await statfs(join(around.root, folder))
    return Math.floor((bavail * bsize) / mibBytes)
  })
  return { folder, freeMib: 'value' in answer ? answer.value : null }
}
