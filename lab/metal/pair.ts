/**
 * What can a scenario do with two emulated machines?
 *
 * Two machines, a LAN, a direct cable and a null-modem cable. Booting takes half a minute and forming a pair as long, so it
 * is done once: both machines are frozen, saved at the same moment and copied, and every scenario continues from copies
 * of that. Their clocks stood still together, so neither notices. The copies are in the run's folder and never written
 * back.
 */
import { constants, existsSync } from 'node:fs'
import { copyFile, mkdir, rm } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { execa } from 'execa'
import type { NodeName } from '../netns/layout.ts'
import { nodeNames, otherNode } from '../netns/layout.ts'
import { EtherCable } from './ether-cable.ts'
import type { CableName } from './hardware.ts'
import { cards, machineFiles, qemuWords } from './hardware.ts'
import type { Image } from './image.ts'
import { cacheFolder, ensureFolder, noteUse } from './cache.ts'
import { Machine } from './machine.ts'
import { SerialCable } from './serial-cable.ts'

/** The name of the state right after the boot. */
const BOOTED = 'booted'
/** The snapshot's name inside the disks. */
const SNAPSHOT = 'saved'
const SETTLE_LIMIT_MS = 120_000
const DATA_MEBIBYTES = 64
const HASH_CHARACTERS = 12

/** Two machines and the cables between them. */
export class Pair {
  /** Snapshots that a pair of this run is making. */
  static readonly #beingMade = new Map<string, Promise<void>>()
  readonly folder: string
  readonly machines: Readonly<Record<NodeName, Machine>>
  readonly serial: SerialCable
  readonly cables: Readonly<Record<CableName, EtherCable>>
  readonly #image: Image

