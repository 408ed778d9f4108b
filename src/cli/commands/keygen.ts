/**
 * `hapair keygen`: make the secret that the two nodes share.
 *
 * 32 random bytes in base64, readable by root only. The key is never printed: the file is copied to the other node over
 * a way that nobody else reads.
 */
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { flag, given } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { attempt } from '../settings.ts'
import { pairHere } from '../vip-change.ts'

/** Length of the key, bytes: HMAC-SHA-256 gains nothing beyond 32 (RFC 2104, section 3). */
const keyBytes = 32

const fileMode = 0o600
const folderMode = 0o700

/** Writes a new key. Throws CommandError when there is one already and `--force` is not given. */
export async function keygenCommand(context: Context, call: Call): Promise<ExitCode> {
  const file = given(call, 'file') ?? pairHere(context).keyFile
  const force = flag(call, 'force')
  if (existsSync(file) && !force) {
    const text = `hapair: ${file} exists; a new key parts the two nodes until both have it; add --force to replace it`
    throw new CommandError(exitCodes.refused, text)
  }
  attempt('write', file, () => writeKey(file, force))
  context.terminal.out(`done: ${file} has a new key; copy it to the same place on the other node, with mode 0600`)
  return await Promise.resolve(exitCodes.done)
}

/** Without `force` the file is made or nothing happens, also when somebody else makes it at the same moment. */
function writeKey(file: string, force: boolean): void {
  mkdirSync(dirname(file), { recursive: true, mode: folderMode })
  const draft = force ? `${file}.new` : file
  const opened = openSync(draft, 'wx', fileMode)
  try {
    writeSync(opened, `${randomBytes(keyBytes).toString('base64')}\n`)
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
  if (force) renameSync(draft, file)
}
