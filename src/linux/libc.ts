/**
 * Which calls of the C library are made, and how are they kept safe?
 *
 * This is the only file that can corrupt memory, so it is small: it binds the functions and exports wrappers whose
 * lengths come from the buffers themselves. Two kinds of outcome, never mixed: a call whose failure is ordinary (a full
 * queue, nothing to read) returns `-errno`, a call that must work throws `OpError`. Buffers are read in place by the
 * kernel, during the call only; `MessageBoxes` are the ones that keep addresses, and it keeps the buffers with them.
 * Rejected: an addon of our own (a compiler on the appliance); `koffi.os.errno` for names, because it has EAGAIN and
 * EWOULDBLOCK under one number and gives the wrong one.
 * Layouts are those of 64-bit little-endian Linux (x86-64, arm64): `msghdr`, `iovec`, `cmsghdr`, `timespec`.
 */
import koffi from 'koffi'
import { endianness } from 'node:os'
import { getSystemErrorName } from 'node:util'
import { assert } from '../base/assert.ts'
import { OpError } from '../base/op-error.ts'

assert(endianness() === 'LE' && koffi.sizeof('void *') === 8, 'a 64-bit little-endian machine')

const library = koffi.load('libc.so.6')

type Pointer = Uint8Array | null

/** The C functions as they are called from here. `long` results fit a double: they are lengths or -1. */
type Calls = {
  readonly socket: (family: number, type: number, protocol: number) => number
  readonly close: (fd: number) => number
  readonly bind: (fd: number, address: Pointer, length: number) => number
  readonly getsockname: (fd: number, address: Pointer, length: Pointer) => number
  readonly setsockopt: (fd: number, level: number, option: number, value: Pointer, length: number) => number
  readonly send: (fd: number, bytes: Pointer, length: number, flags: number) => number
  readonly sendto: (
    fd: number,
    bytes: Pointer,
    length: number,
    flags: number,
    address: Pointer,
    addressLength: number,
  ) => number
  readonly recv: (fd: number, into: Pointer, length: number, flags: number) => number
  readonly recvmmsg: (fd: number, headers: Pointer, count: number, flags: number, timeout: Pointer) => number
  readonly ioctl: (fd: number, request: number, value: Pointer) => number
  readonly clockGettime: (clock: number, into: Pointer) => number
  readonly timerfdCreate: (clock: number, flags: number) => number
  readonly timerfdSettime: (fd: number, flags: number, value: Pointer, before: Pointer) => number
  readonly schedSetscheduler: (pid: number, policy: number, parameter: Pointer) => number
  readonly setrlimit: (resource: number, limit: Pointer) => number
}

const prototypes: Readonly<Record<keyof Calls, string>> = {
  socket: 'int socket(int, int, int)',
  close: 'int close(int)',
  bind: 'int bind(int, void *, unsigned int)',
  getsockname: 'int getsockname(int, void *, void *)',
  setsockopt: 'int setsockopt(int, int, int, void *, unsigned int)',
  send: 'long send(int, void *, size_t, int)',
  sendto: 'long sendto(int, void *, size_t, int, void *, unsigned int)',
  recv: 'long recv(int, void *, size_t, int)',
  recvmmsg: 'int recvmmsg(int, void *, unsigned int, int, void *)',
  ioctl: 'int ioctl(int, unsigned long, void *)',
  clockGettime: 'int clock_gettime(int, void *)',
  timerfdCreate: 'int timerfd_create(int, int)',
  timerfdSettime: 'int timerfd_settime(int, int, void *, void *)',
  schedSetscheduler: 'int sched_setscheduler(int, int, void *)',
  setrlimit: 'int setrlimit(int, void *)',
}

const bound = Object.entries(prototypes).map(([name, prototype]) => [name, library.func(prototype)])
const c = Object.fromEntries(bound) as unknown as Calls

/** Name of an errno, `EAGAIN` say. `errno` is positive. */
export function errnoName(errno: number): string {
  return getSystemErrorName(-errno)
}

/** Errno values that callers compare with. asm-generic/errno-base.h and errno.h, Linux 6.1. */
export const errno = {
  intr: 4,
  again: 11,
  nodev: 19,
  noBuffers: 105,
} as const

/** -errno when `result` is -1, `result` otherwise. To be called right after the C function. */
function outcome(result: number): number {
  return result === -1 ? -koffi.errno() : result
}

/** Throws when `result` is negative. */
function must(result: number, operation: string, target: string): number {
  if (result >= 0) return result
  throw new OpError(operation, target, { type: 'refused', errno: errnoName(-result) })
}

/** SOCK_CLOEXEC and SOCK_NONBLOCK, asm-generic/fcntl.h: no child inherits a socket, no call may wait. */
const closeOnExec = 0o2000000
const nonBlocking = 0o4000

