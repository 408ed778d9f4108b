/**
 * How does a run talk to its instruments, which are programs of their own?
 *
 * Commands go down as lines, answers come up as lines of JSON. An instrument is a separate program so that a busy
 * drill runner cannot delay a probe, and so that one runs inside the namespace in which it measures. A question
 * names the key that its answer has; the other lines are news and go to the listener.
 */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { OpError } from '../../src/base/op-error.ts'

const ANSWER_LIMIT_MS = 10_000

/** One running instrument. */
export class Instrument {
  readonly name: string
  readonly #child: ChildProcess
  readonly #waiting: { readonly key: string; readonly take: (line: string) => void }[] = []
  #ended = false

  /**
   * Starts `lab/netns/<name>.ts` with `args`, in the named network namespace when there is one. `heard` gets every
   * line that answers no question.
   */
  constructor(
    name: string,
    args: readonly string[],
    namespace?: string,
    heard: (line: string) => void = () => undefined,
  ) {
    this.name = name
    const program = [process.execPath, fileURLToPath(new URL(`${name}.ts`, import.meta.url)), ...args]
    const argv = namespace === undefined ? program : ['nsenter', `--net=/run/netns/${namespace}`, ...program]
    // In a session of its own: Ctrl-C on a terminal is for the run, which then ends its instruments.
    this.#child = spawn(argv[0] ?? '', argv.slice(1), { stdio: ['pipe', 'pipe', 'inherit'], detached: true })
    this.#child.once('exit', () => (this.#ended = true))
    this.#child.stdin?.on('error', () => (this.#ended = true))
    if (this.#child.stdout === null) throw new OpError('start', name, { type: 'other', text: 'no output' })
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      const first = this.#waiting[0]
      if (first === undefined || !line.includes(`"${first.key}":`)) {
        heard(line)
        return
      }
      this.#waiting.shift()
      first.take(line)
    })
  }

  /** Process id outside. */
  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** Sends a command that has no answer. */
  tell(command: string): void {
    if (!this.#ended) this.#child.stdin?.write(`${command}\n`)
  }

  /**
   * Sends a command, when it is not empty, and waits for the line of JSON that has `key`. Rejects after 10 s or when
   * the instrument ends.
   */
  ask(command: string, key: string): Promise<unknown> {
    const answer = new Promise<unknown>((resolve, reject) => {
      const ended = (): void => {
        clearTimeout(limit)
        reject(new OpError('ask', this.name, { type: 'other', text: 'the instrument has ended' }))
      }
      const limit = setTimeout(() => {
        reject(new OpError('ask', this.name, { type: 'timed-out', afterMs: ANSWER_LIMIT_MS }))
      }, ANSWER_LIMIT_MS)
      this.#child.once('exit', ended)
      const take = (line: string): void => {
        clearTimeout(limit)
        this.#child.off('exit', ended)
        resolve(JSON.parse(line))
      }
      this.#waiting.push({ key, take })
    })
    if (command !== '') this.tell(command)
    return answer
  }

  /** Ends the instrument. */
  stop(): void {
    this.#child.kill('SIGKILL')
    this.#ended = true
  }
}
