/**
 * Is each node allowed, able and looked after?
 *
 * Entitlement in the order in which it is obtained, the hardware that a pair needs, automatic updates, backups, load,
 * and how long the last moves took. Sources: requirements LIC-1 to LIC-4, PRE-9, GEN-4, GEN-5, MNT-6.
 */
import { failed, manual, passed, skipped, warned } from './finding.ts'
import type { DoctorRule, Finding } from './finding.ts'
import type { BackupFacts, EntitlementFacts, NodeFacts } from './node-facts.ts'
import { asked, byRole, known } from './sides.ts'
import type { Side, Sides } from './sides.ts'

const page = 'hapair(8)'
const profilePage = 'hapair-profile(5)'
const rules = {
  entitlement: { check: 'entitlement', rule: 'each node is entitled to the feature by a file of its own', page },
  capable: { check: 'capable', rule: 'each node has the hardware that a pair needs', page },
  updates: { check: 'updates', rule: 'automatic updates are off', page },
  backup: { check: 'backup', rule: 'configuration and user data are backed up every day', page: profilePage },
  load: { check: 'load', rule: 'each node is lightly loaded, so that one can carry everything', page },
  moves: { check: 'moves', rule: 'moves do not take too long', page },
  enabled: { check: 'enabled', rule: 'the feature is switched on, on the master first', page },
} as const satisfies Readonly<Record<string, DoctorRule>>

/** Age of a backup that warns, ms: GEN-5, daily backups. */
export const backupMaxMs = 86_400_000
/** Load of the last quarter of an hour for each processor that warns; own choice: half is left for the other node. */
const loadMax = 0.5
/** So many moves in a row, each longer than this, ms, warn: GEN-4. */
const movesJudged = 3
const moveMaxMs = 120_000
/** LIC-4: the LAN, and one for the replication. */
const devicesMin = 2

const hourMs = 3_600_000

/** Everything about one node by itself, and the entitlement of both. */
export function upkeepFindings(sides: Sides): readonly Finding[] {
  const each = known(sides)
  return [
    ...entitlementFindings(sides),
    ...enabledFindings(sides),
    ...each.flatMap(capableFinding),
    ...each.flatMap(updateFindings),
    ...each.flatMap(backupFindings),
    ...each.flatMap(loadFindings),
    ...each.flatMap(moveFindings),
  ]
}

const entitlementOf = ({ entitlement }: NodeFacts): NodeFacts['entitlement'] => entitlement

function entitlementFindings(sides: Sides): readonly Finding[] {
  const each = known(sides).flatMap((side) =>
    asked(rules.entitlement, side, entitlementOf, ({ state, found }) => {
      const text = `${side.name}: ${found}`
      if (state !== 'not-entitled') return [passed(rules.entitlement, text)]
      return [failed(rules.entitlement, text, nextLicenceStep(sides) ?? 'get the entitlement of this node')]
    }),
  )
  return [...each, ...sameFile(sides)]
}

function sameFile({ own, peer }: Sides): readonly Finding[] {
  const answers = [own.facts.entitlement, peer?.facts.entitlement]
  const [mine, theirs] = answers.map((answer) => (answer !== undefined && 'value' in answer ? answer.value : undefined))
  if (mine === undefined || theirs === undefined) return []
  if (mine.fingerprint === null || theirs.fingerprint === null) return []
  if (mine.fingerprint === theirs.fingerprint) {
    const what = 'register the slave with the same contract, and give it the file that was issued for it'
    return [failed(rules.entitlement, 'both nodes have the same file; each needs one of its own', what)]
  }
  if (mine.contract === theirs.contract) return []
  const found = `the contracts differ: ${mine.contract ?? 'none'} and ${theirs.contract ?? 'none'}`
  return [warned(rules.entitlement, found, "register the slave with the master's contract identifier")]
}

/** What to do next, in the order master, slave (LIC-3); undefined when nothing is missing or the roles are not clear. */
export function nextLicenceStep(sides: Sides): string | undefined {
  const roles = byRole(sides)
  const one = sides.own.facts.role === 'master' ? { master: sides.own } : { slave: sides.own }
  const { master, slave } = { master: undefined, slave: undefined, ...(roles ?? one) }
  const state = (side: Side | undefined): EntitlementFacts | undefined =>
    side !== undefined && 'value' in side.facts.entitlement ? side.facts.entitlement.value : undefined
  if (state(master)?.state === 'not-entitled')
    return 'obtain the entitlement of the master first, save it, and put it in its place on the master'
  if (state(slave)?.state !== 'not-entitled') return undefined
  const contract = state(master)?.contract ?? null
  const by = contract === null ? "the master's contract identifier" : `the contract ${contract}`
  return `register the slave with ${by}, and put the separate file that is issued for it in its place on the slave`
}

