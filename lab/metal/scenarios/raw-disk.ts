/**
 * What does the replicating driver do by itself, without hapair?
 *
 * These scenarios hold the ground on which hapair stands: the driver's own behaviour, as architecture and the simulator's
 * model of it assume. The lab does what hapair would do, command by command.
 */
import {
  answerFence,
  diskBecomes,
  expectEqualDisks,
  expectRecords,
  mountRawDisk,
  prepareRawDisk,
  Writer,
} from '../disk.ts'
import { mountPoint } from '../settings.ts'
import type { Stage } from '../stage.ts'
import type { Scenario } from './scenario.ts'

const LIMIT_MS = 30_000
const BOOT_MS = 240_000
const RECORDS = 150
const FENCED = { died: 5, outdated: 4 }

async function written(stage: Stage, writer: Writer, records: number): Promise<void> {
  await stage.until(`${records} more records are acknowledged`, LIMIT_MS, () => writer.acknowledged >= records)
}

async function powerCutUnderWriter(stage: Stage): Promise<void> {
  await prepareRawDisk(stage)
  stage.startClock()
  const writer = new Writer(stage.machine('m'))
  await written(stage, writer, RECORDS)
  await stage.pair.powerCut('m')
  const { acknowledged } = writer
  stage.tell(`power of node-m is cut after ${acknowledged} acknowledged records`)
  await diskBecomes(stage, 's', /cs:(WFConnection|Unconnected)/, LIMIT_MS)
  await answerFence(stage.machine('s'), FENCED.died)
  await stage.machine('s').must('drbdadm primary r0')
  await mountRawDisk(stage.machine('s'))
  const whole = await expectRecords(stage, 's', acknowledged)
  const next = new Writer(stage.machine('s'), whole)
  await written(stage, next, whole + RECORDS)
  await stage.pair.powerOn('m')
  stage.tell('node-m has booted')
  await stage.machine('m').must('drbdadm up r0')
  await diskBecomes(stage, 'm', /cs:Connected .*UpToDate\/UpToDate/, BOOT_MS)
  await next.stop()
  await stage.machine('s').must(`sync && umount ${mountPoint}`)
  await expectEqualDisks(stage)
}

/** Scenarios of the driver alone. */
export const rawDiskScenarios: readonly Scenario[] = [
  {
    name: 'raw-power-cut',
    begins: 'booted',
    title:
      'driver alone: power cut of the primary under a writer; nothing acknowledged is lost, disks equal in the end',
    play: powerCutUnderWriter,
  },
  {
    name: 'raw-cable-cut',
    begins: 'booted',
    title: 'driver alone: replication lost, handler answers nothing, then 4 after disconnect; writes wait and go on',
    play: async (stage) => {
      await prepareRawDisk(stage)
      stage.startClock()
      await answerFence(stage.machine('m'), 1)
      const writer = new Writer(stage.machine('m'))
      await written(stage, writer, RECORDS)
      stage.pair.cables.direct.cutBetween('m', 's')
      stage.tell('the replication cable loses every frame')
      await diskBecomes(stage, 'm', /cs:WFConnection/, LIMIT_MS)
      const before = writer.acknowledged
      await stage.stays('no write is acknowledged', LIMIT_MS / 10, () => writer.acknowledged === before)
      await stage.machine('s').must('drbdadm outdate r0')
      await diskBecomes(stage, 's', /ds:Outdated/, LIMIT_MS)
      await answerFence(stage.machine('m'), FENCED.outdated)
      await stage.machine('m').must('drbdadm disconnect r0')
      stage.tell('node-m is asked again and answers 4')
      await written(stage, writer, before + RECORDS)
      stage.tell(`the longest pause of the writer was ${writer.longestPauseMs.toFixed(0)} ms`)
      stage.pair.mend()
      await stage.machine('m').must('drbdadm connect r0')
      await diskBecomes(stage, 's', /cs:Connected .*UpToDate\/UpToDate/, LIMIT_MS)
      const { acknowledged } = writer
      await writer.stop()
      await expectRecords(stage, 'm', acknowledged)
      await stage.machine('m').must(`sync && umount ${mountPoint}`)
      await expectEqualDisks(stage)
    },
  },
]
