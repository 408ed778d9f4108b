/** Cases for `fence/outcome.ts`: what is waited for, across restarts of the agent, and until when? In virtual time. */
import t from 'tap'
import { instant, plus } from '../../src/base/time.ts'
import { ControlError } from '../../src/control/client.ts'
import type { ControlFailure } from '../../src/control/client.ts'
import type { Report, Request } from '../../src/control/protocol.ts'
import { awaitOutcome } from '../../src/fence/outcome.ts'
import type { FenceOutcome, FenceScene } from '../../src/fence/outcome.ts'

type Answer = Report | ControlFailure['type'] | 'silence'

/** An agent that answers each question with the next entry, the last one for ever; `takesMs`: how long an answer takes. */
class Agent implements FenceScene {
  #now = instant(0)
  readonly asked: { readonly atMs: number; readonly request: Request; readonly limitMs: number }[] = []
  readonly #answers: readonly Answer[]
  readonly #takesMs: number

  constructor(answers: readonly Answer[], takesMs = 0) {
    this.#answers = answers
    this.#takesMs = takesMs
  }

  readonly now = (): ReturnType<FenceScene['now']> => this.#now
  readonly pause = (ms: number): Promise<void> => {
    this.#now = plus(this.#now, ms)
    return Promise.resolve()
  }
  async *ask(request: Request, limitMs: number): AsyncGenerator<Report> {
    this.asked.push({ atMs: this.#now, request, limitMs })
    const answer = this.#answers[this.asked.length - 1] ?? this.#answers.at(-1) ?? 'silence'
    await this.pause(Math.min(answer === 'timed-out' ? limitMs : this.#takesMs, limitMs))
    if (answer === 'silence') return
    if (typeof answer === 'object') yield answer
    else throw new ControlError('/run/x/control.sock', failureOf(answer), answer)
  }
}

function failureOf(type: ControlFailure['type']): ControlFailure {
  return type === 'refused' ? { type, code: 'busy' } : { type }
}

function outcome(agent: Agent, limitMs = 600_000): Promise<FenceOutcome> {
  return awaitOutcome({ resource: 'mail', runFolder: '/run/x', limitMs }, agent)
}

void t.test('the code of the agent is the code of the handler', async (t) => {
  for (const code of [1, 3, 4, 5, 6, 7] as const) {
    const agent = new Agent([{ type: 'fence', code, text: 'because' }])
    t.strictSame(await outcome(agent), { code, text: 'because' })
    t.match(agent.asked, [{ request: { type: 'fence', resource: 'mail' }, limitMs: 600_000 }])
  }
})

void t.test(
  'an agent that restarts, is starting or speaks another version is asked again until it answers',
  async (t) => {
    const agent = new Agent([
      'lost',
      'not-running',
      'refused',
      'foreign',
      'silence',
      { type: 'fence', code: 4, text: 'the peer has outdated its disk' },
    ])
    t.match(await outcome(agent), { code: 4 })
    t.equal(agent.asked.length, 6)
  },
)

void t.test('the pauses grow from 0.1 s to 2 s, and begin anew once an agent was there', async (t) => {
  const agent = new Agent([
    ...Array.from({ length: 8 }, () => 'not-running' as const),
    'lost',
    'not-running',
    'silence',
  ])
  await outcome(agent, 30_000)
  const gaps = agent.asked.slice(1).map(({ atMs }, at) => atMs - (agent.asked[at]?.atMs ?? 0))
  t.strictSame(gaps.slice(0, 8), [100, 200, 400, 800, 1600, 2000, 2000, 2000])
  t.strictSame(gaps.slice(8, 11), [2000, 100, 200])
})

void t.test('after the limit the answer is 1, however the agent behaves', async (t) => {
  const all = ['lost', 'not-running', 'refused', 'foreign', 'silence', 'timed-out'] as const
  for (const answer of all) {
    const agent = new Agent([answer], 40)
    const { code, text } = await outcome(agent, 10_000)
    t.equal(code, 1, answer)
    t.match(text, /within 10000 ms/, answer)
    t.ok(agent.now() <= 10_000, `${answer}: ended in time`)
  }
})

void t.test('a caller that may not ask is told so at once', async (t) => {
  const agent = new Agent(['permission'])
  t.match(await outcome(agent), { code: 1, text: /permission/ })
  t.equal(agent.asked.length, 1)
})

void t.test('a program that is wrong ends with 1 and not with a code of the runtime', async (t) => {
  const broken: FenceScene = {
    ask: () => {
      throw new TypeError('x is not a function')
    },
    now: () => instant(0),
    pause: () => Promise.resolve(),
  }
  const answer = await awaitOutcome({ resource: 'mail', runFolder: '/run/x', limitMs: 1000 }, broken)
  t.strictSame(answer, { code: 1, text: 'x is not a function' })
})
