/**
 * Does anybody answer on this socket file?
 *
 * A socket file outlives a killed daemon. Only a connection tells a living one from a dead one; the file alone says
 * nothing, and neither does a lock file next to it.
 */
import { createConnection } from 'node:net'

/** True when a connection is accepted, or refused for any reason but "nobody there". */
export async function somebodyListens(path: string): Promise<boolean> {
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
