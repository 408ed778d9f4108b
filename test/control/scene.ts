/**
 * On what stage do the tests of the control socket play?
 *
 * A server in a folder of its own, whose answers the test gives, and raw clients that may misbehave.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { createConnection, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { openControlServer } from '../../src/control/server.ts'
import type { ControlServer, ControlServerOptions, ReportWriter } from '../../src/control/server.ts'
import type { Report, Request } from '../../src/control/protocol.ts'

/** A folder that goes away with the test. */
export function scratchFolder(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'hapair-control-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** What was asked, with the writer of its answer. */
export type Asked = { readonly request: Request; readonly writer: ReportWriter; readonly admin: boolean }

/** A running server. `asked` fills up; without `answer` every request is ended at once. */
export type Scene = { readonly folder: string; readonly server: ControlServer; readonly asked: readonly Asked[] }

/** Opens a server for the time of the test. */
export async function scene(
  t: Test,
  answer: ControlServerOptions['answer'] = (_request, writer) => writer.end(),
  options: Partial<ControlServerOptions> = {},
): Promise<Scene> {
  const folder = scratchFolder(t)
  const asked: Asked[] = []
  const server = await openControlServer({
    folder,
    answer: (request, writer, admin) => {
      asked.push({ request, writer, admin })
      answer(request, writer, admin)
    },
    ...options,
  })
  t.teardown(() => server.stop())
  return { folder, server, asked }
}

/** A client without manners. `text` collects what it hears while it listens. */
export async function rawClient(
  t: Test,
  path: string,
): Promise<{ readonly socket: Socket; readonly text: () => string }> {
  let text = ''
  const socket = createConnection(path)
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => (text += chunk))
  socket.on('error', () => undefined)
  t.teardown(() => socket.destroy())
  await new Promise<void>((resolve) => {
    socket.once('connect', resolve)
  })
  return { socket, text: () => text }
}

/** Waits until the socket has closed. */
export async function closed(socket: Socket): Promise<void> {
  if (socket.closed) return
  await new Promise<void>((resolve) => {
    socket.once('close', () => {
      resolve()
    })
  })
}

/** Waits until something is so, looking again at each turn of the loop. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve)
    })
  }
}

/** All reports of a question. */
export async function all(reports: AsyncIterable<Report>): Promise<Report[]> {
  const list: Report[] = []
  for await (const report of reports) list.push(report)
  return list
}

/** What a question that must fail failed with. */
export async function failure(question: Promise<unknown>): Promise<unknown> {
  return await question.then(
    () => new Error('it did not fail'),
    (cause: unknown) => cause,
  )
}
