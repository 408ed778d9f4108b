/**
 * Where does a run keep its machines, and what becomes of them when the run is gone?
 *
 * Each run has a folder that names its owner. Processes end with the run by themselves (`machine.ts`), and nothing
 * else outlives it but this folder, which the next run removes. Logs are kept elsewhere.
 */
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { startOfProcess } from '../netns/run-folder.ts'

const BASE = '/tmp'
const FOLDER = /^hapair-metal-[0-9a-f]{6}$/
const NAME_BYTES = 3

/** Creates the folder of a new run, and removes those of runs that are gone. */
export function createRunFolder(): string {
  for (const name of readdirSync(BASE).filter((one) => FOLDER.test(one))) {
    if (!ownerLives(join(BASE, name))) rmSync(join(BASE, name), { recursive: true, force: true })
  }
  const folder = join(BASE, `hapair-metal-${randomBytes(NAME_BYTES).toString('hex')}`)
  const draft = `${folder}-${process.pid}`
  mkdirSync(draft)
  writeFileSync(join(draft, 'owner'), `${process.pid} ${startOfProcess(process.pid) ?? ''}\n`)
  renameSync(draft, folder)
  return folder
}

/** Removes a run's folder. */
export function removeRunFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
}

function ownerLives(folder: string): boolean {
  try {
    const [pid, start] = readFileSync(join(folder, 'owner'), 'latin1').trim().split(' ')
    return startOfProcess(Number(pid)) === start
  } catch {
    // A folder without an owner is somebody's leftover.
    return false
  }
}
