/**
 * Who may ask the daemon, and how is it kept from harm by those who do?
 *
 * Two sockets lie in the run folder: `control.sock` for administrators, guarded by its file mode, and `status.sock` for
 * everybody, on which only reading is answered (CFG-6). Both are bound for the owner alone and opened afterwards,
 * so that nobody can slip in between. The daemon runs with real-time priority, so what a client can cost is bounded:
 * clients, open requests, unread bytes, unsent bytes, silence, and on `status.sock` requests per second. Each bound has
 * a counter. Rejected: one socket and peer credentials, which Node cannot read without native code.
 */
import { chmodSync, chownSync, existsSync, readFileSync, unlinkSync } from 'node:fs'
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { OpError } from '../base/op-error.ts'
import { adminGroup, groupNumber } from './admin-group.ts'
import { openClient } from './server-client.ts'
import type { ControlCounters, ServedClient } from './server-client.ts'
import { controlSocketName, statusSocketName } from './protocol.ts'
import type { Report, Request } from './protocol.ts'

export type { ControlCounters } from './server-client.ts'

/** Where the reports of one request go. After `end`, an `error` or the loss of the client all calls do nothing. */
export type ReportWriter = {
  readonly write: (report: Report) => void
  /** The last report was written. */
  readonly end: () => void
  /** Called once when the client is gone before `end`; at once when it is gone already. */
  readonly onClose: (gone: () => void) => void
}

/** `folder`: the run folder, which exists. `answer` is called for each valid request; it must end each writer. */
export type ControlServerOptions = {
  readonly folder: string
  readonly answer: (request: Request, writer: ReportWriter, admin: boolean) => void
  /** Number of the administrators' group; without it, that of `hapair-admin` in /etc/group, if there is one. */
  readonly group?: number
  /** A client that has no request open is dropped after this time, ms; a minute when it is not given. */
  readonly idleMs?: number
}

/** An open server. `stop` ends all clients and removes the sockets. */
export type ControlServer = {
  readonly counters: () => ControlCounters
  readonly stop: () => Promise<void>
}

/** Clients per socket; a page, a monitor and a few operators need ten. */
export const clientsMax = 32

/** Requests per second of all readers of `status.sock` together, and of all administrators. */
const requestRate = { status: 50, control: 1000 }

/** How long a client may stay without asking anything, ms. */
const idleMs = 60_000

/** File modes: administrators, and everybody. */
const modes = { control: 0o660, status: 0o666 }

/** Group file: group(5). */
const groupFile = '/etc/group'

/** Only the owner while a socket is made. Files that other threads make at that moment are usable by the owner, too. */
const closedMask = 0o177

/**
 * Opens both sockets. A socket file that nobody listens on is replaced; throws OpError when another daemon listens, or
 * when the folder cannot be written.
 */
export async function openControlServer(options: ControlServerOptions): Promise<ControlServer> {
  const counters = { accepted: 0, turnedAway: 0, malformed: 0, tooLong: 0, slowDropped: 0, idleDropped: 0, delayed: 0 }
  const paths = [join(options.folder, controlSocketName), join(options.folder, statusSocketName)]
  for (const path of paths) await clearWay(path)
  const servers = [true, false].map((admin) => serve(options, counters, admin))
  try {
    for (const [index, listener] of servers.entries()) {
      const admin = index === 0
      await listen(listener.server, paths[index] ?? '')
      openUp(paths[index] ?? '', admin, options.group)
    }
  } catch (error) {
    await Promise.all(servers.map((listener) => listener.stop()))
    throw error
  }
  const stop = async (): Promise<void> => {
    await Promise.all(servers.map((listener) => listener.stop()))
  }
  return { counters: () => ({ ...counters }), stop }
}

/** Removes a stale socket file. */
async function clearWay(path: string): Promise<void> {
  if (!existsSync(path)) return
  if (await somebodyListens(path)) {
    throw new OpError('open control socket', path, { type: 'other', text: 'another hapaird answers there already' })
  }
  unlinkSync(path)
}

/** A socket file outlives a killed daemon; only a connection tells. Any refusal but "nobody there" is somebody. */
async function somebodyListens(path: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = createConnection(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', (error) => {
      const code = 'code' in error ? error.code : undefined
      resolve(code !== 'ECONNREFUSED' && code !== 'ENOENT' && code !== 'ENOTSOCK')
    })
  })
}

/** Binding happens within the call, so that the mask covers it and nothing else. */
async function listen(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const failed = (error: Error): void => {
      const errno = 'code' in error ? String(error.code) : error.message
      reject(new OpError('open control socket', path, { type: 'refused', errno }, error))
    }
    server.once('error', failed)
    const mask = process.umask(closedMask)
    server.listen(path, () => {
      server.off('error', failed)
      resolve()
    })
    process.umask(mask)
  })
}

/** Owner root, the administrators' group if there is one, and then the mode. */
function openUp(path: string, admin: boolean, group: number | undefined): void {
  const number = group ?? (existsSync(groupFile) ? groupNumber(readFileSync(groupFile, 'utf8'), adminGroup) : undefined)
  if (admin && number !== undefined) chownSync(path, process.getuid?.() ?? 0, number)
  chmodSync(path, admin ? modes.control : modes.status)
}

/** One listening socket with its clients. */
function serve(
  options: ControlServerOptions,
  counters: { -readonly [Name in keyof ControlCounters]: number },
  admin: boolean,
): { readonly server: Server; readonly stop: () => Promise<void> } {
  const clients = new Set<ServedClient>()
  const budget = createBudget(admin ? requestRate.control : requestRate.status)
  const server = createServer((socket: Socket) => {
    counters.accepted++
    const client = openClient({
      socket,
      admin,
      counters,
      budget,
      answer: options.answer,
      idleMs: options.idleMs ?? idleMs,
    })
    if (clients.size >= clientsMax) {
      counters.turnedAway++
      client.refuse('busy', `at most ${clientsMax} clients at a time; try again in a moment`)
      return
    }
    clients.add(client)
    socket.once('close', () => clients.delete(client))
  })
  // Those beyond the limit are told so, unless they come in crowds: file descriptors are for beats.
  server.maxConnections = 2 * clientsMax
  const stop = async (): Promise<void> => {
    for (const client of clients) client.drop()
    if (!server.listening) return
    await new Promise<void>((resolve) => {
      server.close(() => {
        resolve()
      })
    })
  }
  return { server, stop }
}

/** A second, ms. */
const secondMs = 1000

/** Answers whether one more request may be answered in this second of the wall of `performance.now`. */
function createBudget(perSecond: number): () => boolean {
  let second = 0
  let used = 0
  return () => {
    const now = Math.floor(performance.now() / secondMs)
    if (now !== second) {
      second = now
      used = 0
    }
    used++
    return used <= perSecond
  }
}
