/**
 * How do the two data sets part, and what does the operator's way back to one of them cost?
 *
 * Both ways that are known: everything is cut while each node still hears others (class A), and the story of an operator
 * who boots the node that was left behind (ST-11). Nothing is discarded before the operator has chosen, and then exactly
 * the mail of the other side is lost.
 */
import { hostNames, nodeNames, otherNode } from '../../netns/layout.ts'
import type { NodeName } from '../../netns/layout.ts'
import { checksums, diskBecomes } from '../disk.ts'
import { deadMs } from '../settings.ts'
import { ASK_AGAIN_MS } from '../stage.ts'
import type { Stage } from '../stage.ts'
import { PATIENT_TAKEOVER_MS } from './acts.ts'
import { BOOT_MS, deliver, DISK_MS, equalDisks, expectMails, inSyncAgain, ordered, TAKEOVER_MS } from './acts.ts'
import type { Scenario } from './scenario.ts'

const REFUSED = 3
const VICTIM_FOLDER = '/var/tmp/victim'

/** Everything between the nodes is cut; both go on, each with hosts that hear it. */
async function classA(stage: Stage): Promise<void> {
  await deliver(stage, 'm', 'old')
  stage.pair.serial.cut()
  for (const cable of Object.values(stage.pair.cables)) cable.cutBetween('m', 's')
  stage.tell('everything between the nodes is cut; both hear the other hosts')
  await stage.until('both lead', PATIENT_TAKEOVER_MS, () => stage.watch.owner() === 'both')
  await deliver(stage, 'm', 'a')
  await deliver(stage, 's', 'b')
  const healedMs = performance.now()
  stage.pair.mend()
  stage.tell('everything is put back')
  await stage.until('one owner', PATIENT_TAKEOVER_MS, () => ['m', 's'].includes(stage.watch.owner()))
  stage.tell(`two owners for ${stage.watch.twoOwnersMs(healedMs).toFixed(0)} ms after the heal`)
  const keeps = stage.watch.owner() === 's' ? 's' : 'm'
  const victim = otherNode(keeps)
  await told(stage)
  const before = await quietDisk(stage, victim)
  await stage.stays(`${hostNames[keeps]} alone leads`, 2 * deadMs, () => stage.watch.owner() === keeps)
  await expectMails(stage, keeps, `${keeps === 'm' ? 'a' : 'b'} old`)
  stage.expect((await checksum(stage, victim)) === before, `the data of ${hostNames[victim]} is untouched`)
  await ordered(stage, keeps, 'split-brain show')
  await ordered(stage, keeps, 'failover --yes', REFUSED)
  await saved(stage, keeps, victim)
  await ordered(stage, keeps, `init --reinit --source ${roleOf(keeps)} --yes`)
  await inSyncAgain(stage, keeps)
  await stage.formed(keeps, BOOT_MS)
  await expectMails(stage, keeps, `${keeps === 'm' ? 'a' : 'b'} old`)
  await equalDisks(stage, keeps)
}

/** Both nodes say that the data has diverged, and no replication runs. */
async function told(stage: Stage): Promise<void> {
  const tell = async (): Promise<boolean> => {
    const all = await Promise.all(nodeNames.map((node) => stage.status(node)))
    return all.every((status) => status?.pair === 'split-brain')
  }
  await stage.until('both nodes tell split-brain', DISK_MS, tell, ASK_AGAIN_MS)
}

/** The loser's disk is let go of; its checksum. */
async function quietDisk(stage: Stage, node: NodeName): Promise<string> {
  await diskBecomes(stage, node, /cs:StandAlone ro:Secondary/, DISK_MS)
  return checksum(stage, node)
}

async function checksum(stage: Stage, node: NodeName): Promise<string> {
  const [found] = await checksums(stage, [node])
  return String(found)
}

function roleOf(node: NodeName): 'master' | 'slave' {
  return node === 'm' ? 'master' : 'slave'
}

/** A copy of what will be lost is made where it is, and the lost mail is in it. */
async function saved(stage: Stage, keeps: NodeName, victim: NodeName): Promise<void> {
  await stage.machine(victim).must(`mkdir -p ${VICTIM_FOLDER}`)
  await ordered(stage, victim, `init --reinit --source ${roleOf(keeps)} --save-victim ${VICTIM_FOLDER}`)
  const lost = victim === 'm' ? 'a' : 'b'
  const found = await stage.machine(victim).must(`debugfs -R 'cat /mail/${lost}' ${VICTIM_FOLDER}/*.img 2>/dev/null`)
  stage.expect(found === lost, `the saved copy has the mail ${lost}`)
}

