/**
 * What happens when cables are pulled, lose frames, or carry them one way only?
 */
import { diskBecomes, expectRecords, Writer } from '../disk.ts'
import { isDatagram } from '../ether-cable.ts'
import { deadMs } from '../settings.ts'
import type { Stage } from '../stage.ts'
import { PATIENT_TAKEOVER_MS } from './acts.ts'
import { backToMaster, BOOT_MS, calmWriter, DISK_MS, nothingLost, ordered, TAKEOVER_MS, written } from './acts.ts'
import type { Scenario } from './scenario.ts'

async function nobodyMoves(stage: Stage, forMs = 1.5 * deadMs): Promise<void> {
  await stage.stays('node-m answers alone', forMs, () => stage.watch.owner() === 'm')
}

async function serialCut(stage: Stage): Promise<void> {
  stage.pair.serial.cut()
  stage.tell('the null-modem cable is pulled')
  await nobodyMoves(stage)
  for (const node of ['m', 's'] as const) {
    const path = (await stage.status(node))?.paths.find(({ name }) => name === 'pstn0')
    stage.expect(path?.up === false, `node-${node} says that the serial path is down`)
  }
  stage.pair.serial.mend()
  stage.pair.serial.garble(0.02)
  stage.tell('the cable is back and spoils 2 % of the bytes')
  await nobodyMoves(stage)
  stage.pair.serial.mend()
  stage.pair.serial.cut('m')
  stage.tell('what node-m sends is lost')
  await nobodyMoves(stage)
  stage.pair.serial.mend()
  await stage.formed('m')
  stage.tell(`bytes on the cable: ${JSON.stringify(stage.pair.serial.counters)}`)
}

/** Beats on all media are lost, but the replication hears that the master lives. */
async function beatsCut(stage: Stage): Promise<void> {
  const writer = await calmWriter(stage, 'm')
  stage.pair.serial.cut()
  for (const cable of Object.values(stage.pair.cables)) cable.loseFrames(isDatagram)
  stage.tell('every beat is lost; the replication lives')
  await nobodyMoves(stage, 3 * deadMs)
  const status = await stage.status('s')
  stage.expect(status?.peer.verdict === 'links-cut', `node-s judges ${String(status?.peer.verdict)}`)
  stage.tell(`alarms of node-s: ${status?.alarms.join('; ') ?? ''} | ${status?.warnings.join('; ') ?? ''}`)
  stage.expect(writer.longestPauseMs < deadMs, 'the writer was not interrupted')
  stage.pair.mend()
  await stage.formed('m')
  await nothingLost(stage, 'm', writer)
}

/** The only thing that is left is the serial line. */
async function ethernetCut(stage: Stage): Promise<void> {
  const writer = await calmWriter(stage, 'm')
  for (const cable of Object.values(stage.pair.cables)) cable.cutBetween('m', 's')
  stage.tell('no frame passes between the nodes, the serial cable alone is left')
  await diskBecomes(stage, 's', /ds:Outdated/, DISK_MS)
  await nobodyMoves(stage, 2 * deadMs)
  await written(stage, writer)
  stage.tell(`the longest pause of the writer was ${writer.longestPauseMs.toFixed(0)} ms`)
  stage.pair.mend()
  await diskBecomes(stage, 'm', /UpToDate\/UpToDate/, BOOT_MS)
  await stage.formed('m')
  await nothingLost(stage, 'm', writer)
}

/** The slave is outdated over the serial line; then the master dies. */
async function staleSlave(stage: Stage): Promise<void> {
  stage.spoilt = true
  const writer = new Writer(stage.machine('m'), await expectRecords(stage, 'm', 0))
  await written(stage, writer)
  const cutMs = performance.now()
  stage.pair.cables.direct.cutBetween('m', 's')
  stage.tell('the direct cable loses every frame')
  await diskBecomes(stage, 's', /ds:Outdated/, DISK_MS)
  stage.tell(`node-s was outdated ${(performance.now() - cutMs).toFixed(0)} ms after the cut`)
  await written(stage, writer)
  stage.tell(`the longest pause of the writer was ${writer.longestPauseMs.toFixed(0)} ms`)
  await stage.pair.powerCut('m')
  stage.tell('power of node-m is cut')
  await stage.stays('node-s does not take', 3 * deadMs, () => stage.watch.owner() !== 's')
  const status = await stage.status('s')
  stage.expect(status?.unfitReason === 'disk-not-current', `node-s says ${String(status?.unfitReason)}`)
  stage.tell(`alarms: ${status?.alarms.join('; ') ?? ''} | ${status?.warnings.join('; ') ?? ''}`)
  const why = await stage.order('s', 'why')
  for (const line of why.out.trimEnd().split('\n')) stage.tell(`  ${line}`)
  await ordered(stage, 's', 'make-master --yes', 3)
}

