/**
 * How does a new resource file take the place of the old one?
 *
 * `drbdadm` reads the resource file for each verb: a broken one would break all of them, demotion included. So the new
 * text goes under another name, drbdadm has to accept it from there (a dry run of `up`, which touches nothing), and only
 * then it is renamed into place. In its place it is read once more, together with everything else that drbdadm reads: a
 * file of somebody else may use the same name, number or port. When it is refused there, everything is as it was before.
 * Trap: `--config-to-test` refuses a resource that the present file has as well; the candidate is therefore read alone.
 */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
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
  /** The file that drbdadm begins with for each order; its own when missing. For tests. */
  readonly config?: string
}

/** Did drbdadm accept the text? Its message otherwise. */
export type FileVerdict = { readonly accepted: true } | { readonly accepted: false; readonly text: string }

const checkMs = 10_000
const textMax = 500
/** The file holds the shared secret. */
const mode = 0o600

/**
 * Lets drbdadm read the text and puts it in place when it is accepted. `names`: of the resources in it.
 * @throws OpError when a file cannot be written or drbdadm cannot be run; the file of before is in place then
 */
export async function placeFile(text: string, names: readonly string[], place: FilePlace): Promise<FileVerdict> {
  const candidate = `${place.path}.new`
  try {
    await mkdir(dirname(place.path), { recursive: true })
    await writeDurably(candidate, text)
    const alone = await checkAll(names, (name) => checkFile(candidate, name, place))
    if (!alone.accepted) {
      await rm(candidate, { force: true })
      return alone
    }
    const before = await readPresent(place.path)
    await rename(candidate, place.path)
    await syncFolder(dirname(place.path))
    return await checkPlaced(names, before, place)
  } catch (cause) {
    throw cause instanceof OpError ? cause : fileFailure('replace', place.path, cause)
  }
}

/** Reads everything with the new file in its place; what was there before comes back when that is refused, or fails. */
async function checkPlaced(
  names: readonly string[],
  before: string | undefined,
  place: FilePlace,
): Promise<FileVerdict> {
  const from = place.config === undefined ? [] : ['--config-file', place.config]
  let accepted = false
  try {
    const verdict = await checkAll(names, (name) => check(from, name, place))
    accepted = verdict.accepted
    return verdict
  } finally {
    if (!accepted) await putBack(before, place.path)
  }
}

/** `before`: undefined when there was no file. */
async function putBack(before: string | undefined, path: string): Promise<void> {
  if (before === undefined) await rm(path, { force: true })
  else {
    await writeDurably(`${path}.new`, before)
    await rename(`${path}.new`, path)
  }
  await syncFolder(dirname(path))
}

/** The first refusal, if any. */
async function checkAll(names: readonly string[], check: (name: string) => Promise<FileVerdict>): Promise<FileVerdict> {
  for (const name of names) {
    const verdict = await check(name)
    if (!verdict.accepted) return verdict
  }
  return { accepted: true }
}

/** Lets drbdadm read a file, without touching anything. @throws OpError when it cannot be run or does not end */
export function checkFile(path: string, name: string, place: FilePlace): Promise<FileVerdict> {
  return check(['--config-file', path], name, place)
}

async function check(from: readonly string[], name: string, place: FilePlace): Promise<FileVerdict> {
  const path = from.at(-1) ?? place.path
  const call = [...from, '--dry-run', 'up', name]
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

async function readPresent(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    if (isMissing(cause)) return undefined
    throw cause
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
