/**
 * Do the derived times hang together for every dead time that is allowed?
 */
import fc from 'fast-check'
import t from 'tap'
import { detectionOf, detectionText } from '../../src/config/detection.ts'
import { deriveTiming, leaseOf, lifetimeLatenessMs, renewalOf } from '../../src/config/timing.ts'
import { load, siteOf, slaveNode, smallNode, smallPair, told } from './texts.ts'

const paths = [{ beatMs: 500 }, { beatMs: 1000 }]
const base = { role: 'master', paths, steadyMs: 60_000, flapWindowMs: 3_600_000 } as const

void t.test('the defaults give the times of the normal class', (t) => {
  t.strictSame(deriveTiming({ ...base, deadMs: 20_000 }), {
    class: 'normal',
    deadMs: 20_000,
    lateMs: 5000,
    warnMs: 8000,
    isolateMs: 8000,
    answerMs: 250,
    beatMs: 500,
    leaseMs: 10_000,
    renewMs: 2500,
    steadyMs: 60_000,
    bootWaitMs: 20_000,
    restartMs: 10_000,
    stepMs: 10_000,
    unitsStopMs: 0,
    diskStepMs: 60_000,
    replicationLagMs: 3500,
    orderMs: 30_000,
    fenceMs: 30_000,
    flapWindowMs: 3_600_000,
  })
  t.end()
})

void t.test('the fast class counts late from the beat, keeps a lease of one second and short steps', (t) => {
  const timing = deriveTiming({ ...base, role: 'slave', deadMs: 60, paths: [{ beatMs: 20 }, { beatMs: 20 }] })
  const { lateMs, answerMs, leaseMs, renewMs, stepMs, restartMs, bootWaitMs } = timing
  t.equal(timing.class, 'fast')
  t.strictSame(
    { lateMs, answerMs, leaseMs, renewMs, stepMs, restartMs, bootWaitMs },
    { lateMs: 32, answerMs: 6, leaseMs: 1000, renewMs: 250, stepMs: 2000, restartMs: 5000, bootWaitMs: 120 },
  )
  t.equal(deriveTiming({ ...base, deadMs: 3999 }).class, 'fast')
  t.equal(deriveTiming({ ...base, deadMs: 3999 }).leaseMs, 1000)
  t.equal(deriveTiming({ ...base, deadMs: 4000 }).class, 'normal')
  t.end()
})

void t.test('the slave waits twice as long as the master at boot', (t) => {
  t.equal(siteTiming(slaveNode).bootWaitMs, 2 * siteTiming(smallNode).bootWaitMs)
  t.end()
})

function siteTiming(node: string): ReturnType<typeof deriveTiming> {
  return deriveTiming(siteOf(smallPair, node))
}

void t.test('a restart grace that is set is taken as it is', (t) => {
  t.equal(deriveTiming(siteOf(smallPair, `${smallNode}restart: {grace: 3s}\n`)).restartMs, 3000)
  t.end()
})

void t.test('for every dead time of the normal class the last lease ends before the peer may take', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 4000, max: 300_000 }), (deadMs) => {
      const leaseMs = leaseOf(deadMs)
      return leaseMs % 1000 === 0 && renewalOf(deadMs) + leaseMs + lifetimeLatenessMs <= deadMs
    }),
  )
  t.equal(renewalOf(4000) + leaseOf(4000) + lifetimeLatenessMs, 4000, 'the shortest one fits exactly')
  t.end()
})

void t.test('each limit of the classes is allowed, one millisecond beyond it is not', (t) => {
  const beats = (dead: string, beat: string, serial: string): readonly string[] => {
    return told(
      `${smallPair}heartbeat: {dead-time: ${dead}, beat-interval: ${beat}, serial: {beat-interval: ${serial}}}\n`,
    )
  }
  t.strictSame(beats('60ms', '20ms', '20ms'), [])
  t.equal(beats('60ms', '21ms', '20ms').length, 1)
  t.strictSame(beats('4s', '500ms', '1333ms'), [])
  t.equal(beats('4s', '501ms', '1333ms').length, 1)
  t.equal(beats('4s', '500ms', '1334ms').length, 1)
  t.strictSame(beats('300s', '37500ms', '100s'), [])
  t.equal(beats('300s', '37501ms', '100s').length, 1)
  t.end()
})

void t.test('a serial line may be half full and no fuller', (t) => {
  const line = (beat: string): readonly string[] => {
    return told(`${smallPair}heartbeat: {serial: {baud: 9600, beat-interval: ${beat}}}\n`)
  }
  t.strictSame(line('200ms'), [])
  t.equal(line('199ms').length, 1)
  t.end()
})

void t.test('carrier loss moves a pair without a disk at once, and a pair with one after two seconds', (t) => {
  const disk = 'drbd: {resources: [r0], volume: [{name: r0, disk: /dev/sdb1}], via-primary-lan: true}\n'
  const wait = (time: string, more: string): readonly string[] =>
    told(`${smallPair}failover: {on-carrier-loss: ${time}}\n${more}`)
  t.strictSame(wait('0', ''), [])
  t.strictSame(wait('2s', disk), [])
  t.strictSame(wait('off', disk), [])
  t.equal(wait('1999ms', disk).length, 1)
  t.end()
})

void t.test('with a disk the operator is told how long an unclean loss of the slave freezes writes', (t) => {
  const result = load(
    `${smallPair}drbd: {resources: [r0], volume: [{name: r0, disk: /dev/sdb1}], master-address: 10.1.0.1, slave-address: 10.1.0.2}\n`,
  )
  const advice = result.ok ? result.advisories.map((advisory) => advisory.rule) : []
  t.strictSame(advice, ['an unclean loss of the slave freezes writes for 24s'])
  t.end()
})

void t.test('the worst-case detection time of the settings is said in a sentence [CON-15]', (t) => {
  const text = (more: string): string => {
    const site = siteOf(`${smallPair}${more}`)
    return detectionText(detectionOf(site))
  }
  t.equal(
    text(''),
    "silence of the beats is judged within 21 s; checks of the peer's address fail within 181 s, which only confirms",
  )
  t.equal(
    text('heartbeat: {serial: {enabled: false}}\ncheck: {interval: 10s, recheck-interval: 4s, max-failures: 3}\n'),
    "silence of the beats is judged within 21 s, checks of the peer's address fail within 19 s; both must agree: a dead peer is detected within 21 s",
  )
  t.end()
})