/** Story ST-11, step by step. Its two ends begin at the same moment, which is kept. The word of the operator that lets the stale copy lead is `solo-start = promote`. */
async function storyEleven(stage: Stage): Promise<void> {
  stage.tell('step 2: the slave is turned off')
  await turnedOff(stage, 's')
  stage.tell('step 3: the master goes on, mail arrives')
  await deliver(stage, 'm', 'a')
  await stage.stays('node-m leads', deadMs, () => stage.watch.owner() === 'm')
  stage.tell('step 4: the master is turned off')
  await turnedOff(stage, 'm')
  stage.tell('step 5: the slave is turned on alone')
  await stage.pair.powerOn('s')
  const tellsWhy = async (): Promise<boolean> => {
    const status = await stage.status('s')
    return status?.unfitReason === 'disk-not-current' && status.peer.verdict === 'silent-dead'
  }
  await stage.until('node-s has waited and tells why it does not lead', BOOT_MS, tellsWhy, ASK_AGAIN_MS)
  await stage.stays('node-s does not lead with stale data', deadMs, () => stage.watch.owner() === 'nobody')
  const status = await stage.status('s')
  stage.tell(`alarms: ${status?.alarms.join('; ') ?? ''} | ${status?.warnings.join('; ') ?? ''}`)
  await stage.changeSettingsOn('s', { disk: true, soloStart: 'promote' })
  await stage.owner('s', TAKEOVER_MS)
  await stage.expectTold('s', /standing word of solo-start/)
  await deliver(stage, 's', 'b')
  stage.tell('step 6: the master is turned on')
  await stage.pair.powerOn('m')
  await told(stage)
  await stage.changeSettingsOn('m', { disk: true, soloStart: 'promote' })
  const before = await quietDisk(stage, 'm')
  stage.tell('step 7: nothing moves, and nothing can be moved')
  await stage.stays('node-s leads', 2 * deadMs, () => stage.watch.owner() === 's')
  await ordered(stage, 's', 'failover --yes', REFUSED)
  await ordered(stage, 'm', 'make-master --yes', REFUSED)
  await ordered(stage, 's', 'reboot --yes', REFUSED)
  stage.expect((await checksum(stage, 'm')) === before, 'the data of node-m is untouched')
  stage.tell('step 8: the two sides are compared')
  await ordered(stage, 's', 'split-brain show')
  await stage.pair.keepPoint()
  await slaveIsKept(stage)
  await stage.pair.goBack()
  await masterIsKept(stage)
}

/** The end of the story as it is told: what was written on the slave stays. */
async function slaveIsKept(stage: Stage): Promise<void> {
  stage.tell('step 9: demote-master on the master')
  await ordered(stage, 'm', 'demote-master --yes')
  stage.tell('step 10: failback on the slave')
  await ordered(stage, 's', 'failback --yes')
  await stage.owner('m', BOOT_MS)
  await stage.formed('m', BOOT_MS)
  await expectMails(stage, 'm', 'b')
  await equalDisks(stage, 'm')
  stage.tell('step 13: demote-master on the pair that is whole')
  await ordered(stage, 'm', 'demote-master --yes', REFUSED)
}

/** The other end, from the same moment: what was written on the master stays, and the mail that goes is saved before. */
async function masterIsKept(stage: Stage): Promise<void> {
  stage.tell('the same moment again; step 11: the data of the master shall stay')
  await ordered(stage, 's', 'release --yes')
  await diskBecomes(stage, 's', /ro:Secondary/, DISK_MS)
  stage.tell('step 12: what goes is saved')
  await saved(stage, 'm', 's')
  await ordered(stage, 'm', 'init --reinit --source master --yes')
  await inSyncAgain(stage, 'm')
  await ordered(stage, 's', 'unhold')
  await stage.owner('m', BOOT_MS)
  await stage.formed('m', BOOT_MS)
  await expectMails(stage, 'm', 'a')
  await equalDisks(stage, 'm')
}

/** Switches a machine off in order. */
async function turnedOff(stage: Stage, node: NodeName): Promise<void> {
  const machine = stage.machine(node)
  const off = machine.poweredOff(DISK_MS)
  await machine.must('systemctl --no-block poweroff')
  await off
  await stage.pair.powerCut(node)
  stage.tell(`${hostNames[node]} is off`)
}

/** Scenarios in which the data parts. */
export const splitBrainScenarios: readonly Scenario[] = [
  {
    name: 'class-a',
    title: 'everything cut while both hear other hosts, then healed: one owner, both data sets whole, guided repair',
    begins: 'patient',
    play: classA,
  },
  {
    name: 'story-11',
    title: 'split-brain as the story tells it: slave off, master off, slave on alone, master on; repair',
    begins: 'pair',
    play: storyEleven,
  },
]
