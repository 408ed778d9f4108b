/**
 * What do the commands that change a VIP have in common?
 *
 * They find the VIP that is meant, tell the effects, ask, write, have the daemon read it, and print the same command
 * for the other node.
 */
import type { PairChange } from '../config/edit.ts'
import type { SiteSettings, SiteVip } from '../config/site.ts'
import type { Context } from './call.ts'
import { agree } from './confirm.ts'
import { applyChange, draftChange } from './edit-pair.ts'
import { CommandError, exitCodes } from './exit-codes.ts'
import type { ExitCode } from './exit-codes.ts'
import { settingsHere } from './settings.ts'

/** A change with all that is said about it. */
export type VipChange = {
  readonly change: PairChange
  /** What it does, as lines. */
  readonly effects: readonly string[]
  /** Connections end: it must be agreed to. */
  readonly destructive: boolean
  /** The same command for the other node. */
  readonly command: string
}

/** How the caller wants it. */
export type ChangeWishes = { readonly yes: boolean; readonly dryRun: boolean; readonly json: boolean }

/** The settings of a node of a pair. Throws CommandError for a standalone node. */
export function pairHere({ folders }: Context): SiteSettings {
  const site = settingsHere(folders)
  if (site.role !== 'standalone') return site
  throw new CommandError(exitCodes.refused, 'hapair: this node is standalone; virtual addresses belong to a pair')
}

/** The VIP of that name, or the only one. Throws CommandError: none, or several. */
export function vipNamed(site: SiteSettings, name: string | undefined): SiteVip {
  const names = site.vips.map((vip) => vip.name)
  const [only, ...others] = site.vips
  const found = name === undefined && others.length === 0 ? only : site.vips.find((vip) => vip.name === name)
  if (found !== undefined) return found
  if (names.length === 0) throw new CommandError(exitCodes.refused, 'hapair: no virtual address is configured')
  const text = name === undefined ? 'there are several virtual addresses' : `there is no virtual address ${name}`
  throw new CommandError(exitCodes.usage, `hapair: ${text}; name one of ${names.join(', ')}`)
}

/** All addresses of a VIP as one text. */
export function addressesText(vip: SiteVip): string {
  return vip.addresses.map(({ address }) => address).join(', ')
}

/** Makes the change, or prints what it would do. */
export async function makeChange(context: Context, vip: VipChange, wishes: ChangeWishes): Promise<ExitCode> {
  const { terminal } = context
  const draft = draftChange(context, vip.change)
  if (wishes.dryRun) {
    if (wishes.json) terminal.out(JSON.stringify({ effects: vip.effects, command: vip.command }, undefined, 2))
    else for (const line of [...vip.effects, `on the other node: ${vip.command}`]) terminal.out(line)
    return exitCodes.done
  }
  if (draft.before === draft.after) {
    const text = 'the settings say so already; nothing to do'
    terminal.out(wishes.json ? JSON.stringify({ result: 'done', text, exitCode: exitCodes.done }) : text)
    return exitCodes.done
  }
  if (vip.destructive) await agree(context, vip.effects, wishes.yes)
  const applied = await applyChange(context, draft)
  if (wishes.json) {
    const { live, text } = applied
    terminal.out(JSON.stringify({ result: 'done', text, live, command: vip.command, exitCode: exitCodes.done }))
    return exitCodes.done
  }
  terminal.out(`done: ${applied.text}`)
  terminal.out(`now give the same command on the other node, or copy pair.yaml there: ${vip.command}`)
  return exitCodes.done
}
