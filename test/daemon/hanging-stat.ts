/** A stat(1) that never answers for a path with `hung` in its name, however it is ended. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'

/** The program, and how often it hung. Whoever kills it leaves a child behind that keeps its output open. */
export function hangingStat(t: Test): { readonly program: string; readonly hung: () => number } {
  // Not the folder of the test: that one goes before what is written down here is read.
  const folder = mkdtempSync(join(tmpdir(), 'hapair-stat-'))
  const log = join(folder, 'log')
  const program = join(folder, 'stat')
  const lines = [
    ...['#!/bin/sh', 'case "$*" in', `*hung*) echo $$ >> ${log}; sleep 30 & echo $! >> ${log}.children; wait ;;`],
    ...['*) exec stat "$@" ;;', 'esac', ''],
  ]
  writeFileSync(program, lines.join('\n'), { mode: 0o755 })
  t.teardown(() => {
    for (const pid of pids(`${log}.children`)) process.kill(pid)
    rmSync(folder, { recursive: true, force: true })
  })
  return { program, hung: () => pids(log).length }
}

function pids(file: string): readonly number[] {
  return readFileSync(file, 'utf8').split('\n').filter(Boolean).map(Number)
}
