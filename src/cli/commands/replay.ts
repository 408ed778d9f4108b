/**
 * `hapair replay`: what did the node see that night, and what would it have done under other settings?
 *
 * The core is pure, so a recording of its facts gives its decisions again. The file is read line by line; it may be
 * larger than is good for the memory.
 */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { OpError } from '../../base/op-error.ts'
import type { PairSettings } from '../../core/settings.ts'
import { flag, givenList } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { compareStories, renderComparison, renderTold } from '../replay/compare.ts'
import { readFact, readHead } from '../replay/recording.ts'
import { createFaithful, createSupposed } from '../replay/runner.ts'
import type { Runner, ToldAt } from '../replay/runner.ts'
import { readSupposition, suppositionRule } from '../replay/suppose.ts'
import type { Change } from '../replay/suppose.ts'

/** Prints the story, and with `--set` what would have been different. */
export async function replayCommand({ terminal }: Context, call: Call): Promise<ExitCode> {
  const file = call.arguments[0] ?? ''
  const under = givenList(call, 'set')
  const change = changeOf(under)
  const runs = await runRecording(file, change)
  const story = runs.recorded.story()
  if (flag(call, 'json')) {
    const comparison = runs.supposed === undefined ? {} : { comparison: compareStories(story, runs.supposed.story()) }
    terminal.out(JSON.stringify({ story, cut: runs.cut, ...comparison }, undefined, 2))
    return exitCodes.done
  }
  for (const line of renderStories(story, runs.supposed?.story(), under)) terminal.out(line)
  if (runs.cut !== null) terminal.error(`hapair: ${runs.cut}`)
  return exitCodes.done
}

function renderStories(
  recorded: readonly ToldAt[],
  supposed: readonly ToldAt[] | undefined,
  under: readonly string[],
): string[] {
  const told = recorded.map(renderTold)
  const story = told.length === 0 ? ['as recorded: nothing was decided'] : ['as recorded:', ...told]
  if (supposed === undefined) return story
  const other = [`with ${under.join(' and ')}:`, ...supposed.map(renderTold)]
  return [...story, ...other, ...renderComparison(compareStories(recorded, supposed), under)]
}

function changeOf(written: readonly string[]): Change | undefined {
  if (written.length === 0) return undefined
  const changes = written.map((text) => {
    const read = readSupposition(text)
    if ('change' in read) return read.change
    throw new CommandError(exitCodes.usage, `hapair: --set ${text}: ${read.rule}`)
  })
  return (settings) => changes.reduce((sum, change) => change(sum), settings)
}

type Runs = { readonly recorded: Runner; readonly supposed: Runner | undefined; readonly cut: string | null }

async function runRecording(file: string, change: Change | undefined): Promise<Runs> {
  const stream = createReadStream(file)
  const opened = new Promise<void>((resolve, reject) => {
    stream.once('open', () => {
      resolve()
    })
    stream.once('error', (error) => {
      reject(
        new OpError(
          'read',
          file,
          { type: 'refused', errno: 'code' in error ? String(error.code) : error.message },
          error,
        ),
      )
    })
  })
  await opened
  let runs: { readonly recorded: Runner; readonly supposed: Runner | undefined } | undefined
  let number = 0
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
    number += 1
    if (runs === undefined) {
      runs = begin(file, line, change)
      continue
    }
    const fact = readFact(line)
    if (!fact.ok) {
      stream.destroy()
      return { ...runs, cut: `${file}:${number}: ${fact.rule}; the replay ends here` }
    }
    if (number === 2 && fact.value.event.type !== 'started') {
      const text = `hapair: ${file} begins in the middle of a run; only a recording from the start of the agent can be replayed`
      throw new CommandError(exitCodes.failed, text)
    }
    runs.recorded.absorb(fact.value)
    runs.supposed?.absorb(fact.value)
  }
  if (runs === undefined) throw new CommandError(exitCodes.failed, `hapair: ${file} is empty`)
  return { ...runs, cut: null }
}

function begin(
  file: string,
  line: string,
  change: Change | undefined,
): { recorded: Runner; supposed: Runner | undefined } {
  const head = readHead(line)
  if (!head.ok) throw new CommandError(exitCodes.failed, `hapair: ${file}:1: ${head.rule}`)
  const recorded = createFaithful(head.value)
  if (change === undefined) return { recorded, supposed: undefined }
  const settings: PairSettings = change(head.value.settings)
  const broken = suppositionRule(settings)
  if (broken !== undefined) throw new CommandError(exitCodes.usage, `hapair: ${broken}`)
  return { recorded, supposed: createSupposed(head.value, settings, change) }
}
