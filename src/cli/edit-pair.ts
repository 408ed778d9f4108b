/**
 * How does a command change a settings file without ever leaving a broken one behind?
 *
 * The changed text is judged together with all other layers before it is written; it is written beside the old file and
 * put in its place in one step; then the daemon reads it. When the daemon refuses it, the old text is put back. The
 * other node must be given the same change: the command for it is printed (D14).
 */
import { closeSync, fchownSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { editPair, editSwitch } from '../config/edit.ts'
import type { PairChange } from '../config/edit.ts'
import { ControlError, openControl } from '../control/client.ts'
import type { Control } from '../control/client.ts'
import type { Context } from './call.ts'
import { CommandError, exitCodes } from './exit-codes.ts'
import { answered } from './give-order.ts'
import { textOf } from '../daemon/settings-texts.ts'
import { attempt, badSettings, loadHere, nodeFileOf, pairFileOf } from './settings.ts'

/** A change that was judged, and not written yet. */
export type PairDraft = { readonly file: string; readonly before: string; readonly after: string }

/** What became of a change. */
export type Applied = { readonly live: boolean; readonly text: string }

/** Makes and judges a change. Throws CommandError with every problem. */
export function draftChange({ folders }: Context, change: PairChange): PairDraft {
  const file = pairFileOf(folders)
  const before = textOf(file)
  const edited = editPair(before, change, file)
  if (!edited.ok) throw badSettings(edited.problems)
  const judged = loadHere(folders, edited.text)
  if (!judged.ok) throw badSettings(judged.problems)
  return { file, before, after: edited.text }
}

/** Judges the switch of the feature. Throws CommandError with every problem. */
export function draftSwitch({ folders }: Context, enabled: boolean): PairDraft {
  const file = nodeFileOf(folders)
  const before = textOf(file)
  const edited = editSwitch(before, enabled, file)
  if (!edited.ok) throw badSettings(edited.problems)
  return { file, before, after: edited.text }
}

/** Writes the change and has the daemon read it. Throws OpError or CommandError; then the old text stands. */
export async function applyChange(context: Context, draft: PairDraft): Promise<Applied> {
  const control = await openedControl(context)
  try {
    replaceFile(draft.file, draft.after)
    if (control === undefined)
      return { live: false, text: 'hapaird is not running; the change holds from its start on' }
    const end = await answered(context, control, { type: 'reload' })
    if (end.type === 'done') return { live: true, text: end.text }
    replaceFile(draft.file, draft.before)
    throw new CommandError(
      exitCodes.failed,
      `hapair: the daemon did not accept the change, nothing was changed: ${end.text}`,
    )
  } finally {
    control?.close()
  }
}

/** The daemon, when it runs. Asked before the file is touched, so that a caller without permission changes nothing. */
async function openedControl(context: Context): Promise<Control | undefined> {
  try {
    return await openControl(context.folders.run)
  } catch (error) {
    if (error instanceof ControlError && error.reason.type === 'not-running') return undefined
    throw error
  }
}

/** Replaces a file in one step, with mode and owner of the old one, and makes it durable. */
function replaceFile(file: string, text: string): void {
  const draft = `${file}.new`
  attempt('write', file, () => {
    const { mode, uid, gid } = statSync(file)
    // Left over from a command that was killed.
    rmSync(draft, { force: true })
    const opened = openSync(draft, 'wx', mode & 0o777)
    try {
      fchownSync(opened, uid, gid)
      writeSync(opened, text)
      fsyncSync(opened)
    } finally {
      closeSync(opened)
    }
    renameSync(draft, file)
    const folder = openSync(dirname(file), 'r')
    try {
      fsyncSync(folder)
    } finally {
      closeSync(folder)
    }
  })
}
