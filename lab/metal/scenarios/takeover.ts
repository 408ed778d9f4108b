/**
 * What happens when a machine or its agent dies, freezes, restarts or is shut down?
 *
 * Pairs without a disk: addresses only. Times are told, and bounded by dead times with room for slow machines.
 */
import { diesWithMachine } from '../guest-shell.ts'
import type { Scenario } from './scenario.ts'
import { deadMs } from '../settings.ts'

/** What emulated machines on a busy host may add to any time. */
const SLACK_MS = 6000
const BOOT_MS = 150_000
/** The lease is then 10 s, the longest: time for an emulated processor to start the agent again. */
const ADOPTING_DEAD_MS = 40_000
const FROZEN_MS = 3 * deadMs

/** Scenarios of machines and agents. */
export const takeoverScenarios: readonly Scenario[] = [
  {
    name: 'power-cut',
    title: 'power cut of the master; it returns and stands by',
    play: async (stage) => {
      await stage.startHapair()
      stage.startClock()
      const startMs = performance.now()
      await stage.pair.powerCut('m')
      stage.tell('power of node-m is cut')
      await stage.owner('s', deadMs + SLACK_MS)
      stage.tell(`the address was silent for ${stage.watch.longestSilenceMs(startMs).toFixed(0)} ms`)
      stage.tell(`verdict of node-s: ${(await stage.opinion('s'))?.verdict ?? 'none'}`)
      await stage.pair.powerOn('m')
      stage.tell('node-m has booted')
      await stage.formed('s', BOOT_MS)
      stage.expect(stage.watch.twoOwnersMs(startMs) === 0, 'never two owners')
    },
  },
  {
    name: 'handover',
    title: 'planned handover both ways',
    play: async (stage) => {
      await stage.startHapair()
      for (const [from, to] of [
        ['m', 's'],
        ['s', 'm'],
      ] as const) {
        stage.startClock()
        const startMs = performance.now()
        const { end, err } = await stage.order(from, 'failover --yes')
        stage.expect(end === 0, `the order ends with 0 (${end} ${err.trim()})`)
        await stage.owner(to, SLACK_MS)
        stage.tell(`the address was silent for ${stage.watch.longestSilenceMs(startMs).toFixed(0)} ms`)
        stage.expect(stage.watch.twoOwnersMs(startMs) === 0, 'never two owners')
        await stage.formed(to)
      }
    },
  },
  {
    name: 'agent-killed',
    title: 'agent of the master killed with SIGKILL: started again, adopts, nobody moves',
    play: async (stage) => {
      await stage.startHapair({ deadMs: ADOPTING_DEAD_MS })
      stage.startClock()
      const startMs = performance.now()
      const before = await stage.agentPid('m')
      await stage.signalAgent('m', 'KILL')
      await stage.until('another agent runs on node-m', ADOPTING_DEAD_MS, async () => {
        const pid = await stage.agentPid('m')
        return pid !== 0 && pid !== before
      })
      await stage.stays('node-s does not answer', ADOPTING_DEAD_MS / 2, () => {
        const owner = stage.watch.owner()
        return owner !== 's' && owner !== 'both'
      })
      stage.tell(`the address was silent for ${stage.watch.longestSilenceMs(startMs).toFixed(0)} ms`)
      stage.expect(stage.watch.owner() === 'm', 'node-m still holds the address')
      await stage.formed('m')
    },
  },
  {
    name: 'agent-frozen',
    title: 'agent of the master frozen: the watchdog ends it, or the lease ends',
    play: async (stage) => {
      await stage.startHapair()
      stage.startClock()
      const startMs = performance.now()
      await stage.signalAgent('m', 'STOP')
      await stage.until('somebody alone answers again after the freeze', FROZEN_MS + SLACK_MS, () => {
        const owner = stage.watch.owner()
        return performance.now() - startMs > FROZEN_MS && (owner === 'm' || owner === 's')
      })
      stage.tell(`${stage.watch.owner()} owns; silent for ${stage.watch.longestSilenceMs(startMs).toFixed(0)} ms`)
      stage.expect(stage.watch.twoOwnersMs(startMs) === 0, 'never two owners')
      const owner = stage.watch.owner()
      await stage.formed(owner === 's' ? 's' : 'm')
    },
  },
  {
    name: 'machine-frozen',
    title: 'master frozen by its hypervisor for 15 s: its clock stands still too',
    play: async (stage) => {
      await stage.startHapair()
      stage.startClock()
      const startMs = performance.now()
      await stage.machine('m').freeze()
      stage.tell('node-m is frozen')
      await stage.owner('s', deadMs + SLACK_MS)
      await stage.stays('node-s answers alone', FROZEN_MS, () => stage.watch.owner() === 's')
      await stage.machine('m').thaw()
      stage.tell('node-m goes on')
      await stage.until('one owner', SLACK_MS, () => ['m', 's'].includes(stage.watch.owner()))
      stage.tell(`two owners for ${stage.watch.twoOwnersMs(startMs).toFixed(0)} ms`)
      await stage.formed('s')
    },
  },
  {
    name: 'kernel-panic',
    title: 'kernel panic of the master',
    play: async (stage) => {
      await stage.startHapair()
      stage.startClock()
      const startMs = performance.now()
      stage.machine('m').begin('echo c >/proc/sysrq-trigger').outcome.catch(diesWithMachine)
      stage.tell('the kernel of node-m panics')
      await stage.owner('s', deadMs + SLACK_MS)
      stage.tell(`the address was silent for ${stage.watch.longestSilenceMs(startMs).toFixed(0)} ms`)
      await stage.machine('m').booted()
      stage.tell('node-m has booted again')
      await stage.formed('s', BOOT_MS)
      stage.expect(stage.watch.twoOwnersMs(startMs) === 0, 'never two owners')
    },
  },
  {
    name: 'reboot',
    title: 'orderly reboot of the master: a handover, not a power cut',
    play: async (stage) => {
      await stage.startHapair()
      stage.startClock()
      const startMs = performance.now()
      stage.machine('m').begin('systemctl reboot').outcome.catch(diesWithMachine)
      stage.tell('node-m is told to reboot')
      await stage.owner('s', deadMs + SLACK_MS)
      const silentMs = stage.watch.longestSilenceMs(startMs)
      stage.expect(silentMs < deadMs, `silent for less than the dead time (${silentMs.toFixed(0)} ms)`)
      await stage.formed('s', BOOT_MS)
      stage.expect(stage.watch.twoOwnersMs(startMs) === 0, 'never two owners')
    },
  },
]
