/**
 * How does a new resource file take the place of the old one?
 *
 * `drbdadm` reads the resource file for each verb: a broken one would break all of them, demotion included. So the new
 * text goes under another name, drbdadm has to accept it from there (a dry run of `up`, which touches nothing), and only
 * then it is renamed into place. The one that was there is kept as the last good one, and is put back by `restoreFile`.
 * Trap: `--config-to-test` refuses a resource that the present file has as well; the candidate is therefore read alone.
 */
import { copyFile, mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { execa } from 'execa'
import { OpError } from '../base/op-error.ts'

/** Files of one place. `path` ends in `.res`; the others lie beside it and are not read by drbdadm. */
export type FilePlace = {
  readonly path: string
  /** Call of drbdadm for this grammar, as a path or name. */
  readonly drbdadm: string
  /** Host name to read the file as; this machine's own when missing. For tests. */
  readonly host?: string
}

/** Did drbdadm accept the text? Its message otherwise. */
export type FileVerdict = { readonly accepted: true } | { readonly accepted: false; readonly text: string }

const checkMs = 10_000
const textMax = 500
/** The file holds the shared secret. */
const mode = 0o600

/**
 * Lets drbdadm read the text and puts it in place when it is accepted. `names`: of the resources in it.
 * @throws OpError when a file cannot be written or drbdadm cannot be run; the present file is unchanged then
 */
export async function placeFile(text: string, names: readonly string[], place: FilePlace): Promise<FileVerdict> {
  const candidate = `${place.path}.new`
  try {
    await mkdir(dirname(place.path), { recursive: true })
    await writeDurably(candidate, text)
    for (const name of names) {
      const verdict = await checkFile(candidate, name, place)
      if (!verdict.accepted) {
        await rm(candidate, { force: true })
        return verdict
      }
    }
    await keepLastGood(place.path)
    await rename(candidate, place.path)
    await syncFolder(dirname(place.path))
    return { accepted: true }
  } catch (cause) {
    throw cause instanceof OpError ? cause : fileFailure('replace', place.path, cause)
  }
}

/**
 * Puts the last good file back. Says whether there was one.
 * @throws OpError when it cannot be put back
 */
export async function restoreFile(place: FilePlace): Promise<boolean> {
  try {
    await writeDurably(`${place.path}.new`, await readFile(`${place.path}.good`, 'utf8'))
    await rename(`${place.path}.new`, place.path)
    await syncFolder(dirname(place.path))
    return true
  } catch (cause) {
    if (isMissing(cause)) return false
    throw fileFailure('restore', place.path, cause)
  }
}

/** Lets drbdadm read a file, without touching anything. @throws OpError when it cannot be run or does not end */
export async function checkFile(path: string, name: string, place: FilePlace): Promise<FileVerdict> {
  const call = ['--config-file', path, '--dry-run', 'up', name]
  const host = place.host === undefined ? {} : { __DRBD_NODE__: place.host }
  const result = await execa(place.drbdadm, call, {
    reject: false,
    stdin: 'ignore',
    timeout: checkMs,
    env: { LC_ALL: 'C', ...host },
  })
  if (result.timedOut) throw new OpError('check', path, { type: 'timed-out', afterMs: checkMs })
  if (result.exitCode === undefined) {
    throw new OpError('check', path, { type: 'other', text: result.code ?? result.signal ?? 'drbdadm did not run' })
  }
  return result.exitCode === 0 ? { accepted: true } : { accepted: false, text: complaint(result.stderr, path) }
}

/** What drbdadm complains about, without the line that says whom it pretends to be. */
function complaint(errors: string, path: string): string {
  const lines = errors.split('\n').map((line) => line.trim())
  const kept = lines.filter((line) => line !== '' && !/^(found __DRBD|PRETENDING|sh: )/.test(line))
  return kept.join(' ').replaceAll(`${path}:`, 'line ').slice(0, textMax)
}

async function keepLastGood(path: string): Promise<void> {
  try {
    await copyFile(path, `${path}.good`)
  } catch (cause) {
    if (!isMissing(cause)) throw cause
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  await rm(path, { force: true })
  const file = await open(path, 'wx', mode)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
}

function fileFailure(operation: string, path: string, cause: unknown): OpError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
  const failure =
    code === undefined ? ({ type: 'other', text: 'failed' } as const) : ({ type: 'refused', errno: code } as const)
  return new OpError(operation, path, failure, cause)
}