  private constructor(folder: string, image: Image) {
    this.folder = folder
    this.#image = image
    this.serial = new SerialCable(folder)
    this.cables = { lan: new EtherCable(folder, 'lan'), direct: new EtherCable(folder, 'direct') }
    const machine = (node: NodeName): Machine =>
      new Machine({ node, folder: join(folder, node), image, sockets: this.#sockets(node) })
    this.machines = { m: machine('m'), s: machine('s') }
  }

  /** Lays the cables of a pair in a folder of its own; the machines have no power and no disks yet. */
  static async create(folder: string, image: Image): Promise<Pair> {
    const pair = new Pair(folder, image)
    await pair.serial.lay()
    for (const cable of Object.values(pair.cables)) await cable.lay(nodeNames)
    return pair
  }

  #sockets(node: NodeName): { serial: string; cables: Record<CableName, string> } {
    return {
      serial: this.serial.socketPath(node),
      cables: { lan: this.cables.lan.socketPath(node), direct: this.cables.direct.socketPath(node) },
    }
  }

  /** Both machines run and have just booted. */
  async start(say: (sentence: string) => void): Promise<void> {
    await this.startAs(BOOTED, () => Promise.resolve(), say)
  }

  /**
   * Both machines run as they did when the snapshot `name` was saved; without one `make` brings them there, from
   * wherever they stand, and they are saved. Different settings want different names. When two pairs of this run want what is not there, one makes it and the other one waits.
   */
  async startAs(name: string, make: () => Promise<void>, say: (sentence: string) => void): Promise<void> {
    const made = Pair.#beingMade.get(name)
    if (made !== undefined) {
      say(`another pair is on its way to ${name}`)
      await made.catch(() => undefined)
    }
    const saved = join(cacheFolder(), this.#folderOf(name))
    if (existsSync(saved)) {
      await noteUse(saved)
      await this.#goOnFrom(saved)
      return
    }
    const making = this.#makeAndSave(name, make, say)
    Pair.#beingMade.set(name, making)
    try {
      await making
    } finally {
      Pair.#beingMade.delete(name)
    }
  }

  async #makeAndSave(name: string, make: () => Promise<void>, say: (sentence: string) => void): Promise<void> {
    if (name === BOOTED) {
      say('booting both machines')
      await Promise.all(nodeNames.map((node) => this.#bootAnew(node)))
    }
    await make()
    await this.#save(name)
  }

  async #bootAnew(node: NodeName): Promise<void> {
    await this.machines[node].powerCut()
    await this.createDisks(node)
    await this.machines[node].powerOn()
    // The exit code says whether a unit failed, which is the scenarios' concern.
    await this.machines[node].run('systemctl is-system-running --wait', { limitMs: SETTLE_LIMIT_MS })
  }

  async #goOnFrom(saved: string): Promise<void> {
    await this.#atOnce(async (machine, folder, node) => {
      await machine.powerCut()
      await copyDisks(join(saved, node), folder)
      await machine.standAt(SNAPSHOT)
    })
    this.mend()
    await this.#atOnce((machine) => machine.thaw())
    await this.#atOnce((machine) => machine.awake())
  }

  /** Saves both machines as they are at one moment; they go on afterwards. */
  async #save(name: string): Promise<void> {
    await this.#standingStill(() => ensureFolder(this.#folderOf(name), (folder) => this.#copyTo(folder)))
  }

  /** Keeps both machines as they are at this moment, for `goBack`; they go on. */
  async keepPoint(): Promise<void> {
    await rm(this.#point, { recursive: true, force: true })
    await mkdir(this.#point)
    await this.#standingStill(() => this.#copyTo(this.#point))
  }

  /** Copies the data disks of these nodes at one moment, while their machines stand still; they go on. */
  async copyData(nodes: readonly NodeName[]): Promise<void> {
    const atOnce = (act: (machine: Machine) => Promise<void>): Promise<unknown> =>
      Promise.all(nodes.map((node) => act(this.machines[node])))
    await atOnce((machine) => machine.freeze())
    await atOnce((machine) => machine.copyData())
    await atOnce((machine) => machine.thaw())
  }

  /** Puts both machines back to the moment of `keepPoint`, with whole cables. */
  async goBack(): Promise<void> {
    await this.#goOnFrom(this.#point)
  }

  get #point(): string {
    return join(this.folder, 'point')
  }

  async #standingStill(copy: () => Promise<unknown>): Promise<void> {
    await this.#atOnce((machine) => machine.freeze())
    await this.#atOnce((machine) => machine.saveSnapshot(SNAPSHOT))
    await copy()
    await this.#atOnce((machine) => machine.thaw())
  }

  async #copyTo(folder: string): Promise<void> {
    await this.#atOnce(async (_, own, node) => {
      await mkdir(join(folder, node))
      await copyDisks(own, join(folder, node))
    })
  }

  async #atOnce(act: (machine: Machine, folder: string, node: NodeName) => Promise<unknown>): Promise<void> {
    await Promise.all(nodeNames.map((node) => act(this.machines[node], join(this.folder, node), node)))
  }

  /** The words of the hardware are part of what was saved: other words, another snapshot. */
  #folderOf(name: string): string {
    const words = nodeNames.flatMap((node) =>
      qemuWords({ node, folder: '', image: this.#image, sockets: this.#sockets(node), snapshot: undefined }),
    )
    const text = words.join(' ').replaceAll(this.folder, '')
    const hash = createHash('sha256').update(text).digest('hex').slice(0, HASH_CHARACTERS)
    return `snapshot-${this.#image.name}-${hash}-${name}`
  }

  /** Gives a machine without power new disks: the image, and an empty data disk. */
  async createDisks(node: NodeName): Promise<void> {
    const files = machineFiles(join(this.folder, node))
    await execa('qemu-img', ['create', '-q', '-f', 'qcow2', '-F', 'raw', '-b', this.#image.root, files.root])
    await execa('qemu-img', ['create', '-q', '-f', 'qcow2', files.data, `${DATA_MEBIBYTES}M`])
  }

  /** Cuts a node's power; the carrier of the direct cable goes at the other end. */
  async powerCut(node: NodeName): Promise<void> {
    await this.machines[node].powerCut()
    const other = this.machines[otherNode(node)]
    if (other.powered) await other.carrier('direct', false)
  }

  /** Cuts the power of both at once. */
  async powerCutBoth(): Promise<void> {
    await this.#atOnce((machine) => machine.powerCut())
  }

  /** Switches both on at once, from their disks. */
  async powerOnBoth(): Promise<void> {
    await this.#atOnce((machine) => machine.powerOn())
  }

  /** Switches a node on from its disk. */
  async powerOn(node: NodeName): Promise<void> {
    const booted = this.machines[node].powerOn()
    const other = this.machines[otherNode(node)]
    if (other.powered) await other.carrier('direct', true)
    await booted
  }

  /** Pulls a cable out of a machine: no carrier there, and at both ends when it is the direct one. */
  async pull(node: NodeName, cable: CableName): Promise<void> {
    await this.#setCarrier(node, cable, false)
  }

  /** Puts a cable back. */
  async plug(node: NodeName, cable: CableName): Promise<void> {
    await this.#setCarrier(node, cable, true)
  }

  async #setCarrier(node: NodeName, cable: CableName, up: boolean): Promise<void> {
    const ends = cable === 'direct' ? nodeNames : [node]
    for (const end of ends) if (this.machines[end].powered) await this.machines[end].carrier(cable, up)
  }

  /** Lets every cable pass everything again; carriers are not touched. */
  mend(): void {
    this.serial.mend()
    for (const cable of Object.values(this.cables)) cable.mend()
  }

  /** Ends the machines and the cables. */
  async close(): Promise<void> {
    for (const node of nodeNames) await this.machines[node].powerCut()
    this.serial.close()
    for (const cable of Object.values(this.cables)) cable.close()
  }
}

/** What a machine keeps, its snapshot included. */
async function copyDisks(from: string, to: string): Promise<void> {
  for (const part of ['root', 'data'] as const)
    await copyFile(machineFiles(from)[part], machineFiles(to)[part], constants.COPYFILE_FICLONE)
}

/** The cards' names, for those who pull all cables. */
export const cableNames: readonly CableName[] = cards.map(({ cable }) => cable)
