/**
 * Which kernel calls does the lab make that Node has no function for?
 *
 * The lab is not product code, but it is measured against products: faults must fall at once and stamps must be
 * right, so the few calls that matter go straight to libc. Everything here is synchronous and small. `koffi` cannot
 * check lengths, so every call that passes memory is wrapped here and nowhere else in the lab. Rejected: one `ip`
 * child per fault, which costs 2 to 40 ms on a busy machine, as long as the outage that is to be measured.
 *
 * Sources: the man pages setns(2), socket(2), packet(7), rtnetlink(7), pts(4); numbers from Linux 6.1 uapi headers.
 */
import koffi from 'koffi'
import { closeSync, openSync } from 'node:fs'
import { getSystemErrorName } from 'node:util'
import { OpError } from '../../src/base/op-error.ts'

/** Address family of IPv4 (bits/socket.h, as the families and kinds that follow). */
export const AF_INET = 2
/** Address family of IPv6. */
export const AF_INET6 = 10
/** Family of the sockets that speak with the kernel about links and addresses, netlink(7). */
export const AF_NETLINK = 16
/** Family of the sockets that carry whole Ethernet frames, packet(7). */
export const AF_PACKET = 17
/** Kind of socket whose messages carry their own header. */
export const SOCK_RAW = 3
/** Added to a kind: a call that would wait is refused with EAGAIN. */
export const SOCK_NONBLOCK = 0x800
/** Added to a kind: children do not inherit the socket. */
export const SOCK_CLOEXEC = 0x80000

const CLONE_NEWNET = 0x40000000
const CLOCK_REALTIME = 0
const CLOCK_MONOTONIC = 1
const TIMER_ABSTIME = 1
const MS_PER_SECOND = 1000
const NS_PER_MS = 1e6

const libc = koffi.load('libc.so.6')
const socketCall: (family: number, kind: number, protocol: number) => number = libc.func('int socket(int, int, int)')
const bindCall: (fd: number, address: Buffer, bytes: number) => number = libc.func(
  'int bind(int, const void *, unsigned int)',
)
const sendCall: (fd: number, data: Buffer, bytes: number, flags: number) => number = libc.func(
  'long send(int, const void *, size_t, int)',
)
const receiveCall: (fd: number, into: Buffer, bytes: number, flags: number) => number = libc.func(
  'long recv(int, _Out_ void *, size_t, int)',
)
const sendManyCall: (fd: number, messages: Buffer, count: number, flags: number) => number = libc.func(
  'int sendmmsg(int, void *, unsigned int, int)',
)
const setOptionCall: (fd: number, level: number, option: number, value: Buffer, bytes: number) => number = libc.func(
  'int setsockopt(int, int, int, const void *, unsigned int)',
)
const setNamespaceCall: (fd: number, kind: number) => number = libc.func('int setns(int, int)')
const sleepCall: (clock: number, flags: number, until: Buffer, rest: null) => number = libc.func(
  'int clock_nanosleep(int, int, const void *, void *)',
)
const clockCall: (clock: number, into: Buffer) => number = libc.func('int clock_gettime(int, _Out_ void *)')
const mapCall: (at: null, bytes: number, rights: number, flags: number, fd: number, offset: number) => bigint =
  libc.func('void *mmap(void *, size_t, int, int, int, long)')
const scheduleCall: (pid: number, policy: number, priority: Buffer) => number = libc.func(
  'int sched_setscheduler(int, int, const void *)',
)
const indexCall: (name: string) => number = libc.func('unsigned int if_nametoindex(const char *)')
const openMasterCall: (flags: number) => number = libc.func('int posix_openpt(int)')
const grantCall: (fd: number) => number = libc.func('int grantpt(int)')
const unlockCall: (fd: number) => number = libc.func('int unlockpt(int)')
const slaveNameCall: (fd: number, into: Buffer, bytes: number) => number = libc.func(
  'int ptsname_r(int, _Out_ void *, size_t)',
)

/** Turns a refusal (negative result) into an error that names the operation. `koffi.errno()` must not have aged. */
function accepted(result: number, operation: string, target: string): number {
  if (result >= 0) return result
  throw new OpError(operation, target, { type: 'refused', errno: getSystemErrorName(-koffi.errno()) })
}

/** The instant now on CLOCK_MONOTONIC, in milliseconds; the same clock in every namespace of the machine. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / NS_PER_MS
}

/** Opens a socket in the network namespace that this thread is in at the moment. */
export function openSocket(family: number, kind: number, protocol: number): number {
  return accepted(socketCall(family, kind | SOCK_CLOEXEC, protocol), 'open socket', `family ${family}`)
}

/** Binds a socket to an address in the kernel's own layout. */
export function bindSocket(fd: number, address: Buffer): void {
  accepted(bindCall(fd, address, address.length), 'bind socket', `fd ${fd}`)
}