function enabledFindings(sides: Sides): readonly Finding[] {
  const roles = byRole(sides)
  const order = roles !== undefined && roles.slave.facts.enabled && !roles.master.facts.enabled
  const each = known(sides).map((side) =>
    side.facts.enabled
      ? passed(rules.enabled, `${side.name}: on`)
      : warned(rules.enabled, `${side.name}: off; the node takes nothing`, 'when all else passes: hapair enable'),
  )
  const what = 'run "hapair enable" on the master, and only then on the slave'
  return order ? [...each, failed(rules.enabled, 'the slave is switched on before the master', what)] : each
}

function capableFinding(side: Side): readonly Finding[] {
  return asked(
    rules.capable,
    side,
    ({ machine }) => machine,
    ({ serialPorts, devices, replicationDriver }) => {
      const { volumes, wantsSerial } = side.facts
      const disk = 'value' in volumes && volumes.value.length > 0
      const lacks = [
        ...(serialPorts.length === 0 && wantsSerial ? ['a serial port'] : []),
        ...(disk && devices.length < devicesMin ? ['a second network device for the replication'] : []),
        ...(disk && !replicationDriver ? ['the replication driver (DRBD)'] : []),
      ]
      if (lacks.length === 0) return [passed(rules.capable, `${side.name} has what a pair needs`)]
      const what = `fit it, or replace ${side.name} before anything is changed`
      return [failed(rules.capable, `${side.name} lacks ${lacks.join(', ')}`, what)]
    },
  )
}

function updateFindings(side: Side): readonly Finding[] {
  return asked(
    rules.updates,
    side,
    ({ updates }) => updates,
    ({ state, found }) => {
      const text = `${side.name}: ${found}`
      if (state === 'off') return [passed(rules.updates, text)]
      if (state === 'unknown') return [skipped(rules.updates, text, 'look at the settings of the appliance')]
      return [failed(rules.updates, text, 'switch them off: an update must never restart a node by itself')]
    },
  )
}

function backupFindings(side: Side): readonly Finding[] {
  return asked(
    rules.backup,
    side,
    ({ backups }) => backups,
    (backups) =>
      backups.length === 0
        ? [manual(rules.backup, `${side.name}: check by hand; the firmware profile names no file of a backup`)]
        : backups.map((backup) => backupFinding(side, backup)),
  )
}

function backupFinding({ name }: Side, { kind, file, ageMs }: BackupFacts): Finding {
  const what = 'make a backup, and see why the daily one fails; a pair is no backup'
  if (ageMs === null) return warned(rules.backup, `${name}: no backup of the ${spoken(kind)}: no ${file}`, what)
  const text = `${name}: the newest backup of the ${spoken(kind)} is ${Math.round(ageMs / hourMs)} h old`
  return ageMs > backupMaxMs ? warned(rules.backup, text, what) : passed(rules.backup, text)
}

function spoken(kind: BackupFacts['kind']): string {
  return kind === 'configuration' ? 'configuration' : 'user data'
}

function loadFindings(side: Side): readonly Finding[] {
  return asked(
    rules.load,
    side,
    ({ load }) => load,
    ({ fifteenMinutes, processors }) => {
      const text = `${side.name}: load ${fifteenMinutes.toFixed(2)} on ${processors} processors for 15 minutes`
      if (fifteenMinutes <= loadMax * processors) return [passed(rules.load, text)]
      return [warned(rules.load, text, 'keep the nodes lightly loaded; shut none down unless it is necessary')]
    },
  )
}

function moveFindings(side: Side): readonly Finding[] {
  return asked(
    rules.moves,
    side,
    ({ moves }) => moves,
    (moves) => {
      const last = moves.slice(-movesJudged).map(({ ms }) => ms)
      if (last.length === 0) return []
      const text = `${side.name}: the last ${last.length} took ${last.map((ms) => `${(ms / 1_000).toFixed(1)} s`).join(', ')}`
      if (!undersized(last)) return [passed(rules.moves, text)]
      return [warned(rules.moves, text, 'the hardware may be too small to carry all services alone')]
    },
  )
}

/** Whether the last moves, ms each, oldest first, were all too long (GEN-4). */
export function undersized(moves: readonly number[]): boolean {
  const last = moves.slice(-movesJudged)
  return last.length === movesJudged && last.every((ms) => ms > moveMaxMs)
}
