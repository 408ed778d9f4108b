/**
 * What does the kernel hear when it asks what became of the peer, case by case?
 *
 * The matrix of the fence handler: which paths are left, what the peer does, whether the agent is there. After each case
 * everything is healed and both copies are up to date again, so the next one goes on. The kernel's own log says what it
 * was answered; the writer says whether its writes went on.
 */
import { diskBecomes, diskState, expectRecords, Writer } from '../disk.ts'
import { isDatagram } from '../ether-cable.ts'
import { deadMs } from '../settings.ts'
import { ASK_AGAIN_MS } from '../stage.ts'
import type { Stage } from '../stage.ts'
import { BOOT_MS, DISK_MS, inSyncAgain } from './acts.ts'
import type { Scenario } from './scenario.ts'

/** One case. */
type Case = {
  readonly title: string
  /** What befalls the pair. */
  readonly befall: (stage: Stage) => Promise<void>
  /** Exit code that the kernel must be given; or those that it must not be given while it lasts. */
  readonly answer: number | { readonly never: readonly number[] }
  /** What is done before everything is put back. */
  readonly heal?: (stage: Stage) => Promise<void>
}

const CALM_MS = 30
const QUIET_MS = 2 * deadMs

const cutReplication = (stage: Stage): void => {
  stage.pair.cables.direct.cutBetween('m', 's')
}
const cutLan = (stage: Stage): void => {
  stage.pair.cables.lan.cutBetween('m', 's')
}

/** Lets what is immediate be a case like the others. */
function at(once: (stage: Stage) => void): (stage: Stage) => Promise<void> {
  return (stage) => {
    once(stage)
    return Promise.resolve()
  }
}

const cases: readonly Case[] = [
  { title: 'replication cut, serial and LAN alive', befall: at(cutReplication), answer: 4 },
  {
    title: 'replication and LAN cut, serial alone alive',
    befall: at((stage) => {
      cutReplication(stage)
      cutLan(stage)
    }),
    answer: 4,
  },
  {
    title: 'replication and serial cut, LAN alone alive',
    befall: at((stage) => {
      cutReplication(stage)
      stage.pair.serial.cut()
    }),
    answer: 4,
  },
  {
    title: 'replication cut, serial carries beats of node-m only',
    befall: at((stage) => {
      cutReplication(stage)
      cutLan(stage)
      stage.pair.serial.cut('s')
    }),
    answer: 5,
  },
  {
    title: 'direct cable pulled, carrier gone at both ends, serial alive',
    befall: (stage) => stage.pair.pull('m', 'direct'),
    answer: 4,
    heal: (stage) => stage.pair.plug('m', 'direct'),
  },
  {
    title: 'peer frozen by its hypervisor, carrier stays',
    befall: (stage) => stage.machine('s').freeze(),
    answer: 5,
    heal: (stage) => stage.machine('s').thaw(),
  },
  {
    title: 'agent of the peer frozen, replication cut',
    befall: async (stage) => {
      await stage.signalAgent('s', 'STOP')
      cutReplication(stage)
    },
    answer: 5,
    heal: (stage) => stage.signalAgent('s', 'CONT'),
  },
  {
    title: 'the handler is killed before it has answered: the kernel is made to ask anew',
    befall: async (stage) => {
      cutReplication(stage)
      const found = 'pgrep -f "hapair-fence-[ap][se][ke]"'
      const kill = `until pids=$(${found}); do sleep 0.02; done; kill -KILL $pids`
      await stage.machine('m').must(kill, { limitMs: DISK_MS })
      stage.tell('the handler is killed')
    },
    answer: 4,
  },
  {
    title: 'everything cut for a moment, back before anything is proven',
    befall: async (stage) => {
      stage.pair.serial.cut()
      for (const cable of Object.values(stage.pair.cables)) cable.cutBetween('m', 's')
      await diskBecomes(stage, 'm', /cs:(WFConnection|NetworkFailure|Unconnected)/, DISK_MS)
      stage.pair.mend()
    },
    answer: { never: [3, 5, 6, 7] },
  },
  {
    title: 'replication and every beat lost, but the own address of the peer answers on the LAN',
    befall: at((stage) => {
      stage.pair.serial.cut()
      cutReplication(stage)
      stage.pair.cables.lan.loseFrames(isDatagram)
    }),
    answer: 5,
  },
  {
    title: 'a hand on the slave promotes the disk while the master leads and the replication is cut',
    befall: async (stage) => {
      cutReplication(stage)
      await diskBecomes(stage, 's', /cs:(WFConnection|StandAlone)/, DISK_MS)
      const { end } = await stage.machine('s').run('drbdadm primary r0', { limitMs: DISK_MS })
      stage.expect(end !== 0, `the slave's disk is not promoted (${end})`)
    },
    answer: 4,
  },
  {
    title: 'the kernel asks about a resource that is not in the settings',
    befall: async (stage) => {
      const asked = await stage
        .machine('m')
        .run('DRBD_RESOURCE=other /usr/lib/hapair/bin/hapair-fence-peer --limit 20', {
          limitMs: DISK_MS,
        })
      stage.expect(asked.end === 1, `it is told 1 (${asked.end})`)
    },
    answer: { never: [3, 4, 5, 6, 7] },
  },
]