/** Sets a socket option whose value is one 32-bit number or a ready structure. */
export function setSocketOption(fd: number, level: number, option: number, value: number | Buffer): void {
  const bytes = typeof value === 'number' ? Buffer.alloc(4) : value
  if (typeof value === 'number') bytes.writeInt32LE(value)
  accepted(setOptionCall(fd, level, option, bytes, bytes.length), 'set socket option', `${level}/${option}`)
}

/** Sends one datagram. */
export function sendDatagram(fd: number, data: Buffer): void {
  accepted(sendCall(fd, data, data.length, 0), 'send', `fd ${fd}`)
}

/** Receives one datagram; the number of bytes, or a negative errno (-11 when a non-blocking socket has nothing). */
export function receiveDatagram(fd: number, into: Buffer): number {
  const bytes = receiveCall(fd, into, into.length, 0)
  return bytes >= 0 ? bytes : -koffi.errno()
}

/** Sends `count` prepared messages (`struct mmsghdr`); how many went, or a negative errno when the first did not. */
export function sendMessages(fd: number, messages: Buffer, count: number): number {
  const sent = sendManyCall(fd, messages, count, 0)
  return sent >= 0 ? sent : -koffi.errno()
}

/** The address of a buffer's first byte, for structures that hold pointers. The caller keeps the buffer alive. */
export function addressOf(buffer: Buffer): bigint {
  return koffi.address(buffer)
}

/** Maps `bytes` of a packet socket's ring and shows it as a buffer that the kernel writes into. */
export function mapRing(fd: number, bytes: number): Buffer {
  const READ_WRITE = 3
  const SHARED = 1
  const at = mapCall(null, bytes, READ_WRITE, SHARED, fd, 0)
  if (BigInt.asIntN(64, at) === -1n) accepted(-1, 'map ring', `fd ${fd}`)
  return Buffer.from(koffi.view(at, bytes))
}

/** The index of a device in this thread's namespace; throws when there is none. */
export function deviceIndex(name: string): number {
  const index = indexCall(name)
  if (index === 0) throw new OpError('find device', name, { type: 'refused', errno: 'ENODEV' })
  return index
}

/** Runs `body` with this thread in the network namespace at `path`, and comes back. Sockets made inside stay there. */
export function inNetwork<T>(path: string, body: () => T): T {
  const home = openSync('/proc/thread-self/ns/net', 'r')
  const there = openSync(path, 'r')
  try {
    accepted(setNamespaceCall(there, CLONE_NEWNET), 'enter network namespace', path)
    return body()
  } finally {
    accepted(setNamespaceCall(home, CLONE_NEWNET), 'come back from network namespace', path)
    closeSync(there)
    closeSync(home)
  }
}

/**
 * Lets this instrument go before ordinary programs: the lowest real-time priority, below the agents that it measures.
 * False when the machine does not allow it; stamps are then as late as the machine is busy.
 */
export function goBeforeOthers(): boolean {
  const FIFO_RESET_ON_FORK = 1 | 0x40000000
  const priority = Buffer.alloc(4)
  priority.writeInt32LE(1)
  return scheduleCall(0, FIFO_RESET_ON_FORK, priority) === 0
}

const wake = Buffer.alloc(16)

/** Sleeps this whole thread until the monotonic instant `atMs`; a signal ends it early. */
export function sleepUntil(atMs: number): void {
  const seconds = Math.floor(atMs / MS_PER_SECOND)
  wake.writeBigInt64LE(BigInt(seconds), 0)
  wake.writeBigInt64LE(BigInt(Math.floor((atMs - seconds * MS_PER_SECOND) * NS_PER_MS)), 8)
  sleepCall(CLOCK_MONOTONIC, TIMER_ABSTIME, wake, null)
}

const reading = Buffer.alloc(16)

function clockMs(clock: number): number {
  accepted(clockCall(clock, reading), 'read clock', `${clock}`)
  return Number(reading.readBigInt64LE(0)) * MS_PER_SECOND + Number(reading.readBigInt64LE(8)) / NS_PER_MS
}

/** How far the wall clock is ahead of the monotonic one, in ms: turns the kernel's packet stamps into our instants. */
export function wallClockLeadMs(): number {
  return clockMs(CLOCK_REALTIME) - clockMs(CLOCK_MONOTONIC)
}

/** One end of a serial line: the master side's descriptor and the path of the slave that a program opens. */
export type Pty = { readonly master: number; readonly path: string }

/** Opens a pseudo terminal, non-blocking on the master side. */
export function openPty(): Pty {
  const READ_WRITE_NO_CONTROL_NONBLOCK = 0o2 | 0o400 | 0o4000
  const master = accepted(openMasterCall(READ_WRITE_NO_CONTROL_NONBLOCK), 'open pseudo terminal', '/dev/ptmx')
  accepted(grantCall(master), 'grant pseudo terminal', '/dev/ptmx')
  accepted(unlockCall(master), 'unlock pseudo terminal', '/dev/ptmx')
  const name = Buffer.alloc(64)
  accepted(slaveNameCall(master, name, name.length) === 0 ? 0 : -1, 'name pseudo terminal', '/dev/ptmx')
  return { master, path: name.toString('latin1', 0, name.indexOf(0)) }
}
