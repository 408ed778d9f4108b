/**
 * Which settings can be supposed otherwise in a replay, and what follows from them?
 *
 * Those that the core knows and that could have been changed without another cable. Values are read by the kinds of the
 * table of keys, and every span that hangs on the dead time is derived anew, as at load.
 */
import { parseRaw } from '../../config/kind.ts'
import type { Kind } from '../../config/kind.ts'
import { failbackMode, flapWindow, onCarrierLoss, onFailure, steadyTime } from '../../config/keys/failover.ts'
import { beatInterval, deadTime, serialBeatInterval } from '../../config/keys/heartbeat.ts'
import { soloStart } from '../../config/keys/pair.ts'
import { deriveTiming } from '../../config/timing.ts'
import type { PairSettings } from '../../core/settings.ts'
import type { Medium } from '../../core/types.ts'

/** Turns the recorded settings into the supposed ones. */
export type Change = (settings: PairSettings) => PairSettings

/** Every medium must beat this many times in the dead time: D7. */
const beatsPerDeadMin = 3

type Supposable = { readonly path: string; readonly read: (text: string) => Change | undefined; readonly rule: string }

function supposable<T>(
  key: { readonly path: string; readonly kind: Kind<T> },
  change: (value: T) => Change,
): Supposable {
  const read = (text: string): Change | undefined => {
    const parsed = parseRaw(key.kind, text)
    return parsed === undefined ? undefined : change(parsed.value)
  }
  return { path: key.path, read, rule: key.kind.rule }
}

const supposables: readonly Supposable[] = [
  supposable(deadTime, (deadMs) => (settings) => timed(settings, { deadMs })),
  supposable(beatInterval, (beatMs) => (settings) => beating(settings, 'ethernet', beatMs)),
  supposable(serialBeatInterval, (beatMs) => (settings) => beating(settings, 'serial', beatMs)),
  supposable(steadyTime, (steadyMs) => (settings) => timed(settings, { steadyMs })),
  supposable(flapWindow, (flapWindowMs) => (settings) => timed(settings, { flapWindowMs })),
  supposable(onFailure, (value) => (settings) => ({ ...settings, onFailure: value })),
  supposable(onCarrierLoss, (value) => (settings) => ({ ...settings, onCarrierLossMs: value })),
  supposable(failbackMode, (failback) => (settings) => ({ ...settings, failback })),
  supposable(soloStart, (value) => (settings) => ({ ...settings, soloStart: value })),
]

/** Keys that can be supposed. */
export const supposableKeys: readonly string[] = supposables.map(({ path }) => path)

/** The change that `key=value` asks for, or the rule that it breaks. */
export function readSupposition(written: string): { readonly change: Change } | { readonly rule: string } {
  const at = written.indexOf('=')
  const path = at === -1 ? written : written.slice(0, at)
  const found = supposables.find((entry) => entry.path === path)
  if (found === undefined || at === -1) return { rule: `KEY=VALUE, where KEY is one of ${supposableKeys.join(', ')}` }
  const change = found.read(written.slice(at + 1))
  return change === undefined ? { rule: `${path} is ${found.rule}` } : { change }
}

/** The rule that supposed settings break; nothing when they hang together. */
export function suppositionRule({ timing, paths }: PairSettings): string | undefined {
  const slow = paths.find((path) => path.beatMs * beatsPerDeadMin > timing.deadMs)
  if (slow === undefined) return undefined
  return `${slow.name} beats every ${slow.beatMs} ms, which is more than a third of the dead time of ${timing.deadMs} ms`
}

type Spans = { readonly deadMs?: number; readonly steadyMs?: number; readonly flapWindowMs?: number }

function timed(settings: PairSettings, spans: Spans): PairSettings {
  const { deadMs, steadyMs, flapWindowMs } = settings.timing
  const { node: role, paths, services, servicePolicy } = settings
  const placed = { services, width: servicePolicy.width }
  return { ...settings, timing: deriveTiming({ role, paths, deadMs, steadyMs, flapWindowMs, placed, ...spans }) }
}

function beating(settings: PairSettings, medium: Medium, beatMs: number): PairSettings {
  const paths = settings.paths.map((path) => (path.medium === medium ? { ...path, beatMs } : path))
  return timed({ ...settings, paths }, {})
}
