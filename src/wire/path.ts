/**
 * What does the daemon need of a heartbeat path, whatever its medium?
 *
 * A path carries whole frames and says when it can and when it cannot. It never queues: a frame that cannot go out now
 * is dropped and counted, because a beat that is late says something false.
 */

/** What a path reports. The callbacks are called on the main thread and must return within a millisecond. */
export type PathListener = {
  /** A whole frame arrived. `ageMs`: how long ago the kernel received its last byte; 0 when it is not known. */
  readonly frame: (bytes: Uint8Array, ageMs: number) => void
  /** Bytes that are no frame: noise, wrong baud rate, another program. `bytes`: how many were thrown away. */
  readonly garbage: (bytes: number) => void
  /** The device can or cannot carry frames now; `carrier` false: the device itself says that nothing is plugged in. */
  readonly state: (state: PathState) => void
}

/** `detail` is one sentence for status and journal, e.g. "cannot open /dev/ttyS1 (ENOENT)". */
export type PathState = { readonly usable: boolean; readonly carrier: boolean; readonly detail: string }

/** Totals since the path was opened. */
export type PathCounters = {
  readonly framesSent: number
  readonly framesDropped: number
  readonly framesHeard: number
  readonly garbageBytes: number
}

/** An open path. `stop` releases the device; nothing is reported after it. */
export type FramePath = {
  /** True when the frame was handed to the kernel whole; false when it was dropped (and counted). */
  readonly send: (frame: Uint8Array) => boolean
  readonly counters: () => PathCounters
  readonly stop: () => void
}