async function lanPulled(stage: Stage): Promise<void> {
  const startMs = performance.now()
  const before = await expectRecords(stage, 'm', 0)
  await stage.pair.pull('m', 'lan')
  stage.tell('the LAN cable of node-m is pulled')
  await stage.owner('s', TAKEOVER_MS)
  stage.tell(`the address was silent for ${stage.watch.longestSilenceMs(startMs).toFixed(0)} ms`)
  await expectRecords(stage, 's', before)
  await stage.pair.plug('m', 'lan')
  await stage.formed('s')
  stage.expect(stage.watch.twoOwnersMs(startMs) === 0, 'never two owners')
  await backToMaster(stage)
}

/** Nothing passes to or from node-m. Its disk is frozen with writes in it, and the other node leads. */
async function isolated(stage: Stage): Promise<void> {
  const startMs = performance.now()
  const bootId = await stage.machine('m').awake()
  const writer = new Writer(stage.machine('m'), await expectRecords(stage, 'm', 0))
  await written(stage, writer)
  stage.pair.serial.cut()
  stage.pair.cables.direct.cutBetween('m', 's')
  for (const other of ['s', 'client', 'gateway'] as const) stage.pair.cables.lan.cutBetween('m', other)
  stage.tell('no frame and no byte passes to or from node-m')
  await stage.owner('s', PATIENT_TAKEOVER_MS)
  const whole = await expectRecords(stage, 's', writer.acknowledged)
  stage.tell(`node-m: ${(await stage.machine('m').must('ip -br -4 address show lan0')).trim()}`)
  const next = new Writer(stage.machine('s'), whole, 100)
  await stage.stays('node-s answers alone', deadMs, () => stage.watch.owner() === 's')
  stage.pair.mend()
  stage.tell('everything is put back')
  await stage.formed('s', BOOT_MS)
  stage.expect(writer.acknowledged <= whole, 'node-m had nothing acknowledged after it was overtaken')
  stage.tell(`node-m ${(await stage.machine('m').awake()) === bootId ? 'let go of its disk' : 'was reset by itself'}`)
  stage.tell(`two owners for ${stage.watch.twoOwnersMs(startMs).toFixed(0)} ms`)
  await nothingLost(stage, 's', next)
  await backToMaster(stage)
}

/** Scenarios of cables. */
export const cableScenarios: readonly Scenario[] = [
  {
    name: 'serial-cut',
    further: true,
    title: 'null-modem cable pulled, garbled, one way: nobody moves',
    begins: 'pair',
    play: serialCut,
  },
  {
    name: 'beats-cut',
    title: 'every beat lost on all media, replication alive: nobody moves',
    begins: 'pair',
    play: beatsCut,
  },
  {
    name: 'ethernet-cut',
    further: true,
    title: 'no frame between the nodes, serial alive: the slave is outdated over serial, the master goes on',
    begins: 'pair',
    selected: true,
    play: ethernetCut,
  },
  {
    name: 'lan-pulled',
    further: true,
    title: 'LAN cable of the master pulled: the other node takes over',
    begins: 'pair',
    play: lanPulled,
  },
  {
    name: 'isolated',
    further: true,
    title: 'master isolated on every path: its disk freezes, the other node takes over; then healed',
    begins: 'patient',
    play: isolated,
  },
  {
    name: 'stale-slave',
    title:
      'replication cut, the slave is outdated over serial; then the master dies: no takeover, the operator is told',
    begins: 'pair',
    play: staleSlave,
  },
]
