/**
 * What does the service manager know of us?
 *
 * It listens on a datagram socket named in the environment; each message is a few lines of text. Without that socket
 * (started by hand, or under another service manager) nothing is sent. A message is never waited for: a full queue loses
 * it, and the watchdog's message comes again. Rejected: the systemd-notify program (it waited 2.5 s, measured).
 * Source: sd_notify(3), sd_watchdog_enabled(3).
 */
import { OpError } from '../base/op-error.ts'
import { closeDescriptor, openSocket, sendTo } from './libc.ts'
import { family, unixSocketAddress } from './socket-address.ts'

/** Tells the service manager. Each method returns whether the kernel took the message; false without a socket. */
export type ServiceNotifier = {
  readonly ready: (status: string) => boolean
  /** One line that `systemctl status` shows. Line ends become spaces. */
  readonly status: (text: string) => boolean
  readonly watchdog: () => boolean
  readonly stopping: () => boolean
  readonly stop: () => void
}

const datagramSocket = 2

/**
 * Opens the way to the service manager. `path`: value of NOTIFY_SOCKET, a path or '@' and an abstract name; nothing:
 * not started by one. @throws OpError (EMFILE; a path longer than 107 bytes)
 */
export function openServiceNotifier(path: string | undefined): ServiceNotifier {
  if (path === undefined || path === '') {
    const nobody = (): boolean => false
    return { ready: nobody, status: nobody, watchdog: nobody, stopping: nobody, stop: () => undefined }
  }
  const address = unixSocketAddress(path)
  if (address === undefined)
    throw new OpError('open', path, { type: 'other', text: 'longer than a socket name may be' })
  const fd = openSocket({ family: family.unix, type: datagramSocket, protocol: 0 }, path)
  let open = true
  const tell = (text: string): boolean => open && sendTo(fd, new TextEncoder().encode(text), address) > 0
  const line = (text: string): string => text.replaceAll(/[\r\n]+/g, ' ')
  return {
    ready: (status) => tell(`READY=1\nSTATUS=${line(status)}`),
    status: (text) => tell(`STATUS=${line(text)}`),
    watchdog: () => tell('WATCHDOG=1'),
    stopping: () => tell('STOPPING=1'),
    stop: () => {
      if (!open) return
      open = false
      closeDescriptor(fd)
    },
  }
}

/** Within which time the service manager wants to hear from this process, ms; nothing when it does not watch it. */
export function watchdogPeriodMs(
  environment: Readonly<Record<string, string | undefined>>,
  pid: number,
): number | undefined {
  const { WATCHDOG_USEC: period, WATCHDOG_PID: watched } = environment
  if (watched !== undefined && watched !== String(pid)) return undefined
  const microseconds = period !== undefined && /^[1-9]\d{0,14}$/.test(period) ? Number(period) : undefined
  return microseconds === undefined ? undefined : microseconds / 1000
}
