/**
 * What becomes of the data when machines lose their power, and of the roles when they return?
 *
 * A writer appends to the mounted volume on the master; what it was told to be written must be there afterwards, on
 * whichever node leads, and both disks must be equal in the end.
 */
import { hostNames, nodeNames, otherNode } from '../../netns/layout.ts'
import type { NodeName } from '../../netns/layout.ts'
import { diskBecomes, diskState, expectRecords, Writer } from '../disk.ts'
import { deadMs, mountPoint } from '../settings.ts'
import type { Stage } from '../stage.ts'
import { backToMaster, BOOT_MS, calmWriter, cutPowerUnderWriter, DISK_MS, equalDisks } from './acts.ts'
import { inSyncAgain, nothingLost, ordered, SLACK_MS, TAKEOVER_MS, written } from './acts.ts'
import type { Scenario } from './scenario.ts'

/** Nodes lose their power while they lead, one after the other, and return. */
async function powerCuts(stage: Stage, nodes: readonly NodeName[]): Promise<void> {
  for (const from of nodes) {
    stage.startClock()
    const startMs = performance.now()
    const to = otherNode(from)
    const next = await cutPowerUnderWriter(stage, from)
    await stage.pair.powerOn(from)
    stage.tell(`${hostNames[from]} has booted`)
    await stage.formed(to, BOOT_MS)
    await inSyncAgain(stage, to)
    await nothingLost(stage, to, next)
    stage.expect(stage.watch.twoOwnersMs(startMs) === 0, 'never two owners')
  }
}

async function bothPowerCuts(stage: Stage): Promise<void> {
  const writer = new Writer(stage.machine('m'), await expectRecords(stage, 'm', 0))
  await written(stage, writer)
  await stage.pair.powerCutBoth()
  const { acknowledged } = writer
  stage.tell(`power of both is cut after ${acknowledged} acknowledged records`)
  await stage.pair.powerOnBoth()
  stage.tell('both have booted')
  await stage.until('one node answers', BOOT_MS, () => ['m', 's'].includes(stage.watch.owner()))
  const owner = stage.watch.owner() === 's' ? 's' : 'm'
  await stage.formed(owner, BOOT_MS)
  await expectRecords(stage, owner, acknowledged)
  await equalDisks(stage, owner)
  if (owner === 's') await backToMaster(stage)
}

/** The failback waits for a resynchronisation that is interrupted in its middle. */
async function failbackAfterSync(stage: Stage): Promise<void> {
  await stage.changeSettings({ disk: true, failback: 'auto', steadyTime: '5s' })
  const writer = await cutPowerUnderWriter(stage, 'm')
  await stage.machine('s').must(`dd if=/dev/urandom of=${mountPoint}/filling bs=1M count=32 conv=fsync 2>&1`, {
    limitMs: DISK_MS,
  })
  await stage.pair.powerOn('m')
  await diskBecomes(stage, 'm', /cs:SyncTarget/, BOOT_MS)
  stage.pair.cables.direct.cutBetween('m', 's')
  await diskBecomes(stage, 'm', /cs:(WFConnection|NetworkFailure|Unconnected)/, DISK_MS)
  stage.tell(`in mid-sync the direct cable loses every frame: ${await diskState(stage.machine('m'))}`)
  await stage.stays('node-s leads, nothing fails back', 3 * deadMs, () => stage.watch.owner() === 's')
  stage.pair.mend()
  const filledAtMs = await stage.until('node-m is filled', BOOT_MS, async () => {
    const state = await diskState(stage.machine('m'))
    if (!/UpToDate\/UpToDate/.test(state) && stage.watch.owner() !== 's') throw new Error(`moved with ${state}`)
    return /UpToDate\/UpToDate/.test(state)
  })
  await writer.stop()
  const { acknowledged } = writer
  stage.tell(
    `node-m was filled in ${filledAtMs.toFixed(0)} ms more; the writer, which keeps the volume busy, has ended`,
  )
  await stage.owner('m', BOOT_MS)
  await stage.formed('m', BOOT_MS)
  await expectRecords(stage, 'm', acknowledged)
  await equalDisks(stage, 'm')
  await stage.usualSettings()
}