/**
 * Opens a socket that never blocks and that no child process inherits. `target` names it in errors.
 * @throws OpError (EPERM without the capability, EMFILE, EAFNOSUPPORT)
 */
export function openSocket(kind: { family: number; type: number; protocol: number }, target: string): number {
  return must(outcome(c.socket(kind.family, kind.type | closeOnExec | nonBlocking, kind.protocol)), 'open', target)
}

/** Closes a descriptor. It must not be watched any more. @throws OpError (EBADF: closed twice) */
export function closeDescriptor(fd: number): void {
  must(outcome(c.close(fd)), 'close', `descriptor ${fd}`)
}

/** Binds to the given `sockaddr` bytes. @throws OpError (EADDRNOTAVAIL: address not there yet, EADDRINUSE, ENODEV) */
export function bindSocket(fd: number, address: Uint8Array, target: string): void {
  must(outcome(c.bind(fd, address, address.byteLength)), 'bind', target)
}

/** The `sockaddr` bytes that the socket is bound to, at most 28 (sockaddr_in6). @throws OpError */
export function socketAddress(fd: number): Uint8Array {
  const address = new Uint8Array(28)
  const length = Uint32Array.of(address.byteLength)
  must(outcome(c.getsockname(fd, address, new Uint8Array(length.buffer))), 'read the name of', `descriptor ${fd}`)
  return address.subarray(0, length[0])
}

/** Sets a socket option; a number is passed as a C `int`. @throws OpError */
export function setOption(
  fd: number,
  option: { level: number; name: number },
  value: number | Uint8Array,
  target: string,
): void {
  const bytes = typeof value === 'number' ? new Uint8Array(Int32Array.of(value).buffer) : value
  must(
    outcome(c.setsockopt(fd, option.level, option.name, bytes, bytes.byteLength)),
    `set option ${option.level}/${option.name} of`,
    target,
  )
}

/** SOL_SOCKET and SO_ATTACH_FILTER, asm-generic/socket.h. */
const attachFilter = { level: 1, name: 26 }

/**
 * Attaches a classic BPF program, so that unwanted packets never wake this process.
 * `program`: the instructions (struct sock_filter, 8 bytes each, 1..4096 of them). @throws OpError
 */
export function setFilter(fd: number, program: Uint8Array, target: string): void {
  const instructions = program.byteLength / 8
  assert(Number.isInteger(instructions) && instructions >= 1 && instructions <= 4096, 'whole BPF instructions')
  const header = new DataView(new ArrayBuffer(16))
  header.setUint16(0, instructions, true)
  header.setBigUint64(8, koffi.address(program), true)
  setOption(fd, attachFilter, new Uint8Array(header.buffer), target)
}

/** Sends on a connected or netlink socket. Returns the bytes taken, or -errno. */
export function send(fd: number, bytes: Uint8Array): number {
  return outcome(c.send(fd, bytes, bytes.byteLength, 0))
}

/** Sends to the given `sockaddr` bytes. Returns the bytes taken, or -errno. */
export function sendTo(fd: number, bytes: Uint8Array, address: Uint8Array): number {
  return outcome(c.sendto(fd, bytes, bytes.byteLength, 0, address, address.byteLength))
}

/** Receives one datagram, cut to the length of `into`. Returns its length, or -errno (EAGAIN: nothing there). */
export function receive(fd: number, into: Uint8Array): number {
  return outcome(c.recv(fd, into, into.byteLength, 0))
}

/** Buffers of one datagram, and the C structure that points at them. */
export type MessageBox = {
  readonly bytes: Uint8Array
  /** Filled with the sender's `sockaddr`. */
  readonly source: Uint8Array
  readonly control: Uint8Array
  readonly controlView: DataView
  /** `struct mmsghdr`: a `msghdr`, then the length of the datagram. */
  readonly header: DataView
  /** Holds the `iovec` that `header` points to. */
  readonly vector: DataView
}

/** Boxes of one socket. `headers`: the C structures of all of them, in a row. */
export type MessageBoxes = { readonly headers: Uint8Array; readonly boxes: readonly MessageBox[] }

const messageHeaderBytes = 64
const lengthAt = 56
const ioVectorBytes = 16
const sourceBytes = 32
/** Room for one control message with a timespec (16 + 16 bytes), and as much again. */
const controlBytes = 64

/** Makes `count` boxes for datagrams of at most `bytesMax` bytes; longer ones are cut by the kernel. */
export function messageBoxes(count: number, bytesMax: number): MessageBoxes {
  assert(bytesMax >= 1 && bytesMax <= 65536, 'a message box of 1..65536 bytes')
  const headers = new Uint8Array(new ArrayBuffer(count * messageHeaderBytes))
  const boxes = Array.from({ length: count }, (_none, at) =>
    messageBox(bytesMax, new DataView(headers.buffer, at * messageHeaderBytes, messageHeaderBytes)),
  )
  return { headers, boxes }
}

