/**
 * The keeper of services over a service manager in memory.
 */
import type { Test } from 'tap'
import type { SiteService } from '../../src/config/site.ts'
import type { ServiceFacts } from '../../src/core/eyes.ts'
import { ServiceKeeper } from '../../src/services/index.ts'
import { FakeSystemd } from './fake-systemd.ts'
import type { FakeUnit } from './fake-systemd.ts'

/** A service of the unit NAME.service. */
export function serviceOf(name: string, more: Partial<SiteService> = {}): SiteService {
  return {
    ...{ name, unit: `${name}.service`, placement: 'master', order: 50, after: [], startMs: 90_000, stopMs: 30_000 },
    ...{ check: [], configTest: [], verify: [], farewell: [], connections: [], ports: [], certificates: [] },
    ...{ writes: false, needsVolume: false },
    ...more,
  }
}

/** A keeper over a service manager in memory. */
export type Scene = {
  readonly systemd: FakeSystemd
  readonly keeper: ServiceKeeper
  readonly posted: (readonly ServiceFacts[])[]
  readonly troubles: string[]
  readonly last: () => readonly string[]
}

/** Audit period of the scene, ms. */
export const auditMs = 30_000

/** Opens a keeper and lets it look once. */
export async function sceneOf(
  t: Test,
  units: Readonly<Record<string, FakeUnit>>,
  services: readonly SiteService[] = Object.keys(units).map((name) => serviceOf(name)),
): Promise<Scene> {
  const systemd = new FakeSystemd()
  for (const [name, unit] of Object.entries(units)) systemd.units.set(`${name}.service`, unit)
  const posted: (readonly ServiceFacts[])[] = []
  const troubles: string[] = []
  const keeper = new ServiceKeeper({
    ...{ services, auditMs, edge: systemd.edge },
    onFacts: (facts) => posted.push(facts),
    onTrouble: (text) => troubles.push(text),
  })
  t.teardown(() => keeper.stop())
  keeper.start()
  await systemd.pass(0)
  const last = (): readonly string[] => posted.at(-1)?.map(({ unit }) => unit) ?? []
  return { systemd, keeper, posted, troubles, last }
}

/** How an order ended. */
export const outcomeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (cause: unknown) => (cause instanceof Error ? cause.message : 'thrown'),
  )
