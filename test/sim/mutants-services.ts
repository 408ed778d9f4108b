/**
 * Which bugs of services must the simulator find?
 */
import { playScriptHolds } from './mutant.ts'
import type { Mutant } from './mutant.ts'

/** Bugs planted in what a pair with services decides. */
export const serviceMutants: readonly Mutant[] = [
  {
    name: 'a service is started though the peer says that it runs it (SVC-9)',
    file: 'placement.ts',
    find: '  if (beat === undefined || peerRuns(state, service)) return false\n',
    replace: '  if (beat === undefined) return false\n',
    promises: ['stop-before-start', 'single-placed-runs-once'],
    script: 'services-placed.txt',
  },
  {
    name: 'the master keeps the services of a slave that is back (SVC-6)',
    file: 'placement.ts',
    find: "  if (slaveIsUp(state, settings, now)) return 'stop'\n",
    replace: "  if (slaveIsUp(state, settings, now)) return 'leave'\n",
    promises: ['single-placed-runs-once'],
    script: 'services-both-run.txt',
  },
  {
    name: 'a release does not wait for its services (SVC-9)',
    file: 'services.ts',
    find: '  if (these.every((index) => !runsStill(turn, index))) advance(turn, plan)\n',
    replace: '  if (these.length > 0) advance(turn, plan)\n',
    promises: ['stop-before-start'],
    script: 'services-placed.txt',
  },
  {
    name: 'a slave says that it left while its services run (SVC-9)',
    file: 'beats.ts',
    find: "  if (state.leaving === 'stopping' && holdsSingle(state.services, settings.services)) return false\n",
    replace: '  if (settings.services.length > 99) return false\n',
    promises: ['stop-before-start'],
    script: 'services-slave-leaves.txt',
  },
  {
    name: 'the volume is unmounted under its services (S9)',
    file: 'plan-steps.ts',
    find: "  const first: StepName[] = orderly ? [...farewell, ...units, 'vip-remove'] : ['vip-remove', ...units]\n",
    replace: "  const first: StepName[] = [...farewell, ...(orderly ? [] : units), 'vip-remove']\n",
    promises: ['no-service-before-the-disk'],
    script: 'services-disk.txt',
  },
  {
    name: 'a service that fails holds up those that come after it (SVC-13)',
    file: 'service-due.ts',
    find: " || wanted[index] !== 'run' || view.failed === 'start') return true\n",
    replace: " || wanted[index] !== 'run') return true\n",
    promises: ['failed-start-stops-nothing-else'],
    script: 'services-start-fails.txt',
  },
  {
    name: 'what runs on the wrong node is told and left there (D12)',
    file: 'services.ts',
    find: "    const astray = wanted[index] === 'stop' && known(view)\n",
    replace: "    const astray = wanted[index] === 'stop' && known(view) && view.placed\n",
    promises: ['services-need-no-operator'],
    script: 'services-wrong-node.txt',
  },
  {
    name: 'services of the slave wait for it for ever (SVC-6)',
    file: 'placement.ts',
    find: "elapsed(goneSince, now) >= settings.timing.deadMs ? 'run' : 'leave'",
    replace: "elapsed(goneSince, now) < 0 ? 'run' : 'leave'",
    promises: ['services-follow-the-role'],
  },
  {
    name: 'two nodes with the same fault pass the role on for ever (F71)',
    file: 'service-move.ts',
    find: "  if (movedAlready(state)) return 'it was moved already'\n",
    replace: "  if (state.nextId === 0) return 'it was moved already'\n",
    promises: [playScriptHolds],
    script: 'services-fail-here.txt',
  },
  {
    name: 'an isolated node keeps its services (D16)',
    file: 'placement.ts',
    find: "      return single && now >= isolationStopAt(state, settings, now) ? 'stop' : 'leave'\n",
    replace: "      return 'leave'\n",
    promises: [playScriptHolds],
    script: 'services-isolated.txt',
  },
]
