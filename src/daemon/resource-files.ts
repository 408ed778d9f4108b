/**
 * Does the driver know the pair's volumes as the settings have them?
 *
 * The resource file is written from the settings at the start, read by the driver's own tool before it takes the place of
 * the last one, and never replaces a good one by a bad one. Then each volume is brought up as the file says, unless it
 * stands alone or its writes are frozen: to bring such a one up would connect data that only the operator may join, or
 * end a question that the kernel still asks. At a boot the backing device or the own address may come later than this: what
 * could not be brought up is tried again, but nothing that was up once, since somebody may have taken it down.
 * The peer is named by its role, not by its host name, which the settings need not know: the tools look for their own name
 * only, and find the peer by its address.
 */
import { hkdfSync } from 'node:crypto'
import { OpError } from '../base/op-error.ts'
import type { SiteReplication } from '../config/site.ts'
import type { NodeName } from '../core/types.ts'
import type { Grammar } from '../drbd/commands.ts'
import { snapshotLine } from '../drbd/commands.ts'
import type { DiskEdge, DiskKeeper } from '../drbd/index.ts'
import { parseEventLine } from '../drbd/events2.ts'
import { absorbEvent, emptyModel } from '../drbd/model.ts'
import type { DiskModel } from '../drbd/model.ts'
import { placeFile } from '../drbd/drbdsetup-file.ts'
import type { FilePlace } from '../drbd/drbdsetup-file.ts'
import { renderResourceFile } from '../drbd/resource-file.ts'
import type { FileNode } from '../drbd/resource-file.ts'
import type { ToldTroubles } from '../base/told-troubles.ts'

/** What the file is made of. `host`: this machine's own name; `pairKey`: secret of the pair. */
export type FileSource = {
  readonly node: NodeName
  readonly pairId: number
  readonly host: string
  readonly pairKey: Uint8Array
  readonly deadMs: number
  readonly replication: SiteReplication
  /** Path of the handler of the kernel. */
  readonly fencePeer: string
}

/** The world that the file is put into. */
export type FileScene = {
  readonly place: FilePlace
  readonly edge: DiskEdge
  readonly keeper: Pick<DiskKeeper, 'order'>
  /** The present text; undefined when there is none. */
  readonly readPresent: () => string | undefined
  readonly troubles: Pick<ToldTroubles<string>, 'failed' | 'worked'>
}

const secretBytes = 32

/**
 * The secret that both drivers share: made of the pair's key, so that whoever knows the one need not be told the other,
 * and the other says nothing about the one. RFC 5869. In base64, 44 characters of the 64 that the driver takes.
 */
export function sharedSecret(pairKey: Uint8Array, pairId: number): string {
  const info = `hapair disk replication of pair ${pairId}`
  return Buffer.from(hkdfSync('sha256', pairKey, new Uint8Array(0), info, secretBytes)).toString('base64')
}

/** The text, or every reason why there is none. */
export function resourceFileText(source: FileSource, grammar: Grammar): ReturnType<typeof renderResourceFile> {
  const { node, pairId, host, pairKey, deadMs, replication, fencePeer } = source
  const { volumes, ownAddress, peerAddress, rateKib } = replication
  const peerHost = host === 'the-peer' ? 'the-other-node' : 'the-peer'
  const resources = volumes.map(({ name, minor, port, ownDisk, peerDisk, ownMeta, peerMeta }) => {
    const own: FileNode = { host, address: ownAddress, disk: ownDisk, ...metaOf(ownMeta) }
    const peer: FileNode = { host: peerHost, address: peerAddress, disk: peerDisk, ...metaOf(peerMeta) }
    // The master comes first on both nodes: the numbers of the nodes must agree.
    const nodes = node === 'master' ? ([own, peer] as const) : ([peer, own] as const)
    return { name, minor, port, nodes }
  })
  return renderResourceFile(resources, {
    ...{ grammar, rateKib, fencePeer, deadMs },
    secret: sharedSecret(pairKey, pairId),
  })
}

