/**
 * Could the standby take over now?
 *
 * A standby that cannot is found out by the failure of the other node, which is too late. So it is asked every minute what a
 * takeover would need, and judged here. Pure. Each finding that fails takes its share from 100; what cannot be known takes
 * nothing, and neither does a warning.
 * Rejected: one word for fit and unfit, which the core has already, and which says nothing of what is on its way.
 */

/** Outcome of one look. */
export type FitnessResult = 'pass' | 'warn' | 'fail'

/** One look, with what was found. */
export type FitnessCheck = { readonly check: FitnessName; readonly result: FitnessResult; readonly found: string }

/** All looks, and how fit the standby is, 0..100; 100 is a standby on which nothing fails. */
export type Fitness = { readonly score: number; readonly checks: readonly FitnessCheck[] }

/** What is looked at. */
export type FitnessName = 'carrier' | 'witness' | 'services' | 'certificates' | 'disk' | 'space' | 'settings'

/** What was seen. A list that nothing belongs to is empty; `null`: not known. */
export type FitnessFacts = {
  readonly zones: readonly { readonly zone: string; readonly device: string; readonly carrier: boolean }[]
  readonly witness: 'answers' | 'silent' | 'no witness'
  /** Config tests of the services; `problem` is `null` where the test passed. */
  readonly services: readonly { readonly service: string; readonly problem: string | null }[]
  /** `leftMs`: until it ends, negative when it has; `null` with the reason in `problem` when it cannot be read. */
  readonly certificates: readonly {
    readonly file: string
    readonly leftMs: number | null
    readonly problem: string | null
  }[]
  readonly disks: readonly { readonly resource: string; readonly inSync: boolean }[]
  /** Folders that the agent writes to. */
  readonly folders: readonly { readonly folder: string; readonly freeMib: number | null }[]
  readonly settingsMatch: boolean | null
}

/** What each failure takes; together more than 100, because the worst ones alone keep a node from serving. Own choice. */
const shares: Readonly<Record<FitnessName, number>> = {
  carrier: 40,
  disk: 40,
  services: 30,
  space: 20,
  certificates: 20,
  witness: 15,
  settings: 10,
}

const whole = 100
const dayMs = 86_400_000
/** A certificate that ends within so many days warns: issue 4. */
const certificateDays = 14
/** Space for the durable record and the flight recorder, MiB; own choice: both together are below it. */
const freeMibMin = 64

/** Judges what was seen. */
export function judgeFitness(facts: FitnessFacts): Fitness {
  const checks = [
    carrierCheck(facts),
    witnessCheck(facts),
    diskCheck(facts),
    ...listCheck('services', facts.services.length, faultsOf(facts)),
    ...certificateCheck(facts),
    ...listCheck('space', facts.folders.length, fullFolders(facts)),
    settingsCheck(facts),
  ]
  const lost = checks.reduce((sum, { check, result }) => sum + (result === 'fail' ? shares[check] : 0), 0)
  return { score: Math.max(0, whole - lost), checks }
}

/** The names of what fails, as one text; it changes only when something else fails. */
export function unfitNames({ checks }: Fitness): string {
  return checks.flatMap(({ check, result }) => (result === 'fail' ? [check] : [])).join(' ')
}

/** What fails, as one text; empty when nothing does. */
export function unfitText({ checks }: Fitness): string {
  return checks
    .filter(({ result }) => result === 'fail')
    .map(({ check, found }) => `${check}: ${found}`)
    .join('; ')
}

function carrierCheck({ zones }: FitnessFacts): FitnessCheck {
  const dead = zones.filter(({ carrier }) => !carrier)
  if (dead.length === 0) return { check: 'carrier', result: 'pass', found: 'every device with a VIP has its link' }
  const found = `no link on ${dead.map(({ zone, device }) => `${device} (${zone})`).join(', ')}`
  return { check: 'carrier', result: 'fail', found }
}

function witnessCheck({ witness }: FitnessFacts): FitnessCheck {
  const result = witness === 'answers' ? 'pass' : witness === 'silent' ? 'fail' : 'warn'
  const found = { answers: 'a witness answers', silent: 'no witness answers', 'no witness': 'no witness is known' }
  return { check: 'witness', result, found: found[witness] }
}

function diskCheck({ disks }: FitnessFacts): FitnessCheck {
  const behind = disks.filter(({ inSync }) => !inSync).map(({ resource }) => resource)
  if (behind.length === 0) return { check: 'disk', result: 'pass', found: 'the disks are current' }
  return { check: 'disk', result: 'fail', found: `not in sync: ${behind.join(', ')}` }
}

function faultsOf({ services }: FitnessFacts): readonly string[] {
  return services.flatMap(({ service, problem }) => (problem === null ? [] : [`${service}: ${problem}`]))
}

function fullFolders({ folders }: FitnessFacts): readonly string[] {
  return folders.flatMap(({ folder, freeMib }) =>
    freeMib === null || freeMib >= freeMibMin ? [] : [`${folder} has ${freeMib} MiB left`],
  )
}

function listCheck(check: FitnessName, count: number, faults: readonly string[]): readonly FitnessCheck[] {
  if (count === 0) return []
  if (faults.length > 0) return [{ check, result: 'fail', found: faults.join(', ') }]
  return [{ check, result: 'pass', found: `${count} looked at` }]
}

function certificateCheck({ certificates }: FitnessFacts): readonly FitnessCheck[] {
  const dead = certificates.flatMap(({ file, leftMs, problem }) =>
    problem !== null ? [`${file}: ${problem}`] : leftMs !== null && leftMs <= 0 ? [`${file} has ended`] : [],
  )
  const ending = certificates.flatMap(({ file, leftMs }) =>
    leftMs !== null && leftMs > 0 && leftMs < certificateDays * dayMs
      ? [`${file} ends in ${Math.floor(leftMs / dayMs)} days`]
      : [],
  )
  if (dead.length > 0 || ending.length === 0) return listCheck('certificates', certificates.length, dead)
  return [{ check: 'certificates', result: 'warn', found: ending.join(', ') }]
}

function settingsCheck({ settingsMatch }: FitnessFacts): FitnessCheck {
  const found = { true: 'the peer has the same settings', false: 'the peer has other settings', null: 'not known' }
  const result = settingsMatch === false ? 'fail' : settingsMatch === null ? 'warn' : 'pass'
  return { check: 'settings', result, found: found[`${settingsMatch}`] }
}
