/**
 * What becomes of the data when hapair leads a pair with a replicated disk?
 *
 * A writer appends to the mounted volume on the master; what it was told to be written must be there afterwards, on
 * whichever node leads, and both disks must be equal in the end.
 */
import { diskBecomes, expectEqualDisks, expectRecords, prepareDiskForHapair, Writer } from '../disk.ts'
import { deadMs, mountPoint } from '../settings.ts'
import type { Stage } from '../stage.ts'
import type { Scenario } from './scenario.ts'

const LIMIT_MS = 30_000
const TAKEOVER_MS = 2 * deadMs + LIMIT_MS
const BOOT_MS = 240_000
const RECORDS = 150

async function startWithDisk(stage: Stage): Promise<void> {
  await stage.startHapair({ disk: true }, () => prepareDiskForHapair(stage))
}

async function written(stage: Stage, writer: Writer, records: number): Promise<void> {
  await stage.until(`${records} records are acknowledged`, LIMIT_MS, () => writer.acknowledged >= records)
}

/** The disks are compared when nothing writes; reading does not disturb the agents. */
async function equalInTheEnd(stage: Stage, leader: 'm' | 's'): Promise<void> {
  await diskBecomes(stage, leader, /cs:Connected .*UpToDate\/UpToDate/, BOOT_MS)
  await stage.machine(leader).must(`fsfreeze --freeze ${mountPoint}`)
  await expectEqualDisks(stage)
  await stage.machine(leader).must(`fsfreeze --unfreeze ${mountPoint}`)
}

/** Scenarios of a pair with a disk. */
export const dataScenarios: readonly Scenario[] = [
  {
    name: 'data-power-cut',
    title: 'power cut of the master under a direct-I/O writer: nothing acknowledged is lost',
    play: async (stage) => {
      await startWithDisk(stage)
      stage.startClock()
      const writer = new Writer(stage.machine('m'))
      await written(stage, writer, RECORDS)
      await stage.pair.powerCut('m')
      const { acknowledged } = writer
      stage.tell(`power of node-m is cut after ${acknowledged} acknowledged records`)
      await stage.owner('s', TAKEOVER_MS)
      await diskBecomes(stage, 's', /ro:Primary/, LIMIT_MS)
      const whole = await expectRecords(stage, 's', acknowledged)
      const next = new Writer(stage.machine('s'), whole)
      await written(stage, next, whole + RECORDS)
      await stage.pair.powerOn('m')
      await stage.formed('s', BOOT_MS)
      await next.stop()
      await expectRecords(stage, 's', next.acknowledged)
      await equalInTheEnd(stage, 's')
    },
  },
  {
    name: 'data-handover',
    title: 'planned handover with a disk, both ways',
    play: async (stage) => {
      await startWithDisk(stage)
      for (const [from, to] of [
        ['m', 's'],
        ['s', 'm'],
      ] as const) {
        stage.startClock()
        const startMs = performance.now()
        const { end, err } = await stage.order(from, 'failover --yes')
        stage.expect(end === 0, `the order ends with 0 (${end} ${err.trim()})`)
        await stage.owner(to, LIMIT_MS)
        await diskBecomes(stage, to, /ro:Primary\/Secondary ds:UpToDate\/UpToDate/, LIMIT_MS)
        stage.tell(`the address was silent for ${stage.watch.longestSilenceMs(startMs).toFixed(0)} ms`)
        await stage.formed(to)
      }
      await equalInTheEnd(stage, 'm')
    },
  },
  {
    name: 'data-cable-cut',
    title: 'replication cut, serial alive: the slave is outdated over serial; then the master dies: no takeover',
    play: async (stage) => {
      await startWithDisk(stage)
      stage.startClock()
      const writer = new Writer(stage.machine('m'))
      await written(stage, writer, RECORDS)
      stage.pair.cables.direct.cutBetween('m', 's')
      stage.tell('the direct cable loses every frame')
      await diskBecomes(stage, 's', /ds:Outdated/, LIMIT_MS)
      const before = writer.acknowledged
      await written(stage, writer, before + RECORDS)
      stage.tell(`the longest pause of the writer was ${writer.longestPauseMs.toFixed(0)} ms`)
      await stage.pair.powerCut('m')
      stage.tell('power of node-m is cut')
      await stage.stays('node-s does not take', 3 * deadMs, () => stage.watch.owner() !== 's')
      stage.tell(`node-s: ${(await stage.opinion('s'))?.verdict ?? 'no answer'}`)
    },
  },
]
