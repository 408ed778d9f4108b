/**
 * What is kept of a scenario after its machines are gone?
 *
 * Both consoles, both journals as far as the machines still tell them, and the story. The last few runs are kept.
 */
import { copyFile, writeFile } from 'node:fs/promises'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { nodeNames } from '../netns/layout.ts'
import { cacheFolder } from './cache.ts'
import type { Pair } from './pair.ts'

const KEPT_MAX = 60
const JOURNAL_LIMIT_MS = 30_000

/** A new folder for a scenario's logs; the oldest ones go. */
export function newLogFolder(name: string): string {
  const logs = join(cacheFolder(), 'logs')
  mkdirSync(logs, { recursive: true })
  const old = readdirSync(logs).sort()
  for (const one of old.slice(0, Math.max(0, old.length - KEPT_MAX + 1))) rmSync(join(logs, one), { recursive: true })
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-')
  const folder = join(logs, `${stamp}-${name}`)
  mkdirSync(folder)
  return folder
}

/** What is kept: the story, and of the journals the last `seconds`, or all that there is. */
export type Kept = { readonly story: readonly string[]; readonly seconds: number | 'all' }

/** Copies what there is into the folder. A journal costs an emulated processor a second for some hundred lines. */
export async function keepLogs(folder: string, pair: Pair, { story, seconds }: Kept): Promise<void> {
  const since = seconds === 'all' ? '' : ` --since=-${Math.ceil(seconds)}s`
  await writeFile(join(folder, 'story.txt'), `${story.join('\n')}\n`)
  for (const node of nodeNames) {
    const machine = pair.machines[node]
    if (existsSync(machine.consoleLog)) await copyFile(machine.consoleLog, join(folder, `console-${node}.log`))
    if (!machine.powered) continue
    try {
      const journal = await machine.must(`journalctl --no-pager -o short-monotonic${since}`, {
        limitMs: JOURNAL_LIMIT_MS,
      })
      await writeFile(join(folder, `journal-${node}.log`), `${journal}\n`)
    } catch (error) {
      // A machine that is frozen or dead tells nothing any more; that is part of the log.
      await writeFile(join(folder, `journal-${node}.log`), `${String(error)}\n`)
    }
  }
}
