/**
 * What happens when cables are pulled, lose frames, or carry them one way only?
 */
import { nodeNames } from '../../netns/layout.ts'
import { deadMs } from '../settings.ts'
import type { Stage } from '../stage.ts'
import type { Scenario } from './scenario.ts'

const SLACK_MS = 6000

async function nobodyMoves(stage: Stage, forMs = 2 * deadMs): Promise<void> {
  await stage.stays('node-m answers alone', forMs, () => stage.watch.owner() === 'm')
}

/** Scenarios of cables. */
export const cableScenarios: readonly Scenario[] = [
  {
    name: 'serial-cut',
    title: 'null-modem cable pulled, garbled, one way: nobody moves',
    play: async (stage) => {
      await stage.startHapair()
      stage.startClock()
      stage.pair.serial.cut()
      stage.tell('the null-modem cable is pulled')
      await nobodyMoves(stage)
      stage.pair.serial.mend()
      stage.pair.serial.garble(0.02)
      stage.tell('the cable is back and spoils 2 % of the bytes')
      await nobodyMoves(stage)
      stage.pair.serial.mend()
      stage.pair.serial.cut('m')
      stage.tell('what node-m sends is lost')
      await nobodyMoves(stage)
      stage.pair.serial.mend()
      await stage.formed('m')
      stage.tell(`bytes on the cable: ${JSON.stringify(stage.pair.serial.counters)}`)
      for (const node of nodeNames)
        stage.tell(`${node}: ${await stage.machine(node).must('/usr/local/lib/hapair-lab/lab-ask.pl links')}`)
    },
  },
  {
    name: 'ethernet-cut',
    title: 'no frame between the nodes, serial alive: nobody moves',
    play: async (stage) => {
      await stage.startHapair()
      stage.startClock()
      for (const cable of Object.values(stage.pair.cables)) cable.cutBetween('m', 's')
      stage.tell('no frame passes between the nodes; carriers stay')
      await nobodyMoves(stage, 3 * deadMs)
      stage.pair.mend()
      await stage.formed('m')
    },
  },
  {
    name: 'lan-pulled',
    title: 'LAN cable of the master pulled: the other node takes over',
    play: async (stage) => {
      await stage.startHapair()
      stage.startClock()
      const startMs = performance.now()
      await stage.pair.pull('m', 'lan')
      stage.tell('the LAN cable of node-m is pulled')
      await stage.owner('s', deadMs + SLACK_MS)
      stage.tell(`the address was silent for ${stage.watch.longestSilenceMs(startMs).toFixed(0)} ms`)
      await stage.pair.plug('m', 'lan')
      await stage.formed('s')
      stage.expect(stage.watch.twoOwnersMs(startMs) === 0, 'never two owners')
    },
  },
  {
    name: 'isolated',
    title: 'master isolated on every path: it releases, the other node takes over; then healed',
    play: async (stage) => {
      await stage.startHapair()
      stage.startClock()
      const startMs = performance.now()
      stage.pair.serial.cut()
      stage.pair.cables.direct.cutBetween('m', 's')
      for (const other of ['s', 'client', 'gateway'] as const) stage.pair.cables.lan.cutBetween('m', other)
      stage.tell('no frame and no byte passes to or from node-m')
      await stage.owner('s', 2 * deadMs + SLACK_MS)
      for (const node of nodeNames)
        stage.tell(`${node}: ${(await stage.machine(node).must('ip -br -4 address show lan0')).trim()}`)
      stage.pair.mend()
      stage.tell('everything is put back')
      await stage.formed('s')
      stage.tell(`two owners for ${stage.watch.twoOwnersMs(startMs).toFixed(0)} ms`)
    },
  },
]
