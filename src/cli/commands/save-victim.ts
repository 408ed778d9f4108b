/**
 * `--save-victim DIR`: how is the data that a repair will overwrite kept in a file (SB-10)?
 *
 * On the node whose data goes, while its disk is secondary and not connected: nobody writes it then, so a plain read of the
 * disk below the replication is a whole image. Elsewhere the plan is printed and the copy refused. It is asked again
 * whether that still holds while the copy goes on, and at its end.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Control } from '../../control/client.ts'
import type { DaemonStatus } from '../../control/protocol.ts'
import type { DiskStatus } from '../../core/status-document.ts'
import type { NodeName } from '../../core/types.ts'
import { statusOf } from '../ask.ts'
import { flag } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { copyDevice, deviceBytes, freeBytes } from '../device-copy.ts'
import type { Copied } from '../device-copy.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { printRefusal } from '../refusal.ts'
import { isApart } from '../render-disks.ts'
import { renderBytes } from '../render-size.ts'
import { renderSpan } from '../render-span.ts'
import { identity } from '../render-status.ts'
import { shellWord } from '../shell-word.ts'
import { pairHere } from '../vip-change.ts'

/** Between two lines of progress, and between two questions whether the copy is still worth anything, ms. */
const progressMs = 2_000

/** What is asked for. `source`: the side that is kept; `folder`: where the copy goes. */
export type SaveScene = {
  readonly control: Control
  readonly status: DaemonStatus
  readonly source: NodeName | undefined
  readonly folder: string
}

/** One disk with the file that it is copied into. */
type SavePlan = {
  readonly resource: string
  readonly device: string
  readonly file: string
  readonly bytes: number
  readonly generation: string | null
}

/** Prints the plan, or copies. */
export async function saveVictim(context: Context, call: Call, scene: SaveScene): Promise<ExitCode> {
  // Now, not after a question: an upgrade of the package takes the parts of a running command away.
  await import('../programs.ts')
  const { status, source } = scene
  const json = flag(call, 'json')
  const folder = resolve(scene.folder)
  const told = { who: identity(status), json }
  const refusal = refusalOf(status, source, folder)
  if (refusal !== undefined) return printRefusal(context, refusal, told)
  const plans = plansOf(context, status, folder)
  const needed = plans.reduce((sum, plan) => sum + plan.bytes, 0)
  const free = freeBytes(folder)
  const lines = planLines(plans, folder, free)
  if (free < needed) {
    const text = `${folder} has ${renderBytes(free)} free, and ${renderBytes(needed)} are needed`
    return printRefusal(context, text, told)
  }
  if (flag(call, 'dryRun')) {
    if (json) context.terminal.out(JSON.stringify({ plans, freeBytes: free }, undefined, 2))
    else for (const line of lines) context.terminal.out(line)
    return exitCodes.done
  }
  const copies: Copied[] = []
  for (const plan of plans) copies.push(await copyOne(context, scene.control, plan))
  const next = `now give "hapair init --reinit --source ${source ?? ''}" on the ${source ?? 'other node'}`
  if (json) context.terminal.out(JSON.stringify({ result: 'done', copies, next, exitCode: exitCodes.done }))
  else {
    for (const { file, bytes, sha256 } of copies) {
      context.terminal.out(`${told.who}: done: ${file}, ${renderBytes(bytes)}, SHA-256 ${sha256}`)
    }
    context.terminal.out(next)
  }
  return exitCodes.done
}

function refusalOf(status: DaemonStatus, source: NodeName | undefined, folder: string): string | undefined {
  if (status.disks.length === 0) return 'this pair has no replicated volume'
  if (source === undefined) return 'say with --source which side is kept: the copy is made of the other one'
  if (source === status.node) {
    const command = `hapair init --reinit --source ${source} --save-victim ${shellWord(folder)}`
    return `the data that goes is on the ${status.peer.node}; give it on the ${status.peer.node}: ${command}`
  }
  for (const disk of victimsOf(status)) {
    const why = unquiet(disk)
    if (why !== undefined) return `${disk.resource}: ${why}`
  }
  return existsSync(folder) ? undefined : `${folder} does not exist`
}

/** The volumes whose data goes; all of them when the data did not part. */
function victimsOf(status: DaemonStatus): readonly DiskStatus[] {
  const parted = status.disks.filter(isApart)
  return parted.length > 0 ? parted : status.disks
}

/** Why a plain read would not be a whole image; nothing when nobody can write. */
function unquiet(disk: DiskStatus): string | undefined {
  if (disk.connection === 'connected') return 'it is connected, so the peer may write to it while it is read'
  if (disk.role !== 'disk-secondary' || disk.mounted) {
    return 'it is in use here; take the role from this node first (on the master "hapair demote-master", on the slave "hapair release")'
  }
  return disk.disk === 'failed' ? 'its disk failed' : undefined
}

function plansOf(context: Context, status: DaemonStatus, folder: string): readonly SavePlan[] {
  const site = pairHere(context)
  return victimsOf(status).flatMap(({ resource, generation }) => {
    const device = site.replication?.volumes.find((volume) => volume.name === resource)?.ownDisk
    if (device === undefined) return []
    const file = join(folder, `${status.node}-${resource}-${generation ?? 'unknown'}.img`)
    return [{ resource, device, file, bytes: deviceBytes(device), generation }]
  })
}

function planLines(plans: readonly SavePlan[], folder: string, free: number): readonly string[] {
  return [
    ...plans.map(({ resource, device, file, bytes }) => `${resource}: ${device}, ${renderBytes(bytes)}, into ${file}`),
    `${folder} has ${renderBytes(free)} free; blocks of zeros take no space`,
    'a snapshot of the disk by the volume manager below it does as well, and takes no time',
    'a copy is read with: mount -o ro,noload,loop FILE FOLDER',
  ]
}

async function copyOne(context: Context, control: Control, plan: SavePlan): Promise<Copied> {
  const { terminal } = context
  // Pages that a probe of the device left in memory are older than what DRBD wrote.
  await terminal.runProgram('blockdev', ['--flushbufs', plan.device])
  const begun = terminal.now()
  let toldAt = begun
  let askedAt = begun
  return await copyDevice(plan.device, plan.file, {
    progress: (done, all) => {
      if (terminal.now() - toldAt < progressMs) return
      toldAt = terminal.now()
      const percent = Math.floor((done / all) * 100)
      terminal.error(`${plan.resource}: ${percent} %, ${renderBytes(done)}, ${renderSpan(toldAt - begun)} so far`)
    },
    spoiled: async (last) => {
      if (!last && terminal.now() - askedAt < progressMs) return undefined
      askedAt = terminal.now()
      const disk = (await statusOf(control)).disks.find(({ resource }) => resource === plan.resource)
      if (disk === undefined) return 'the volume is not known any more'
      return disk.generation === plan.generation ? unquiet(disk) : 'its data changed while it was copied'
    },
  })
}