function metaOf(meta: string | undefined): Pick<FileNode, 'meta'> {
  return meta === undefined ? {} : { meta }
}

/** Brings the volumes up, in as many tries as it takes. */
export class BringingUp {
  readonly #source: FileSource
  readonly #scene: FileScene
  /** Names of those that are to be brought up still; not known before the kernel was asked. */
  #due: Set<string> | undefined
  #changed = false

  constructor(source: FileSource, scene: FileScene) {
    this.#source = source
    this.#scene = scene
  }

  /**
   * Puts the file in place and brings up what is due. Never rejects: what went wrong is told.
   * Returns whether nothing is left that another try may do.
   */
  async attempt(grammar: Grammar, signal: AbortSignal): Promise<boolean> {
    const { edge, troubles } = this.#scene
    try {
      const placed = await putInPlace(this.#source, grammar, this.#scene)
      // Another file is another reason to look at all of them.
      if (placed === 'changed') this.#due = undefined
      this.#changed ||= placed === 'changed'
      const model = await snapshot(edge, signal)
      troubles.worked('bring up')
      await this.#adjustAll(model, signal)
      return placed !== 'not-accepted' && this.#due?.size === 0
    } catch (cause) {
      troubles.failed('bring up', textOf(cause))
      return false
    }
  }

  async #adjustAll(model: DiskModel, signal: AbortSignal): Promise<void> {
    const { keeper, troubles } = this.#scene
    const names = this.#source.replication.volumes.map(({ name }) => name)
    this.#due ??= new Set(
      names.filter((name) => !model.resources.has(name) || (this.#changed && !isTaboo(model, name))),
    )
    for (const [index, name] of names.entries()) {
      if (!this.#due.has(name) || isTaboo(model, name)) continue
      try {
        await keeper.order('adjust', index, signal)
        this.#due.delete(name)
        troubles.worked(`bring up ${name}`)
      } catch (cause) {
        troubles.failed(`bring up ${name}`, textOf(cause))
      }
    }
  }
}

/** To bring this one up would connect or let go what only the operator or the core may. */
function isTaboo(model: DiskModel, name: string): boolean {
  const state = model.resources.get(name)
  return state?.connection === 'stand-alone' || (state?.suspended ?? []).length > 0
}

/** A file that cannot be made or is not accepted leaves the present one as it is. One that cannot be made stays so. */
async function putInPlace(
  source: FileSource,
  grammar: Grammar,
  scene: FileScene,
): Promise<'changed' | 'as-before' | 'not-accepted'> {
  const { readPresent, place, troubles } = scene
  const text = resourceFileText(source, grammar)
  if (typeof text !== 'string') {
    for (const problem of text.problems) troubles.failed(problem, `the resource file is left as it is: ${problem}`)
    return 'as-before'
  }
  if (readPresent() === text) return 'as-before'
  const names = source.replication.volumes.map(({ name }) => name)
  const verdict = await placeFile(text, names, place)
  if (verdict.accepted) {
    troubles.worked('resource file')
    return 'changed'
  }
  troubles.failed('resource file', `the resource file is left as it is: drbdadm says ${verdict.text}`)
  return 'not-accepted'
}

/** What the kernel has, asked for once. @throws OpError when it cannot be had */
async function snapshot(edge: DiskEdge, signal: AbortSignal): Promise<DiskModel> {
  const result = await edge.run(snapshotLine, signal).answer
  if (result.type !== 'exited' || result.code !== 0) {
    throw new OpError('read the state of', 'DRBD', { type: 'other', text: result.type })
  }
  let model = emptyModel
  for (const line of result.output.split('\n')) {
    const { event } = line.trim() === '' ? {} : parseEventLine(line)
    if (event !== undefined) model = absorbEvent(model, event).model
  }
  return model
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'failed without a reason'
}