function messageBox(bytesMax: number, header: DataView): MessageBox {
  const bytes = new Uint8Array(new ArrayBuffer(bytesMax))
  const source = new Uint8Array(new ArrayBuffer(sourceBytes))
  const control = new Uint8Array(new ArrayBuffer(controlBytes))
  const vector = new DataView(new ArrayBuffer(ioVectorBytes))
  vector.setBigUint64(0, koffi.address(bytes), true)
  vector.setBigUint64(8, BigInt(bytesMax), true)
  header.setBigUint64(0, koffi.address(source), true)
  header.setBigUint64(16, koffi.address(new Uint8Array(vector.buffer)), true)
  header.setBigUint64(24, 1n, true)
  header.setBigUint64(32, koffi.address(control), true)
  return { bytes, source, control, controlView: new DataView(control.buffer), header, vector }
}

/**
 * Receives as many datagrams as there are, one for each box, with source and control messages. Returns how many; fewer
 * than there are boxes: no more were there. Or -errno (EAGAIN: none).
 */
export function receiveMessages(fd: number, { headers, boxes }: MessageBoxes): number {
  for (const { header } of boxes) {
    header.setUint32(8, sourceBytes, true)
    // The upper half of the 64-bit length is zero before and after.
    header.setUint32(40, controlBytes, true)
  }
  return outcome(c.recvmmsg(fd, headers, boxes.length, 0, null))
}

/** Bytes of the datagram that the last `receiveMessages` left in the box. */
export function messageLength(box: MessageBox): number {
  return box.header.getUint32(lengthAt, true)
}

/** Bytes of control messages that the last `receiveMessages` left in `box.control`. */
export function controlLength(box: MessageBox): number {
  return box.header.getUint32(40, true)
}

/** Calls `ioctl` with a buffer that the kernel reads and writes. Returns the result, or -errno. */
export function ioctl(fd: number, request: number, value: Uint8Array): number {
  // The kernel copies the size that the request itself encodes (bits 16..29), so the buffer must hold at least that.
  assert(value.byteLength >= ((request >>> 16) & 0x3fff), 'an ioctl buffer as large as the request says')
  return outcome(c.ioctl(fd, request, value))
}

const timespecBuffer = new Uint8Array(new ArrayBuffer(16))
const timespec = new DataView(timespecBuffer.buffer)

/** Clocks of `clock_gettime`, linux/time.h. */
export const clockId = { realtime: 0, monotonic: 1 } as const

/** Reads a clock, in milliseconds with fractions. */
export function readClock(clock: number): number {
  must(outcome(c.clockGettime(clock, timespecBuffer)), 'read', 'a clock')
  return timespecMs(timespec, 0)
}

/** The `struct timespec` at `offset`, in milliseconds with fractions. */
export function timespecMs(view: DataView, offset: number): number {
  // Two halves instead of BigInt, which allocates: seconds are never negative here.
  const seconds = view.getUint32(offset, true) + view.getUint32(offset + 4, true) * 2 ** 32
  return seconds * 1000 + view.getUint32(offset + 8, true) / 1e6
}

/** Opens a timer on CLOCK_MONOTONIC that nothing has set yet, timerfd_create(2). @throws OpError (EMFILE) */
export function openTimer(): number {
  // The flags have the numbers of those for sockets.
  return must(outcome(c.timerfdCreate(clockId.monotonic, closeOnExec | nonBlocking)), 'open', 'a timer')
}

/** TFD_TIMER_ABSTIME, linux/timerfd.h. */
const absoluteTime = 1
/** Length of `struct itimerspec`. */
export const timerBytes = 32

/** Sets the timer to an absolute instant. `value`: the bytes of a `struct itimerspec`. @throws OpError */
export function setTimer(fd: number, value: Uint8Array): void {
  assert(value.byteLength === timerBytes, 'a whole struct itimerspec')
  must(outcome(c.timerfdSettime(fd, absoluteTime, value, null)), 'set', 'a timer')
}

/** Sets the scheduling of the calling thread. Returns 0, or -errno (EPERM without CAP_SYS_NICE). */
export function setScheduler(policy: number, priority: number): number {
  return outcome(c.schedSetscheduler(0, policy, new Uint8Array(Int32Array.of(priority).buffer)))
}

/** Sets soft and hard limit of a resource of this process. Returns 0, or -errno. */
export function setLimit(resource: number, limit: { soft: number; hard: number }): number {
  return outcome(
    c.setrlimit(resource, new Uint8Array(BigUint64Array.of(BigInt(limit.soft), BigInt(limit.hard)).buffer)),
  )
}
