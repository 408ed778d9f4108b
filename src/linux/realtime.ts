/**
 * Does this thread run before everything else, without being able to bring the machine down?
 *
 * SCHED_FIFO keeps beats on time under load (20 ms late at most where nice -20 was 80 to 120, measured); RESET_ON_FORK
 * keeps it from children and new threads. RLIMIT_RTTIME ends a loop of ours that never sleeps: the kernel kills the
 * process after two seconds of uninterrupted work, and the lease of the addresses ends by itself. Neither is needed to
 * work at all, so a refusal is reported and the program goes on.
 * Rejected: mlockall (V8 aborts on locked pages); nice (loses against other sessions); priorities above 10 (kernel
 * threads at 50 must not wait). Sources: sched(7), getrlimit(2).
 */
import { errnoName, setLimit, setScheduler } from './libc.ts'

/** Numbers of linux/sched.h and asm-generic/resource.h; the limit is in microseconds. */
const fifo = 1
const resetOnFork = 0x40000000
const realtimeLimit = 15
const priority = 10
const uninterruptedUs = 2_000_000

/** What was reached. `detail`: one sentence for the log. */
export type RealtimeReport = { readonly realtime: boolean; readonly limited: boolean; readonly detail: string }

/** Makes the calling thread real-time. Never fails; without CAP_SYS_NICE the report says so. */
export function enterRealtime(): RealtimeReport {
  // The limit first: a real-time thread must never be without it.
  const limit = setLimit(realtimeLimit, { soft: uninterruptedUs, hard: uninterruptedUs })
  const scheduler = limit < 0 ? limit : setScheduler(fifo | resetOnFork, priority)
  const limited = limit === 0
  if (scheduler === 0) return { realtime: true, limited, detail: `scheduled SCHED_FIFO ${priority}` }
  const call = limited ? 'SCHED_FIFO' : 'RLIMIT_RTTIME'
  return {
    realtime: false,
    limited,
    detail: `${call} refused (${errnoName(-scheduler)}); beats may be late under load`,
  }
}
