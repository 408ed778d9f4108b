/** Are the words of the service systemd read as what they mean, and the deaths of a service counted? */
import t from 'tap'
import type { UnitState } from '../../src/core/eyes.ts'
import { connectionsIn } from '../../src/services/connections.ts'
import { countDeaths, noDeaths } from '../../src/services/deaths.ts'
import { parseUnits } from '../../src/services/unit-state.ts'
import type { UnitReading } from '../../src/services/unit-state.ts'
import { recordedBlocks, showText } from './recorded.ts'
import type { Block } from './recorded.ts'

function readingOf(block: Block): UnitReading | undefined {
  return parseUnits(showText([block]), [block.id])?.[0]
}

const states: readonly (readonly [string, Block, UnitState])[] = [
  ['a running unit runs', recordedBlocks.running, 'running'],
  ['one that reads its settings again runs', { id: 'a', active: 'reloading', sub: 'reload' }, 'running'],
  ['a stopped one is stopped', recordedBlocks.stopped, 'stopped'],
  ['one that waits to be started again starts', recordedBlocks.restarting, 'starting'],
  ['one that starts, starts', recordedBlocks.starting, 'starting'],
  ['one that stops is not stopped', { id: 'a', active: 'deactivating', sub: 'stop-sigterm' }, 'stopping'],
  ['a failed one has failed', recordedBlocks.failed, 'failed'],
  ['one with a wrong file cannot start', recordedBlocks.wrong, 'failed'],
  ['one that is not installed is missing', recordedBlocks.missing, 'missing'],
  ['a masked one is masked', recordedBlocks.masked, 'masked'],
  [
    'one that was masked while it ran still runs',
    { ...recordedBlocks.masked, active: 'active', sub: 'running' },
    'running',
  ],
  ['one whose file was removed while it ran still runs', { ...recordedBlocks.missing, active: 'active' }, 'running'],
  ['one that left processes behind is not stopped', { id: 'a', tasks: '2' }, 'stopping'],
  ['one that failed and left processes behind is not stopped', { ...recordedBlocks.failed, tasks: '1' }, 'stopping'],
  ['a count of no tasks is none', { id: 'a', tasks: '18446744073709551615' }, 'stopped'],
  ['a word that is not known is unknown', { id: 'a', active: 'maintenance' }, 'unknown'],
  ['a way of loading that is not known is unknown', { id: 'a', load: 'merged' }, 'unknown'],
]

for (const [name, block, unit] of states) {
  void t.test(`of units: ${name}`, (t) => {
    t.equal(readingOf(block)?.unit, unit)
    t.end()
  })
}

void t.test('what cannot be used is told with what to do', (t) => {
  const problem = (block: Block): string | undefined => readingOf(block)?.problem
  t.match(problem(recordedBlocks.missing), /no unit nowhere\.service on this node; install/)
  t.match(problem(recordedBlocks.masked), /systemctl unmask masked\.service/)
  t.match(problem(recordedBlocks.wrong), /bad-setting/)
  t.match(problem({ id: 'a.service', active: 'dancing' }), /says dancing of a\.service/)
  t.match(problem({ id: 'a.service', tasks: '2' }), /left 2 processes/)
  t.equal(problem(recordedBlocks.failed), undefined)
  t.end()
})

void t.test('a unit is known by its place, because an alias prints another name', (t) => {
  const output = showText([recordedBlocks.running, recordedBlocks.missing])
  const units = parseUnits(output, ['alias.service', 'other.service'])
  t.strictSame(
    units?.map(({ unit }) => unit),
    ['running', 'missing'],
  )
  t.match(units?.[1]?.problem, /other\.service/)
  t.equal(parseUnits(output, ['one.service']), undefined, 'an answer about other units is none')
  t.equal(parseUnits('', ['one.service']), undefined)
  t.match(parseUnits('junk', ['one.service'])?.[0], { unit: 'unknown', problem: /says nothing of one/ })
  t.end()
})

void t.test('what starts at boot is known, for units of boot scripts as well', (t) => {
  const atBoot = (file: string, wantedBy = ''): string | undefined => readingOf({ id: 'a', file, wantedBy })?.atBoot
  t.equal(readingOf(recordedBlocks.enabled)?.atBoot, 'yes')
  t.equal(atBoot('enabled-runtime'), 'runtime')
  t.equal(atBoot('generated', 'multi-user.target'), 'yes')
  for (const file of ['generated', 'disabled', 'static', 'indirect', 'masked', 'linked', ''])
    t.equal(atBoot(file), 'no')
  t.end()
})

void t.test('deaths are counted once, and never fall', (t) => {
  const seen: readonly (readonly [UnitState, number, boolean, number])[] = [
    ['running', 4, false, 0], // What was before the first look is not ours.
    ['running', 5, false, 1],
    ['starting', 6, false, 2],
    ['running', 0, true, 2], // Started by an order: the service systemd counts anew.
    ['running', 1, false, 3],
    ['unknown', 0, false, 3],
    ['running', 1, false, 3],
    ['failed', 1, false, 4], // Not mended.
    ['failed', 1, false, 4],
    ['running', 0, true, 4],
    ['stopped', 0, true, 4], // Stopped by an order.
    ['running', 0, true, 4],
    ['stopped', 0, false, 5], // Ended by itself, with success.
    ['missing', 0, false, 5],
  ]
  let count = noDeaths
  for (const [unit, restarts, ordered, deaths] of seen) {
    count = countDeaths(count, { unit, restarts, ordered })
    t.equal(count.deaths, deaths, `${unit} ${restarts}`)
  }
  t.end()
})

void t.test('clients are counted by lines or by the first number', (t) => {
  const status = 'Security Associations (2 up, 0 connecting):\n a[1]: ESTABLISHED 3 s ago\n b[2]: ESTABLISHED 9 s ago\n'
  t.equal(connectionsIn(status, 'ESTABLISHED'), 2)
  t.equal(connectionsIn('', 'ESTABLISHED'), 0)
  t.equal(connectionsIn('3\n', undefined), 3)
  t.equal(connectionsIn('none', undefined), undefined)
  t.end()
})
