/**
 * What happens when a machine or its agent freezes, is killed, does not come back, or when a kernel panics?
 *
 * Times are told, and bounded by dead times with room for slow machines.
 */
import { hostNames } from '../../netns/layout.ts'
import { diesWithMachine } from '../guest-shell.ts'
import { diskBecomes, expectRecords, Writer } from '../disk.ts'
import { deadMs } from '../settings.ts'
import { ASK_AGAIN_MS } from '../stage.ts'
import type { Stage } from '../stage.ts'
import { backToMaster, BOOT_MS, calmWriter, DISK_MS, equalDisks, nothingLost, PATIENT_TAKEOVER_MS } from './acts.ts'
import { SLACK_MS, TAKEOVER_MS, written } from './acts.ts'
import type { Scenario } from './scenario.ts'

/** Longer than the watchdog of the lab's unit bites; the machine of the hypervisor for a minute. */
const AGENT_FROZEN_MS = 3 * deadMs
const MACHINE_FROZEN_MS = 60_000
const PROGRAM = '/usr/lib/hapair/dist/daemon/main.js'

/**
 * The agent of the master is killed while its node is written to. One that starts within the lease keeps everything, and
 * nobody is interrupted. An emulated processor may take longer to start it; then everything must be given up, which the
 * writer prevents, so the node must reset itself, and the other one leads, or this one again when it has booted before it
 * is judged dead. It is told which of them was seen.
 */
async function agentKilled(stage: Stage): Promise<void> {
  const startMs = performance.now()
  const writer = await calmWriter(stage, 'm')
  await written(stage, writer)
  const before = await stage.agentPid('m')
  const bootId = await stage.machine('m').awake()
  await stage.signalAgent('m', 'KILL')
  const leads = async (): Promise<boolean> => {
    const status = await stage.status('m')
    return status !== undefined && status.program.pid !== before && status.phase === 'running-master'
  }
  const somebodyLeads = async (): Promise<boolean> => stage.watch.owner() === 's' || (await leads())
  await stage.until('somebody leads for good', PATIENT_TAKEOVER_MS, somebodyLeads, 2 * ASK_AGAIN_MS)
  const leader = stage.watch.owner() === 's' ? 's' : 'm'
  const adopted = leader === 'm' && (await stage.machine('m').awake()) === bootId
  stage.tell(adopted ? 'the agent started within the lease' : 'the agent started too late: the node gave everything up')
  stage.tell(`the address was silent for ${stage.watch.longestSilenceMs(startMs).toFixed(0)} ms`)
  stage.expect(stage.watch.twoOwnersMs(startMs) === 0, 'never two owners')
  if (adopted) {
    await stage.expectTold('m', /restarted within the lease and keeps what it holds/)
    stage.expect(writer.longestPauseMs < deadMs, 'the writer was not interrupted')
    await stage.formed('m')
    await nothingLost(stage, 'm', writer)
    return
  }
  await expectRecords(stage, leader, writer.acknowledged)
  await stage.formed(leader, BOOT_MS)
  stage.expect((await stage.machine('m').awake()) !== bootId, 'node-m was reset by itself')
  if (leader === 's') await backToMaster(stage)
}

/** The agent of the master dies again and again. */
async function crashLoop(stage: Stage): Promise<void> {
  const startMs = performance.now()
  const before = await expectRecords(stage, 'm', 0)
  await stage.machine('m').must(`mv ${PROGRAM} ${PROGRAM}.kept && echo 'process.exit(1)' >${PROGRAM}`)
  try {
    await stage.signalAgent('m', 'KILL')
    const givenUp = async (): Promise<boolean> => {
      const { out } = await stage.machine('m').run('systemctl show -p ActiveState --value hapaird')
      return out.trim() === 'failed'
    }
    await stage.until('the service manager gives up the agent of node-m', TAKEOVER_MS, givenUp, ASK_AGAIN_MS)
    await stage.owner('s', TAKEOVER_MS)
    stage.tell(`the address was silent for ${stage.watch.longestSilenceMs(startMs).toFixed(0)} ms`)
    await diskBecomes(stage, 's', /ro:Primary\/Secondary/, DISK_MS)
    await expectRecords(stage, 's', before)
    stage.tell(`node-m: ${(await stage.machine('m').must('ip -br -4 address show lan0')).trim()}`)
    stage.expect(stage.watch.twoOwnersMs(startMs) === 0, 'never two owners')
  } finally {
    await stage.machine('m').must(`mv ${PROGRAM}.kept ${PROGRAM}`)
  }
  await stage.machine('m').must('systemctl reset-failed hapaird && systemctl start hapaird', { limitMs: BOOT_MS })
  await backToMaster(stage)
}

/** Whoever leads in the end, one does, and nothing that was written is lost. */
async function agentFrozen(stage: Stage): Promise<void> {
  const startMs = performance.now()
  const writer = await calmWriter(stage, 'm')
  await written(stage, writer)
  await stage.signalAgent('m', 'STOP')
  await stage.until('the lease of node-m has ended', AGENT_FROZEN_MS, () => stage.watch.owner() === 'nobody')
  await stage.stays('node-s does not take a disk that is in use', AGENT_FROZEN_MS - deadMs, async () => {
    const owner = stage.watch.owner()
    return owner !== 'both' && (owner !== 's' || (await stage.status('s'))?.phase === 'running-master')
  })
  await stage.signalAgent('m', 'CONT')
  await stage.until('one node answers again', TAKEOVER_MS, () => ['m', 's'].includes(stage.watch.owner()))
  const owner = stage.watch.owner() === 's' ? 's' : 'm'
  stage.tell(`${hostNames[owner]} leads; silent for ${stage.watch.longestSilenceMs(startMs).toFixed(0)} ms`)
  stage.expect(stage.watch.twoOwnersMs(startMs) === 0, 'never two owners')
  await stage.formed(owner)
  await nothingLost(stage, owner, writer)
  if (owner === 's') await backToMaster(stage)
}