/** Exit codes that the kernel of node-m was given, from first to last. */
async function answers(stage: Stage): Promise<readonly number[]> {
  const { out } = await stage.machine('m').run("dmesg | grep -o 'fence-peer .*exit code [0-9]*'")
  return [...out.matchAll(/exit code (\d+)/g)].map(([, code]) => Number(code))
}

async function playCase(stage: Stage, one: Case): Promise<void> {
  stage.startClock()
  stage.tell(one.title)
  await stage.machine('m').must('dmesg --clear')
  const writer = new Writer(stage.machine('m'), await expectRecords(stage, 'm', 0), CALM_MS)
  await stage.until('writing', DISK_MS, () => writer.acknowledged > 0)
  await one.befall(stage)
  if (typeof one.answer === 'number') await answered(stage, one.answer, writer)
  else await notAnswered(stage, one.answer.never)
  await one.heal?.(stage)
  stage.pair.mend()
  await inSyncAgain(stage, 'm')
  await stage.formed('m', BOOT_MS)
  const { acknowledged } = writer
  await writer.stop()
  await expectRecords(stage, 'm', acknowledged)
}

async function notAnswered(stage: Stage, never: readonly number[]): Promise<void> {
  const told = async (): Promise<boolean> => (await answers(stage)).some((code) => never.includes(code))
  await stage.stays(
    `the kernel is told none of ${never.join(', ')}`,
    QUIET_MS,
    async () => !(await told()),
    ASK_AGAIN_MS,
  )
}

async function answered(stage: Stage, code: number, writer: Writer): Promise<void> {
  let given: readonly number[] = []
  const told = async (): Promise<boolean> => {
    given = await answers(stage)
    return given.some((one) => one >= 3)
  }
  await stage.until(`the kernel is told ${code}`, DISK_MS, told, ASK_AGAIN_MS / 2)
  stage.expect(given.at(-1) === code, `its last answer is ${code} (${given.join(' ')})`)
  const before = writer.acknowledged
  await stage.until('the writes go on', DISK_MS, () => writer.acknowledged > before)
  stage.tell(`${await diskState(stage.machine('m'))}; the writer paused ${writer.longestPauseMs.toFixed(0)} ms`)
}

async function playCases(stage: Stage): Promise<void> {
  for (const [index, one] of cases.entries()) {
    try {
      await playCase(stage, one)
    } catch (error) {
      throw new Error(`case ${index + 1}, ${one.title}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      })
    }
  }
}

/** The matrix. */
export const fenceScenarios: readonly Scenario[] = [
  {
    name: 'fence-matrix',
    title: 'what the kernel of the master is told about its peer, in 12 cases',
    begins: 'pair',
    play: playCases,
  },
]
