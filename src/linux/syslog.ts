/**
 * How does a short-lived program leave a line in the system log?
 *
 * One datagram to the local log socket, in the form that every log daemon takes. A message is never waited for: a full
 * queue loses it. Rejected: the program `logger`, one more process on a machine that may just have lost its disk.
 * Source: RFC 3164 section 4.1 without time and host name, which the log daemon adds; syslog(3).
 */
import { closeDescriptor, openSocket, sendTo } from './libc.ts'
import { family, unixSocketAddress } from './socket-address.ts'

/** Socket of the log daemon, syslog(3). */
const logSocket = '/dev/log'

/** Facility `daemon`, RFC 3164 table 1, shifted to its place. */
const facility = 3 << 3

/** Severities, RFC 3164 table 2. */
export const severity = { alarm: 1, error: 3, warning: 4, notice: 5 } as const

const datagramSocket = 2

/** Longest message, bytes: RFC 3164 section 4.1. */
const bytesMax = 1024

/** What is written, and as whose line. */
export type LogLine = {
  readonly severity: (typeof severity)[keyof typeof severity]
  readonly program: string
  readonly pid: number
  readonly text: string
}

/** Sends the line. Returns whether the kernel took it. @throws OpError when no socket could be made (EMFILE) */
export function writeLog(line: LogLine, path: string = logSocket): boolean {
  const address = unixSocketAddress(path)
  if (address === undefined) return false
  const text = line.text.replaceAll(/[\p{Cc}\s]+/gu, ' ')
  const message = `<${facility + line.severity}>${line.program}[${line.pid}]: ${text}`
  const fd = openSocket({ family: family.unix, type: datagramSocket, protocol: 0 }, path)
  try {
    return sendTo(fd, new TextEncoder().encode(message).subarray(0, bytesMax), address) > 0
  } finally {
    closeDescriptor(fd)
  }
}
