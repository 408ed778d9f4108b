/**
 * How are many scenarios played in little time?
 *
 * By two pairs of machines side by side: most of a scenario is waiting, for a dead time or for a boot that uses one
 * processor. Each pair takes the next scenario that begins as its machines stand, so that nobody has to boot; one begins
 * at the head of the list, the other one at its tail. Rejected: three pairs (on two processors the kernel's question then
 * comes too late for a slave that takes by silence), one pair (a quarter of the processors' time was used).
 */
import type { Image } from './image.ts'
import { healthy, replicationSteady, startPair } from './disk.ts'
import { keepLogs, newLogFolder } from './logs.ts'
import { Pair } from './pair.ts'
import { createRunFolder, removeRunFolder } from './run-folder.ts'
import type { Scenario } from './scenarios/scenario.ts'
import { deadMs, lan, patientDeadMs, vip } from './settings.ts'
import { Stage } from './stage.ts'
import { Station, VipWatch } from './station.ts'

/** What came of a scenario. `wrong`: what disproved it. */
export type Result = {
  readonly scenario: Scenario
  readonly ms: number
  readonly wrong: string | undefined
  readonly folder: string
}

/** Who hears what happens: lines for people, and results. */
export type Audience = { readonly say: (text: string) => void; readonly result: (result: Result) => void }

/** Pairs side by side: `HAPAIR_LAB_PAIRS`, else two. */
const LANES_MAX = Number(process.env['HAPAIR_LAB_PAIRS'] ?? 2)
const MS_PER_SECOND = 1000

/** Gives a pair of machines to `use` and takes everything of it away again. */
export async function withPair<T>(image: Image, use: (pair: Pair) => Promise<T>): Promise<T> {
  const folder = createRunFolder()
  process.once('exit', () => removeRunFolder(folder))
  const pair = await Pair.create(folder, image)
  try {
    return await use(pair)
  } finally {
    await pair.close()
    removeRunFolder(folder)
  }
}

/** Plays scenarios, each once, and tells what came of each. In the order of `wanted`. */
export async function playAll(
  image: Image,
  wanted: readonly Scenario[],
  audience: Audience,
): Promise<readonly Result[]> {
  const left = [...wanted]
  const lanes = Math.min(LANES_MAX, new Set(wanted.map(({ begins }) => begins)).size)
  const results = await Promise.all(
    Array.from({ length: lanes }, (_, lane) => withPair(image, (pair) => playLane(pair, { lane, left, audience }))),
  )
  return results.flat().sort((one, other) => wanted.indexOf(one.scenario) - wanted.indexOf(other.scenario))
}

type Lane = { readonly lane: number; readonly left: Scenario[]; readonly audience: Audience }

/** Plays on one pair what is left, until nothing is. */
async function playLane(pair: Pair, { lane, left, audience }: Lane): Promise<readonly Result[]> {
  const gateway = new Station(pair.cables.lan, 'gateway', lan.gateway)
  const watch = new VipWatch(pair.cables.lan, lan.client, vip)
  watch.start()
  const results: Result[] = []
  let running: Scenario['begins'] | undefined
  for (let scenario = take(left, lane, running); scenario !== undefined; scenario = take(left, lane, running)) {
    const { name } = scenario
    const stage = new Stage(pair, watch, (line) => audience.say(`${name.padEnd(15)} ${line}`))
    const result = await play(scenario, stage, { running: running === scenario.begins, say: audience.say })
    results.push(result)
    audience.result(result)
    running = result.wrong === undefined && (await healthy(stage)) ? scenario.begins : undefined
  }
  watch.stop()
  gateway.unplug()
  return results
}

/** The next one that begins as the pair stands; else the first one, or for every other pair the last one. */
function take(left: Scenario[], lane: number, running: Scenario['begins'] | undefined): Scenario | undefined {
  const last = left.at(-1)
  const kind = running ?? (lane % 2 === 0 ? left[0]?.begins : last?.begins)
  const found = left.findIndex(({ begins }) => begins === kind)
  const index = found >= 0 ? found : lane % 2 === 0 ? 0 : left.findIndex(({ begins }) => begins === last?.begins)
  return left.splice(index, 1)[0]
}

/** Plays one scenario. `running`: the pair runs as the scenario wants it. */
async function play(
  scenario: Scenario,
  stage: Stage,
  { running, say }: { readonly running: boolean; readonly say: (text: string) => void },
): Promise<Result> {
  say(`\n${scenario.name}: ${scenario.title}`)
  const startMs = performance.now()
  let wrong: string | undefined
  try {
    if (scenario.begins === 'booted') await stage.boot()
    else {
      if (!running) await startPair(stage, scenario.begins === 'patient' ? patientDeadMs : deadMs)
      await replicationSteady(stage)
    }
    stage.startClock()
    await scenario.play(stage)
  } catch (error) {
    wrong = error instanceof Error ? error.message : String(error)
    stage.tell(`WRONG: ${wrong}`)
  }
  const folder = newLogFolder(scenario.name)
  const ms = performance.now() - startMs
  await keepLogs(folder, stage.pair, { story: stage.story, seconds: wrong === undefined ? ms / MS_PER_SECOND : 'all' })
  return { scenario, ms: performance.now() - startMs, wrong, folder }
}
