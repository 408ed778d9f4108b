/**
 * What becomes of the role and of the data when the disk below the volume fails under the node that leads (ST-8)?
 *
 * The disk is pulled off its bus while the machine runs, so every access to it fails at once; later another one, without
 * metadata, is found in its place. Rejected: a device-mapper target that fails on order, which would have to lie below the
 * volume in every other scenario too.
 */
import { diskBecomes, expectRecords } from '../disk.ts'
import type { Machine } from '../machine.ts'
import { deadMs, mountPoint } from '../settings.ts'
import type { Stage } from '../stage.ts'
import { backToMaster, BOOT_MS, deliver, DISK_MS, equalDisks, inSyncAgain, ordered, TAKEOVER_MS } from './acts.ts'
import type { Scenario } from './scenario.ts'

/** Pulls the disk below the volume off its bus. */
async function pullDisk(stage: Stage, machine: Machine): Promise<void> {
  const slot = await machine.must('basename $(dirname $(readlink -f /sys/block/vdb/device))')
  await machine.must(`echo 1 >/sys/bus/pci/devices/${slot}/remove`)
  stage.tell(`the disk of node-m at ${slot} is pulled off its bus`)
}

/** Finds a disk in the place of the old one, with nothing on it that anybody knows. */
async function replaceDisk(stage: Stage, machine: Machine): Promise<void> {
  await machine.must('echo 1 >/sys/bus/pci/rescan')
  await stage.until('node-m finds a disk', DISK_MS, async () => (await machine.run('test -b /dev/vdb')).end === 0)
  await machine.must('dd if=/dev/zero of=/dev/vdb bs=1M count=8 oflag=direct 2>&1')
  await machine.must('drbdadm create-md --force r0 && drbdadm attach r0', { limitMs: DISK_MS })
}

async function diskFails(stage: Stage): Promise<void> {
  stage.startClock()
  const startMs = performance.now()
  const records = await expectRecords(stage, 'm', 0)
  await pullDisk(stage, stage.machine('m'))
  await deliver(stage, 'm', 'late')
  await diskBecomes(stage, 'm', /ds:(Failed|Diskless)/, DISK_MS)
  await stage.owner('s', TAKEOVER_MS)
  await diskBecomes(stage, 's', /ro:Primary/, DISK_MS)
  stage.expect(stage.watch.twoOwnersMs(startMs) === 0, 'never two owners')
  stage.tell(`the address was silent for ${stage.watch.longestSilenceMs(startMs).toFixed(0)} ms`)
  await stage.expectTold('m', /own disk failed; writes go to the disk of the peer/)
  await stage.expectTold('m', /own disk failed and the peer has everything/)
  await expectRecords(stage, 's', records)
  const late = await stage.machine('s').must(`cat ${mountPoint}/mail/late`)
  stage.expect(late === 'late', 'what was written after the disk was gone is on node-s')
  await replaceDisk(stage, stage.machine('m'))
  await inSyncAgain(stage, 's')
  await stage.machine('s').must(`rm ${mountPoint}/mail/late && sync -f ${mountPoint}`)
  await stage.formed('s', BOOT_MS)
  await equalDisks(stage, 's')
  await backToMaster(stage)
}

/** The standby is behind when the disk fails: nobody leads with old data. */
async function diskFailsAlone(stage: Stage): Promise<void> {
  stage.startClock()
  stage.spoilt = true
  stage.pair.cables.direct.cutBetween('m', 's')
  await diskBecomes(stage, 's', /ds:Outdated/, DISK_MS)
  await pullDisk(stage, stage.machine('m'))
  await stage.machine('m').run(`timeout 5 dd if=/dev/zero of=${mountPoint}/poke bs=4k count=1 oflag=direct`)
  await stage.until('node-m tells that its disk failed', DISK_MS, async () =>
    /own disk failed/.test(await stage.journal('m')),
  )
  await stage.stays('node-s never takes the address', 3 * deadMs, () => stage.watch.owner() !== 's')
  const refused = await stage.order('s', 'make-master --yes')
  stage.expect(refused.end !== 0, `an order is refused (${refused.err.trim().split('\n')[0] ?? ''})`)
  const why = await ordered(stage, 's', 'why')
  stage.expect(/not (proven to be )?current|behind|outdated/i.test(why), 'node-s says that its copy is not current')
}

/** Scenarios of a disk that fails. */
export const diskFailureScenarios: readonly Scenario[] = [
  {
    name: 'disk-failed',
    title: 'the disk of the master fails: it hands over, and a new disk is filled',
    begins: 'pair',
    play: diskFails,
  },
  {
    name: 'disk-failed-alone',
    title: 'the disk of the master fails while the copy of the slave is behind: nobody leads with old data',
    begins: 'pair',
    play: diskFailsAlone,
  },
]