/** The agent never goes on; the service manager's watchdog ends it. */
async function agentHung(stage: Stage): Promise<void> {
  const startMs = performance.now()
  const before = await stage.agentPid('m')
  await stage.signalAgent('m', 'STOP')
  const ended = async (): Promise<boolean> => (await stage.agentPid('m')) !== before
  await stage.until('the watchdog has ended the agent of node-m', DISK_MS, ended, ASK_AGAIN_MS)
  await stage.until('one node answers again', TAKEOVER_MS + DISK_MS, () => ['m', 's'].includes(stage.watch.owner()))
  const owner = stage.watch.owner() === 's' ? 's' : 'm'
  stage.tell(`${hostNames[owner]} leads; silent for ${stage.watch.longestSilenceMs(startMs).toFixed(0)} ms`)
  stage.expect(stage.watch.twoOwnersMs(startMs) === 0, 'never two owners')
  if (owner === 's') await backToMaster(stage)
  else await stage.formed('m', BOOT_MS)
}

/** The master stands still for a minute, with its clock; then it believes that it still leads. */
async function machineFrozen(stage: Stage): Promise<void> {
  const startMs = performance.now()
  const writer = new Writer(stage.machine('m'), await expectRecords(stage, 'm', 0))
  await written(stage, writer)
  const bootId = await stage.machine('m').awake()
  await stage.machine('m').freeze()
  const { acknowledged } = writer
  stage.tell(`node-m is frozen after ${acknowledged} acknowledged records`)
  await stage.owner('s', PATIENT_TAKEOVER_MS)
  const whole = await expectRecords(stage, 's', acknowledged)
  const next = new Writer(stage.machine('s'), whole, 200)
  const leftMs = MACHINE_FROZEN_MS - (performance.now() - startMs)
  await stage.stays('node-s answers alone', Math.max(leftMs, deadMs), () => stage.watch.owner() === 's')
  const thawedMs = performance.now()
  await stage.machine('m').thaw()
  stage.tell('node-m goes on')
  await stage.until('node-s alone answers', SLACK_MS, () => stage.watch.owner() === 's')
  stage.tell(`two owners for ${stage.watch.twoOwnersMs(thawedMs).toFixed(0)} ms`)
  stage.expect(writer.acknowledged <= whole, 'node-m had nothing acknowledged after it was overtaken')
  await stage.formed('s', BOOT_MS)
  stage.tell(`node-m ${(await stage.machine('m').awake()) === bootId ? 'let go of its disk' : 'was reset by itself'}`)
  await nothingLost(stage, 's', next)
  await backToMaster(stage)
}

/** A panic after which nothing happens any more: the watchdog card resets the machine. */
async function kernelPanic(stage: Stage): Promise<void> {
  const startMs = performance.now()
  const machine = stage.machine('m')
  const writer = new Writer(machine, await expectRecords(stage, 'm', 0))
  await written(stage, writer)
  const bootId = await machine.awake()
  machine.begin('echo 0 >/proc/sys/kernel/panic; echo c >/proc/sysrq-trigger').outcome.catch(diesWithMachine)
  stage.tell('the kernel of node-m panics and stands still')
  await stage.owner('s', PATIENT_TAKEOVER_MS)
  stage.tell(`the address was silent for ${stage.watch.longestSilenceMs(startMs).toFixed(0)} ms`)
  await expectRecords(stage, 's', writer.acknowledged)
  await machine.bootedAnew(bootId)
  stage.expect(
    machine.hardwareEvents.some(({ name }) => name === 'WATCHDOG'),
    'the watchdog card reset node-m',
  )
  await stage.formed('s', BOOT_MS)
  stage.expect(stage.watch.twoOwnersMs(startMs) === 0, 'never two owners')
  await equalDisks(stage, 's')
  await backToMaster(stage)
}

/** Scenarios of machines and agents. */
export const takeoverScenarios: readonly Scenario[] = [
  {
    name: 'agent-killed',
    title: 'agent of the master killed under load: it adopts what runs, or everything is given up; nothing is lost',
    begins: 'patient',
    play: agentKilled,
  },
  {
    name: 'agent-frozen',
    title: 'agent of the master frozen for three dead times, then it goes on',
    begins: 'pair',
    play: agentFrozen,
  },
  {
    name: 'agent-hung',
    further: true,
    title: 'agent of the master frozen for good: the watchdog ends it',
    begins: 'pair',
    play: agentHung,
  },
  {
    name: 'crash-loop',
    title: 'agent of the master dies again and again: everything is released, the other node takes over',
    begins: 'pair',
    play: crashLoop,
  },
  {
    name: 'machine-frozen',
    title: 'master frozen by its hypervisor for 60 s: its clock stands still too',
    begins: 'patient',
    play: machineFrozen,
  },
  {
    name: 'kernel-panic',
    title: 'kernel panic of the master under a writer; the watchdog resets it',
    begins: 'patient',
    play: kernelPanic,
  },
]
