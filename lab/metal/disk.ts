/**
 * What does a scenario do with a replicated disk, and how does it know that nothing was lost?
 *
 * The writer runs on the primary and says each record's number after the kernel has acknowledged it; the number leaves
 * the machine at once, so after a power cut the lab knows what must be there. The checksum is of the disks below the
 * replication, byte by byte without the metadata at their end, taken outside of the machines while they stand still for a
 * moment: an emulated processor takes ten seconds for it. The volume of `rawResource` is for scenarios of the driver alone,
 * with a handler that answers what the scenario says.
 */
import { diesWithMachine } from './guest-shell.ts'
import { setTimeout as pause } from 'node:timers/promises'
import type { NodeName } from '../netns/layout.ts'
import { directCable, hostNames, nodeNames } from '../netns/layout.ts'
import type { Running } from './guest-shell.ts'
import type { Machine } from './machine.ts'
import { deadMs, mountPoint } from './settings.ts'
import { Disproved } from './stage.ts'
import type { Stage } from './stage.ts'

const lab = '/usr/local/lib/hapair-lab'
const FORMAT_LIMIT_MS = 60_000
const WRITER_LIMIT_MS = 600_000
const SECTOR_BYTES = 512
/** Each look runs a program on an emulated processor. */
const LOOK_AGAIN_MS = 400
const STEADY_MS = 2000
const STEADY_LIMIT_MS = 60_000

/** The file that the writer appends to. */
export const recordsFile = `${mountPoint}/records`

/** One resource over the direct cable, configured as hapair would. */
export const rawResource = `resource r0 {
  disk { fencing resource-and-stonith; on-io-error detach; c-plan-ahead 0; resync-rate 100M; }
  net { protocol C; ping-int 1; ping-timeout 3; timeout 9; connect-int 2; verify-alg crc32c;
    after-sb-0pri disconnect; after-sb-1pri disconnect; after-sb-2pri disconnect; }
  handlers { fence-peer "${lab}/lab-fence"; }
  device /dev/drbd0; disk /dev/vdb; meta-disk internal;
  on ${hostNames.m} { address ${directCable.m}:7788; }
  on ${hostNames.s} { address ${directCable.s}:7788; }
}
`

/** What `/proc/drbd` says of the volume, for example `cs:Connected ro:Primary/Secondary ds:UpToDate/UpToDate`. */
export async function diskState(machine: Machine): Promise<string> {
  return /cs:.* ds:\S*/.exec(await machine.read('/proc/drbd'))?.[0] ?? ''
}

/** Waits until the volume's state on a node matches. @throws Disproved after `limitMs` */
export async function diskBecomes(stage: Stage, node: NodeName, state: RegExp, limitMs: number): Promise<void> {
  const endMs = performance.now() + limitMs
  let seen = ''
  while (performance.now() < endMs) {
    seen = await diskState(stage.machine(node))
    if (state.test(seen)) {
      stage.tell(`${hostNames[node]}: ${seen}`)
      return
    }
    await pause(LOOK_AGAIN_MS)
  }
  throw new Disproved(`the disk of ${hostNames[node]} is ${seen}, not ${String(state)}`)
}

/** Both nodes have the volume, empty, connected and up to date; both are secondary. */
export async function connectRawDisk(stage: Stage): Promise<void> {
  for (const node of nodeNames) {
    await stage.machine(node).writeFile('/etc/drbd.d/r0.res', rawResource)
    await stage.machine(node).must(`mkdir -p ${mountPoint} && drbdadm create-md --force r0 && drbdadm up r0`)
  }
  await diskBecomes(stage, 'm', /cs:Connected/, FORMAT_LIMIT_MS)
  await stage.machine('m').must('drbdadm new-current-uuid --clear-bitmap r0/0')
  await diskBecomes(stage, 's', /UpToDate\/UpToDate/, FORMAT_LIMIT_MS)
}

/** The same, and node-m is primary and has the volume mounted with an empty file system. */
export async function prepareRawDisk(stage: Stage): Promise<void> {
  await connectRawDisk(stage)
  await stage.machine('m').must('drbdadm primary r0 && mke2fs -q -t ext4 /dev/drbd0', { limitMs: FORMAT_LIMIT_MS })
  await mountRawDisk(stage.machine('m'))
}

/** Mounts the volume on its primary. */
export async function mountRawDisk(machine: Machine): Promise<void> {
  await machine.must(`mount /dev/drbd0 ${mountPoint}`)
}

/** Hapair leads a pair with the volume, and both copies are up to date; node-m is master. */
export async function startPair(stage: Stage, dead = deadMs): Promise<void> {
  await stage.startHapair({ disk: true, deadMs: dead }, 'with-disk', async () => {
    await stage.boot()
    await prepareDiskForHapair(stage)
  })
}

/**
 * Waits until both copies have been in sync for two seconds without a break. A machine that goes on from a snapshot is slow
 * at first, and its replication may lose the peer and find it again.
 */
