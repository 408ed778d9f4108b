/**
 * How does one connect to a socket that another program is just creating?
 *
 * By trying again until it is there. A limit says when the other program has failed.
 */
import type { Socket } from 'node:net'
import { createConnection } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { OpError } from '../../src/base/op-error.ts'

const LIMIT_MS = 10_000
const TRY_AGAIN_MS = 20

/** A connection to the UNIX socket at `path`. @throws OpError when nobody listens there within 10 s */
export async function connectWhenThere(path: string): Promise<Socket> {
  for (let waitedMs = 0; waitedMs < LIMIT_MS; waitedMs += TRY_AGAIN_MS) {
    const socket = await connectOnce(path)
    if (socket !== undefined) return socket
    await pause(TRY_AGAIN_MS)
  }
  throw new OpError('connect to', path, { type: 'timed-out', afterMs: LIMIT_MS })
}

function connectOnce(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection(path)
    socket.once('connect', () => {
      socket.removeAllListeners('error')
      resolve(socket)
    })
    socket.once('error', () => resolve(undefined))
  })
}
