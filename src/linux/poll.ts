/**
 * When can a descriptor be read without waiting?
 *
 * libuv tells, on the main thread, through the poll handle that koffi exports. It is level-triggered: what a reader
 * leaves behind is told again in the next turn. An error on the socket (a netlink buffer overrun) ends the libuv watch
 * with EBADF although nothing is wrong with the descriptor, so the watch is started again after the reader has looked.
 * Rejected, each measured 2026-11-20: the `Poller` of @serialport/bindings-cpp (an exception in the reader aborts the
 * process instead of becoming `uncaughtException`, 3.6 us an event against 2.4, no real close); `fs.read` in a loop (a
 * thread of the pool per socket, and those are not real-time).
 * Source: koffi 3.3.4 src/koffi/src/uv.cc, which calls back with (status, events); its type declaration omits status.
 */
import koffi from 'koffi'

/** A handle that nothing refers to is collected and falls silent without a word (measured); open ones are kept here. */
const openHandles = new Set<ReturnType<typeof koffi.node.poll>>()

/** A watched descriptor. `stop` before the descriptor is closed; nothing is reported after it. */
export type Watch = { readonly stop: () => void }

/**
 * Calls `onReadable` on the main thread whenever `fd` has something to read, an error included: the reader's next
 * receive call tells which. The reader may leave data behind; it is called again. It may call `stop`.
 * What it throws is not caught: the program is wrong then.
 */
export function watchReadable(fd: number, onReadable: () => void): Watch {
  let stopped = false
  const absorb = (first: unknown): void => {
    onReadable()
    // The reader has stopped the watch, or libuv still holds it.
    if (stopped || typeof first !== 'number' || first >= 0) return
    handle.start({ readable: true }, absorb)
  }
  const handle = koffi.node.poll(fd, { readable: true }, absorb)
  openHandles.add(handle)
  return {
    stop: () => {
      if (stopped) return
      stopped = true
      handle.close()
      openHandles.delete(handle)
    },
  }
}
