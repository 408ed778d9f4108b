/**
 * On what stage is a command called in a test?
 *
 * In the process of the test, with a terminal that writes down what it gets, and a daemon whose answers the test gives.
 */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import type { DaemonStatus, JournalLine, Report, Request } from '../../src/control/protocol.ts'
import { openControlServer } from '../../src/control/server.ts'
import type { OrderAnswer } from '../../src/core/effects.ts'
import { run } from '../../src/cli/run.ts'
import { plain } from '../../src/cli/terminal.ts'
import type { Terminal } from '../../src/cli/terminal.ts'
import { approved, root } from '../config/golden.ts'
import { sampleLinks, sampleStatus } from './samples.ts'
import type { Situation } from './samples.ts'

/** What a call left behind. */
export type Called = {
  readonly code: number
  readonly out: string
  readonly error: string
  readonly questions: readonly string[]
  /** Other programs that were started, each as one line. */
  readonly started: readonly string[]
  /** Lines for the system log. */
  readonly logged: readonly string[]
}

/** How the caller sits there. `answer`: what is said to a question; without it nobody sits there. */
export type Sitting = {
  readonly answer?: boolean
  /** What is typed where a word is asked for; without it nothing is. */
  readonly typed?: string
  readonly redraws?: boolean
  /** The standard input. */
  readonly input?: string
  /** Exit codes of other programs, by name; 0 when not said. */
  readonly programs?: Readonly<Record<string, number>>
}

/** A folder that goes away with the test. */
export function scratch(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'hapair-cli-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Calls the command line with these words. Time passes only when the command sleeps. */
export async function call(words: readonly string[], sitting: Sitting = {}): Promise<Called> {
  const out: string[] = []
  const error: string[] = []
  const questions: string[] = []
  const started: string[] = []
  const logged: string[] = []
  let now = 0
  const terminal: Terminal = {
    out: (line) => out.push(line),
    error: (line) => error.push(line),
    interactive: sitting.answer !== undefined || sitting.typed !== undefined,
    redraws: sitting.redraws ?? false,
    clear: () => out.push('<clear>'),
    paint: plain,
    confirm: (question) => {
      questions.push(question)
      return Promise.resolve(sitting.answer ?? false)
    },
    ask: (question) => {
      questions.push(question)
      return Promise.resolve(sitting.typed ?? '')
    },
    input: () => Promise.resolve(sitting.input ?? ''),
    runProgram: (program, words) => {
      started.push([program, ...words].join(' '))
      return Promise.resolve({ code: sitting.programs?.[program] ?? 0, text: '' })
    },
    log: (line) => {
      logged.push(line)
      return Promise.resolve()
    },
    now: () => now,
    sleep: (ms) => {
      now += ms
      return Promise.resolve()
    },
  }
  const code = await run(words, terminal)
  return { code, out: text(out), error: text(error), questions, started, logged }
}

function text(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}

/** Answers of the daemon of a test. */
export type Script = {
  /** The status at each question, the last one again and again. */
  readonly status?: readonly DaemonStatus[]
  /** The answers to an order, in turn. */
  readonly order?: readonly OrderAnswer[]
  readonly reload?: OrderAnswer
  readonly journal?: readonly JournalLine[]
  readonly addresses?: Extract<Report, { readonly type: 'addresses' }>['addresses']
}

/** A daemon in a folder of its own. `words`: the options that lead a command to it. */
export type FakeDaemon = {
  readonly folder: string
  readonly words: readonly string[]
  readonly asked: readonly Request[]
}

/** Runs a daemon for the time of the test. */
export async function daemon(t: Test, script: Script | Situation, folder = scratch(t)): Promise<FakeDaemon> {
  const asked: Request[] = []
  const answers = typeof script === 'string' ? { status: [sampleStatus(script)] } : script
  const server = await openControlServer({
    folder,
    answer: (request, writer) => {
      if (request.type !== 'feature') asked.push(request)
      const looks = asked.filter(({ type }) => type === 'status').length
      for (const report of reportsOf(request, answers, looks)) writer.write(report)
      writer.end()
    },
  })
  t.teardown(() => server.stop())
  return { folder, words: ['--run-dir', folder], asked }
}

function reportsOf(request: Request, script: Script, looks: number): readonly Report[] {
  const documents = script.status ?? [sampleStatus('running master')]
  switch (request.type) {
    case 'ping':
      return []
    case 'feature':
      return [{ type: 'feature', active: documents.at(-1)?.enabled ?? true }]
    case 'status': {
      const status = documents[looks - 1] ?? documents.at(-1)
      return status === undefined ? [] : [{ type: 'status', status }]
    }
    case 'follow':
      return documents.map((status) => ({ type: 'status', status }))
    case 'order':
    case 'verify':
    case 'clients':
    case 'service-verify':
      return (script.order ?? [{ type: 'done', text: 'so be it' }]).map((answer) => ({ type: 'answer', answer }))
    case 'reload':
      return [{ type: 'answer', answer: script.reload ?? { type: 'done', text: 'in force' } }]
    case 'journal':
      return (script.journal ?? []).map((line) => ({ type: 'journal', line }))
    case 'connections':
      return [{ type: 'connections', counts: [{ service: 'web', clients: 3 }] }]
    case 'addresses':
      return [{ type: 'addresses', addresses: script.addresses ?? [] }]
    case 'links':
      return [{ type: 'links', links: sampleLinks }]
    case 'fence':
      return [{ type: 'fence', code: 1, text: 'the settings have no such resource' }]
  }
}

/** The orders among what was asked. */
export function orders({ asked }: FakeDaemon): readonly object[] {
  return asked.flatMap((request) => (request.type === 'order' ? [request.order] : []))
}

/** Settings of a pair without any device of this machine but the loopback. */
export const pairYaml = `# The pair in the cellar.
profile: none
pair:
  id: 7   # printed on the lid
master:
  lan-ip: 127.0.0.1
slave:
  lan-ip: 127.0.0.2
heartbeat:
  serial:
    enabled: false
vip:
  # the only way in
  - name: service
    enabled: true
    address: 127.0.0.10
`

const nodeYaml = `ha:
  enabled: true
node:
  role: master
lan:
  primary-device: lo
`

/** A folder with settings. `words`: the options that lead a command to it. */
export type FakeSettings = { readonly folder: string; readonly pairFile: string; readonly words: readonly string[] }

/** Writes settings for the time of the test. */
export function settings(t: Test, pair: string = pairYaml, node: string = nodeYaml): FakeSettings {
  const folder = scratch(t)
  const pairFile = join(folder, 'pair.yaml')
  writeFileSync(pairFile, pair)
  writeFileSync(join(folder, 'node.yaml'), node)
  mkdirSync(join(folder, 'profiles'))
  copyFileSync(new URL('firmware-profiles/generic.yaml', root), join(folder, 'profiles', 'generic.yaml'))
  return { folder, pairFile, words: ['--config-dir', folder, '--profile-dir', join(folder, 'profiles')] }
}

/** The approved text of a golden file of the command line. */
export function golden(name: string, text: string): string {
  return approved(`test/golden/cli/${name}`, text)
}
