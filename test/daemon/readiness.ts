/** Looks of a standby at itself: when, and what is told. */
import t from 'tap'
import { instant } from '../../src/base/time.ts'
import { fitnessFacts, questionsOf } from '../../src/daemon/open-readiness.ts'
import { Readiness } from '../../src/daemon/readiness.ts'
import type { FitnessFacts } from '../../src/doctor/fitness.ts'
import { siteOf, smallPair } from '../config/texts.ts'
import { sampleStatus } from '../cli/samples.ts'

const answers = { services: [], certificates: [], folders: [] }
const sound: FitnessFacts = fitnessFacts(sampleStatus('running slave'), answers)
const noLink: FitnessFacts = { ...sound, zones: [{ zone: 'lan', device: 'eth0', carrier: false }] }
const noSpace: FitnessFacts = { ...noLink, folders: [{ folder: '/var', freeMib: 1 }] }

/** A standby that sees these facts, one after the other. */
function standby(seen: readonly FitnessFacts[]): {
  readonly readiness: Readiness
  readonly told: string[]
  readonly node: { standingBy: boolean; now: number; looks: number; upkeeps: number }
} {
  const told: string[] = []
  const node = { standingBy: true, now: 0, looks: 0, upkeeps: 0 }
  const readiness = new Readiness({
    standingBy: () => node.standingBy,
    facts: () => Promise.resolve(seen[Math.min(node.looks++, seen.length - 1)] ?? sound),
    upkeepEvery: 2,
    upkeep: () => Promise.resolve([`care ${(node.upkeeps += 1)}`]),
    unfit: (text) => told.push(text),
    fit: () => told.push('fit'),
    now: () => instant(node.now),
  })
  return { readiness, told, node }
}

void t.test(
  'a standby tells once that it is unfit, once when it is worse, and once that it is fit again',
  async (t) => {
    const { readiness, told } = standby([sound, noLink, noLink, noSpace, sound, sound, noLink])
    for (let look = 0; look < 7; look += 1) await readiness.look()
    t.strictSame(told, [
      'carrier: no link on eth0 (lan)',
      'carrier: no link on eth0 (lan); space: /var has 1 MiB left',
      'fit',
      'carrier: no link on eth0 (lan)',
    ])
  },
)

void t.test('status shows the last look with its age, and only while the node stands by', async (t) => {
  const { readiness, node } = standby([noLink])
  t.equal(readiness.report(), null)
  await readiness.look()
  node.now = 30_000
  t.match(readiness.report(), { score: 60, agoMs: 30_000 })
  node.standingBy = false
  t.equal(readiness.report(), null)
  await readiness.look()
  node.standingBy = true
  t.equal(readiness.report(), null, 'what was seen before it led is not told after')
  t.equal(node.looks, 1, 'a node that leads does not look')
})

void t.test('its care is asked rarely, in either role', async (t) => {
  const { readiness, node } = standby([sound])
  node.standingBy = false
  for (let look = 0; look < 4; look += 1) await readiness.look()
  t.equal(node.upkeeps, 2)
  t.strictSame(readiness.warnings(), ['care 2'])
})

void t.test('a look that hangs is the only one', async (t) => {
  let looks = 0
  let answer: (facts: FitnessFacts) => void = () => undefined
  const told: string[] = []
  const readiness = new Readiness({
    standingBy: () => true,
    facts: () => {
      looks += 1
      return new Promise((resolve) => (answer = resolve))
    },
    upkeepEvery: 10,
    upkeep: () => Promise.resolve([]),
    unfit: (text) => told.push(text),
    fit: () => undefined,
    now: () => instant(0),
  })
  const first = readiness.look()
  await new Promise((resolve) => setImmediate(resolve))
  await readiness.look()
  t.equal(looks, 1)
  answer(noLink)
  await first
  t.equal(told.length, 1)
  void readiness.look()
  await new Promise((resolve) => setImmediate(resolve))
  t.equal(looks, 2)
  readiness.stop()
})

void t.test('the config test and the certificates of every service are asked, each once', (t) => {
  const site = siteOf(`profile: serial-appliance\n${smallPair}`)
  const { tests, certificates, folders } = questionsOf(site)
  t.strictSame(
    tests.map(({ service }) => service),
    site.services.filter(({ configTest }) => configTest.length > 0).map(({ name }) => name),
  )
  t.equal(new Set(certificates).size, certificates.length)
  t.strictSame(folders, ['/var/lib/hapair', '/var/log'])
  t.end()
})