/** Scenarios of power, reboots and planned moves. */
export const dataScenarios: readonly Scenario[] = [
  {
    name: 'handover',
    title: 'planned handover both ways, on the command line',
    begins: 'pair',
    play: async (stage) => {
      for (const from of nodeNames) {
        const to = otherNode(from)
        stage.startClock()
        const startMs = performance.now()
        await ordered(stage, from, 'failover --yes')
        await stage.owner(to, SLACK_MS)
        await diskBecomes(stage, to, /ro:Primary\/Secondary ds:UpToDate\/UpToDate/, DISK_MS)
        stage.tell(`the address was silent for ${stage.watch.longestSilenceMs(startMs).toFixed(0)} ms`)
        stage.expect(stage.watch.twoOwnersMs(startMs) === 0, 'never two owners')
        await stage.formed(to)
      }
      await equalDisks(stage, 'm')
    },
  },
  {
    name: 'power-cut',
    title: 'power cut of the master under a direct-I/O writer: no acknowledged write is lost, both disks are equal',
    begins: 'pair',
    selected: true,
    play: async (stage) => {
      await powerCuts(stage, ['m'])
      await backToMaster(stage)
    },
  },
  {
    name: 'power-cut-again',
    title: 'the same twice more, of whoever leads',
    begins: 'pair',
    play: (stage) => powerCuts(stage, nodeNames),
  },
  {
    name: 'both-power-cut',
    title: 'both machines lose their power while one writes, and boot together',
    begins: 'pair',
    play: bothPowerCuts,
  },
  {
    name: 'failback',
    title: 'automatic failback only after the resynchronisation, which loses its cable in the middle',
    begins: 'pair',
    play: failbackAfterSync,
  },
  {
    name: 'reboot-slave',
    title: 'orderly reboot of the slave: no interruption',
    begins: 'pair',
    play: async (stage) => {
      const startMs = performance.now()
      const writer = await calmWriter(stage, 'm')
      await rebooted(stage, 's')
      await stage.formed('m', BOOT_MS)
      await inSyncAgain(stage, 'm')
      const silentMs = stage.watch.longestSilenceMs(startMs)
      stage.expect(silentMs < deadMs / 2, `the address was never silent (${silentMs.toFixed(0)} ms)`)
      stage.tell(`the longest pause of the writer was ${writer.longestPauseMs.toFixed(0)} ms`)
      await nothingLost(stage, 'm', writer)
    },
  },
  {
    name: 'reboot-master',
    title: 'orderly reboot of the master: one interruption, a handover and not a power cut',
    begins: 'pair',
    play: async (stage) => {
      const startMs = performance.now()
      const before = await expectRecords(stage, 'm', 0)
      await rebooted(stage, 'm', async () => {
        await stage.owner('s', TAKEOVER_MS)
        await stage.expectTold('s', /takeover-departed|the peer left|released/)
        stage.tell(`the address was silent for ${stage.watch.longestSilenceMs(startMs).toFixed(0)} ms`)
        await diskBecomes(stage, 's', /ro:Primary/, DISK_MS)
        await expectRecords(stage, 's', before)
      })
      const returnedMs = performance.now()
      await stage.formed('s', BOOT_MS)
      const silentMs = stage.watch.longestSilenceMs(returnedMs)
      stage.expect(silentMs < deadMs / 2, `no second interruption (${silentMs.toFixed(0)} ms)`)
      stage.expect(stage.watch.twoOwnersMs(startMs) === 0, 'never two owners')
      await backToMaster(stage)
    },
  },
]

/** Reboots a machine in order; `meanwhile` is done while it is away. */
async function rebooted(stage: Stage, node: 'm' | 's', meanwhile?: () => Promise<void>): Promise<void> {
  const machine = stage.machine(node)
  const before = await machine.awake()
  await machine.must('systemctl --no-block reboot')
  stage.tell(`${hostNames[node]} is told to reboot`)
  await meanwhile?.()
  await machine.bootedAnew(before)
  stage.tell(`${hostNames[node]} has booted again`)
}
