/**
 * A service systemd in memory, with a clock that is moved by hand.
 *
 * Answers the calls of the services folder as systemd does; can hang, refuse, and let its units die.
 */
import { instant } from '../../src/base/time.ts'
import type { CallEnd, ServiceCall } from '../../src/services/calls.ts'
import type { ServiceEdge } from '../../src/services/runner.ts'
import { showText } from './recorded.ts'
import type { Block } from './recorded.ts'

/** What a unit or command does. */
export type FakeUnit = {
  active: 'active' | 'inactive' | 'failed' | 'activating' | 'deactivating'
  restarts?: number
  file?: string
  load?: string
  tasks?: number
  /** A start or a stop never ends by itself. */
  hangs?: boolean
  /** A start fails with this text. */
  refuses?: string
}

/** A call that has not been answered yet. */
type Open = { readonly call: ServiceCall; readonly finish: (end: CallEnd) => void }

const done: Extract<CallEnd, { type: 'exited' }> = { type: 'exited', code: 0, output: '', errors: '' }

/** The systemd, its clock, and what was called. */
export class FakeSystemd {
  readonly units = new Map<string, FakeUnit>()
  /** Ends of commands of the profile, by `operation service`. */
  readonly commands = new Map<string, CallEnd>()
  readonly calls: string[] = []
  /** Calls that nobody answers while it hangs. */
  readonly open: Open[] = []
  hung = false
  gone = false
  #now = 0
  #timers: { readonly at: number; readonly call: () => void }[] = []

  readonly edge: ServiceEdge = {
    now: () => instant(this.#now),
    after: (ms, call) => {
      const timer = { at: this.#now + ms, call }
      this.#timers.push(timer)
      return () => {
        this.#timers = this.#timers.filter((one) => one !== timer)
      }
    },
    run: (call, signal) => {
      const text = textOf(call)
      this.calls.push(text)
      const answer = new Promise<CallEnd>((resolve) => {
        const cancel = this.edge.after(call.deadlineMs, () => finish({ type: 'timed-out', afterMs: call.deadlineMs }))
        const finish = (end: CallEnd): void => {
          cancel()
          resolve(end)
        }
        signal.addEventListener('abort', () => finish({ type: 'cancelled' }), { once: true })
        const end = this.#act(call)
        if (end === undefined) this.open.push({ call, finish })
        else finish(end)
      })
      return { answer, end: answer.then(() => undefined) }
    },
  }

  /** Lets time pass, and everything that waits for nothing else run. */
  async pass(ms: number): Promise<void> {
    await settle()
    const until = this.#now + ms
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)[0]
      if (next === undefined) break
      this.#timers = this.#timers.filter((one) => one !== next)
      this.#now = next.at
      next.call()
      await settle()
    }
    this.#now = until
    await settle()
  }

  /** Answers the open calls for a unit. */
  finish(end: CallEnd = done): void {
    for (const { finish } of this.open.splice(0)) finish(end)
  }

  #act(call: ServiceCall): CallEnd | undefined {
    const [program, , , verb = '', ...rest] = call.words
    if (program !== 'systemctl') return this.commands.get(`${call.operation} ${call.target}`) ?? done
    if (this.gone) return { ...done, code: 1, errors: 'Failed to connect to bus: Connection refused\n' }
    if (this.hung) return undefined
    if (verb === 'show')
      return { ...done, output: showText(rest.slice(rest.indexOf('--') + 1).map((name) => this.#block(name))) }
    return this.#order(verb, call.target, rest)
  }

  #order(verb: string, name: string, words: readonly string[]): CallEnd | undefined {
    const unit = this.units.get(name)
    if (unit === undefined) return { ...done, code: 5, errors: `Failed to ${verb} ${name}: Unit ${name} not found.\n` }
    if (verb === 'kill') {
      unit.tasks = 0
      if (unit.active !== 'active') unit.active = 'failed'
      this.finish()
      return done
    }
    if (verb === 'reset-failed') return done
    if (verb === 'disable') {
      unit.file = words.includes('--runtime') || unit.file !== 'enabled+runtime' ? 'disabled' : 'enabled-runtime'
      return done
    }
    if (unit.hangs === true) {
      unit.active = verb === 'start' ? 'activating' : 'deactivating'
      return undefined
    }
    if (verb === 'start' && unit.refuses !== undefined) {
      unit.active = 'failed'
      return { ...done, code: 1, errors: unit.refuses }
    }
    unit.active = verb === 'start' ? 'active' : 'inactive'
    return done
  }

  #block(id: string): Block {
    const unit = this.units.get(id)
    if (unit === undefined) return { id, load: 'not-found', file: '' }
    const { active, restarts = 0, file = 'disabled', load = 'loaded', tasks } = unit
    return {
      ...{ id, active, restarts, load, file: file === 'enabled+runtime' ? 'enabled' : file },
      ...(tasks === undefined ? {} : { tasks: String(tasks) }),
    }
  }
}

function textOf(call: ServiceCall): string {
  const [program, , , verb] = call.words
  if (program !== 'systemctl') return `${call.operation} ${call.target}`
  return verb === 'show' ? 'show' : `${verb} ${call.target}`
}

/** Everything that waits for nothing but its turn. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 30; turns += 1) await Promise.resolve()
}