export async function replicationSteady(stage: Stage): Promise<void> {
  const endMs = performance.now() + STEADY_LIMIT_MS
  for (let since = performance.now(); performance.now() - since < STEADY_MS;) {
    if (!(await inSync(stage))) since = performance.now()
    if (performance.now() > endMs) throw new Disproved('the replication is never in sync for two seconds')
    await pause(LOOK_AGAIN_MS)
  }
}

async function inSync(stage: Stage): Promise<boolean> {
  const states = await Promise.all(nodeNames.map((node) => diskState(stage.machine(node))))
  return states.every((state) => /cs:Connected .*UpToDate\/UpToDate/.test(state))
}

/** Does the pair run as `startPair` leaves it, with its usual settings? */
export async function healthy(stage: Stage): Promise<boolean> {
  if (stage.spoilt || nodeNames.some((node) => !stage.machine(node).powered) || !(await stage.isWhole('m')))
    return false
  return inSync(stage)
}

/** Both nodes have the volume with an empty file system, up to date, and nothing of it is running or configured. */
async function prepareDiskForHapair(stage: Stage): Promise<void> {
  await prepareRawDisk(stage)
  await stage.machine('m').must(`sync && umount ${mountPoint} && drbdadm secondary r0`, { limitMs: FORMAT_LIMIT_MS })
  for (const node of nodeNames) await stage.machine(node).must('drbdadm down r0 && rm /etc/drbd.d/r0.res')
}

/** Says what the handler answers on a node from now on. */
export async function answerFence(machine: Machine, code: number): Promise<void> {
  await machine.must(`echo ${code} >/run/lab-fence-code`)
}

/** The writer on one node. */
export class Writer {
  readonly #machine: Machine
  readonly #running: Running
  #text = ''
  #acknowledged = 0
  #longestMs = 0
  #lastMs = performance.now()

  /** Starts to append from record `first` on. */
  constructor(machine: Machine, first = 0, pauseMs = 0) {
    this.#machine = machine
    this.#acknowledged = first
    this.#running = machine.begin(`${lab}/lab-writer.pl ${recordsFile} ${first} ${pauseMs}`, {
      limitMs: WRITER_LIMIT_MS,
      followed: (text) => this.#absorb(text),
    })
    this.#running.outcome.catch(diesWithMachine)
  }

  /** How many records from the beginning were acknowledged. */
  get acknowledged(): number {
    return this.#acknowledged
  }

  /** Longest time between two acknowledgements so far, in ms. */
  get longestPauseMs(): number {
    return Math.max(this.#longestMs, performance.now() - this.#lastMs)
  }

  /** Ends the writer. */
  async stop(): Promise<void> {
    this.#machine.signal(this.#running, 'KILL')
    await this.#running.outcome
  }

  #absorb(text: string): void {
    const lines = (this.#text + text).split('\n')
    this.#text = lines.pop() ?? ''
    const last = lines.at(-1)
    if (last === undefined) return
    this.#acknowledged = Number(last) + 1
    this.#longestMs = Math.max(this.#longestMs, performance.now() - this.#lastMs)
    this.#lastMs = performance.now()
  }
}

/** Reads the records on a node that has the volume mounted; how many are whole. @throws Disproved when some are lost */
export async function expectRecords(stage: Stage, node: NodeName, acknowledged: number): Promise<number> {
  const read = `if [ -e ${recordsFile} ]; then ${lab}/lab-verify.pl ${recordsFile}; else echo whole 0; fi`
  const said = await stage.machine(node).must(read, { limitMs: FORMAT_LIMIT_MS })
  const whole = Number(/whole (\d+)/.exec(said)?.[1])
  if (acknowledged === 0) return whole
  stage.expect(whole >= acknowledged, `0 of ${acknowledged} acknowledged writes are lost (${said})`)
  return whole
}

/** The checksums of what is below the volume on these nodes, without the metadata. Nothing may be writing. */
export async function checksums(stage: Stage, nodes: readonly NodeName[]): Promise<readonly string[]> {
  // In units of 512 bytes; a secondary's device cannot be opened to ask.
  const sizes = await Promise.all(nodes.map((node) => stage.machine(node).read('/sys/block/drbd0/size')))
  const bytes = Math.min(...sizes.map(Number)) * SECTOR_BYTES
  if (!(bytes > 0)) throw new Disproved(`a volume has no size: ${sizes.join(' ')}`)
  await stage.pair.copyData(nodes)
  return Promise.all(nodes.map((node) => stage.machine(node).copyChecksum(bytes)))
}

/** Both disks hold the same bytes. @throws Disproved */
export async function expectEqualDisks(stage: Stage): Promise<void> {
  const [one, other] = await checksums(stage, nodeNames)
  stage.expect(one === other && one !== undefined, `both disks have the checksum ${String(one).slice(0, 12)}`)
}
