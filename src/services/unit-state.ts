/**
 * What does the service manager say of our units, in the words of the core?
 *
 * One call of `systemctl show` prints the properties of every unit, one block each, in the order in which they were asked
 * for; a block is known by its place, because an alias prints the name of the unit that it stands for. Whether something
 * runs goes before whether the unit can be loaded: a unit whose file was removed or masked while it ran runs on.
 * A unit that has ended with processes left over (KillMode=process) is not stopped: whatever they hold is held.
 * A word that is not known makes the state unknown, never stopped.
 * Sources: systemd 252, src/basic/unit-def.c (words of LoadState and ActiveState), src/shared/install.c (UnitFileState),
 * org.freedesktop.systemd1(5).
 */
import type { UnitState } from '../core/eyes.ts'

/** Properties that are asked for. */
export const unitProperties = [
  'Id',
  'LoadState',
  'ActiveState',
  'SubState',
  'UnitFileState',
  'Result',
  'NRestarts',
  'TasksCurrent',
  'WantedBy',
  'RequiredBy',
] as const

/** What was read of one unit. */
export type UnitReading = {
  readonly unit: UnitState
  /** How often the service manager has started it again since it was last started by an order. */
  readonly restarts: number
  /** It would be started at boot. `runtime`: until the next boot only. */
  readonly atBoot: 'no' | 'yes' | 'runtime'
  /** The words of the service manager, for people: `failed (exit-code)`. */
  readonly detail: string
  /** What an operator should know of a unit that cannot be used or read; left out when there is nothing. */
  readonly problem?: string
}

/** Longest text of a word that is passed on. */
const wordMax = 60

/** The readings, in the order of the units; undefined when the output is not about these units. */
export function parseUnits(output: string, units: readonly string[]): readonly UnitReading[] | undefined {
  const blocks = output
    .split(/\n\s*\n/)
    .map((block) => block.trim())
    .filter((block) => block !== '')
  if (blocks.length !== units.length) return undefined
  return blocks.map((block, index) => readingOf(propertiesOf(block), units[index] ?? ''))
}

/** Of a unit that could not be asked for. */
export function unknownReading(problem: string): UnitReading {
  return { unit: 'unknown', restarts: 0, atBoot: 'no', detail: 'unknown', problem }
}

type Properties = ReadonlyMap<string, string>

function propertiesOf(block: string): Properties {
  return new Map(
    block.split('\n').map((line) => {
      const sign = line.indexOf('=')
      return sign === -1 ? [line, ''] : [line.slice(0, sign), line.slice(sign + 1)]
    }),
  )
}

function readingOf(properties: Properties, name: string): UnitReading {
  const said = (key: string): string => (properties.get(key) ?? '').slice(0, wordMax)
  const { unit, problem } = stateOf({
    name,
    load: said('LoadState'),
    active: said('ActiveState'),
    tasks: whole(said('TasksCurrent')),
  })
  const result = said('Result')
  const why = result === '' || result === 'success' ? said('SubState') : result
  return {
    unit,
    restarts: whole(said('NRestarts')),
    atBoot: atBootOf(said('UnitFileState'), said('WantedBy') + said('RequiredBy') !== ''),
    detail: why === '' ? said('ActiveState') : `${said('ActiveState')} (${why})`,
    ...(problem === undefined ? {} : { problem }),
  }
}

type Words = { readonly name: string; readonly load: string; readonly active: string; readonly tasks: number }

type Judged = { readonly unit: UnitState; readonly problem?: string }

function stateOf(words: Words): Judged {
  const { name, active, tasks } = words
  switch (active) {
    case 'active':
    case 'reloading':
    case 'refreshing':
      return { unit: 'running' }
    case 'activating':
      return { unit: 'starting' }
    case 'deactivating':
      return { unit: 'stopping' }
    case 'inactive':
    case 'failed':
      if (tasks > 0) return { unit: 'stopping', problem: `${name} has ended, but left ${tasks} processes running` }
      return idleState(words)
    case '':
      return { unit: 'unknown', problem: `the service manager says nothing of ${name}` }
    default:
      return { unit: 'unknown', problem: `the service manager says ${active} of ${name}, which is not known` }
  }
}

/** Nothing of it runs: could it? */
function idleState({ name, load, active }: Words): Judged {
  switch (load) {
    case 'loaded':
      return { unit: active === 'failed' ? 'failed' : 'stopped' }
    case 'not-found':
      return { unit: 'missing', problem: `there is no unit ${name} on this node; install the service` }
    case 'masked':
      return { unit: 'masked', problem: `${name} is masked; allow it with "systemctl unmask ${name}"` }
    case 'bad-setting':
    case 'error':
      return { unit: 'failed', problem: `the unit ${name} is wrong (${load}); see "systemctl status ${name}"` }
    default:
      return {
        unit: 'unknown',
        problem: `the service manager says ${load || 'nothing'} of ${name}, which is not known`,
      }
  }
}

/** A number, 0 for what is none: `[not set]`, or all bits set. */
function whole(text: string): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0
  return Number.isSafeInteger(value) ? value : 0
}

function atBootOf(file: string, wanted: boolean): UnitReading['atBoot'] {
  switch (file) {
    case 'enabled':
      return 'yes'
    case 'enabled-runtime':
      return 'runtime'
    case 'generated':
      // Made from a boot script, which is enabled by links that the generator turned into these.
      return wanted ? 'yes' : 'no'
    default:
      return 'no'
  }
}
