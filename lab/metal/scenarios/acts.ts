/**
 * What do several scenarios do with the pair and its data?
 *
 * A power cut under a writer, mail that is delivered on one side, the comparison of both disks, the way back to the
 * state in which the next scenario begins.
 */
import { hostNames, otherNode } from '../../netns/layout.ts'
import type { NodeName } from '../../netns/layout.ts'
import { diskBecomes, expectEqualDisks, expectRecords, Writer } from '../disk.ts'
import { deadMs, mountPoint, patientDeadMs } from '../settings.ts'
import type { Stage } from '../stage.ts'

/** What emulated machines on a busy host may add to any time. */
export const SLACK_MS = 8000
/** A machine boots and its agent starts. */
export const BOOT_MS = 240_000
/** Anything that the disks do. */
export const DISK_MS = 40_000
/** Evidence, the kernel's question, mount, addresses. */
export const TAKEOVER_MS = 2 * deadMs + DISK_MS

/** A takeover by silence alone. */
export const PATIENT_TAKEOVER_MS = 2 * patientDeadMs + DISK_MS

const RECORDS = 60
/** Between two records of a writer that is only to show that writing goes on: the processor has to boot a machine. */
const CALM_MS = 50
const inSync = /cs:Connected .*UpToDate\/UpToDate/

/** Waits for so many more records. */
export async function written(stage: Stage, writer: Writer, more = RECORDS): Promise<void> {
  const wanted = writer.acknowledged + more
  await stage.until(`${more} more records are acknowledged`, DISK_MS, () => writer.acknowledged >= wanted)
}

/** A writer on the node that leads, after so many whole records. */
export async function calmWriter(stage: Stage, node: NodeName): Promise<Writer> {
  const whole = await expectRecords(stage, node, 0)
  return new Writer(stage.machine(node), whole, CALM_MS)
}

/** The node that leads is written to without pause, loses its power, and the other one takes over with every record. */
export async function cutPowerUnderWriter(stage: Stage, from: NodeName): Promise<Writer> {
  const to = otherNode(from)
  const writer = new Writer(stage.machine(from), await expectRecords(stage, from, 0))
  await written(stage, writer)
  await stage.pair.powerCut(from)
  const { acknowledged } = writer
  stage.tell(`power of ${hostNames[from]} is cut after ${acknowledged} acknowledged records`)
  const ms = await stage.owner(to, TAKEOVER_MS)
  stage.tell(`${hostNames[to]} answers ${ms.toFixed(0)} ms after the power cut`)
  await diskBecomes(stage, to, /ro:Primary/, DISK_MS)
  const whole = await expectRecords(stage, to, acknowledged)
  return new Writer(stage.machine(to), whole, CALM_MS)
}

/** Ends a writer; what it was told to be written is there, and both disks are equal. */
export async function nothingLost(stage: Stage, leader: NodeName, writer: Writer): Promise<void> {
  await writer.stop()
  await expectRecords(stage, leader, writer.acknowledged)
  await equalDisks(stage, leader)
}

/** The disks are compared while nothing writes; reading does not disturb the agents. */
export async function equalDisks(stage: Stage, leader: NodeName): Promise<void> {
  await inSyncAgain(stage, leader)
  await stage.machine(leader).must(`fsfreeze --freeze ${mountPoint}`)
  try {
    await expectEqualDisks(stage)
  } finally {
    await stage.machine(leader).must(`fsfreeze --unfreeze ${mountPoint}`)
  }
}

/** Waits until both copies are up to date. */
export async function inSyncAgain(stage: Stage, leader: NodeName): Promise<void> {
  await diskBecomes(stage, leader, inSync, BOOT_MS)
}

/** The role goes to node-m, where the next scenario wants it. */
export async function backToMaster(stage: Stage): Promise<void> {
  await stage.formed('s', BOOT_MS)
  await inSyncAgain(stage, 's')
  await stage.orderQuickly('m', 'make-master')
  await stage.formed('m', BOOT_MS)
}

/** A mail arrives on a node. */
export async function deliver(stage: Stage, node: NodeName, name: string): Promise<void> {
  const folder = `${mountPoint}/mail`
  await stage.machine(node).must(`mkdir -p ${folder} && echo ${name} >${folder}/${name} && sync -f ${folder}`, {
    limitMs: DISK_MS,
  })
  stage.tell(`${name} arrives on ${hostNames[node]}`)
}

/** The mails that a node has mounted, in alphabetical order. */
export async function mails(stage: Stage, node: NodeName): Promise<string> {
  const names = await stage.machine(node).must(`ls ${mountPoint}/mail`)
  return names.split('\n').join(' ')
}

/** Expects exactly these mails on a node. @throws Disproved */
export async function expectMails(stage: Stage, node: NodeName, names: string): Promise<void> {
  const found = await mails(stage, node)
  stage.expect(found === names, `${hostNames[node]} has the mails ${names} (${found})`)
}

/** An order on the command line that must end with this exit code. What it printed. @throws Disproved */
export async function ordered(stage: Stage, node: NodeName, words: string, exitCode = 0): Promise<string> {
  const { end, out, err } = await stage.order(node, words, DISK_MS + BOOT_MS / 2)
  for (const line of out.trimEnd().split('\n')) stage.tell(`  ${line}`)
  stage.expect(end === exitCode, `it ends with ${exitCode} (${end} ${err.trim()})`)
  return out
}
