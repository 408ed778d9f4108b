/**
 * Is this node entitled, are its updates off, how old are its backups, which release does it have?
 *
 * What the firmware profile names is asked; without a profile, what holds on Debian.
 */
import { stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { SiteAppliance } from '../config/site.ts'
import { fingerprintOf, linkTarget, runWords, textIfThere } from './gather-command.ts'
import type { Around } from './gather-command.ts'
import type { BackupFacts, EntitlementFacts, UpdateFacts } from './node-facts.ts'

/** Longest text that goes into the facts, characters. */
const textMax = 300

/** Whether the feature is allowed here (LIC-1, LIC-2). Rejects when that cannot be looked up. */
export async function entitlementHere(
  around: Around,
  entitlement: SiteAppliance['entitlement'],
): Promise<EntitlementFacts> {
  const { file, check, identity, contract } = entitlement
  const nothing = { fingerprint: null, contract: null }
  const not = (found: string): EntitlementFacts => ({ state: 'not-entitled', found, ...nothing })
  if (file === undefined && check.length === 0)
    return { state: 'not-demanded', found: 'the firmware profile demands no entitlement', ...nothing }
  const text = file === undefined ? '' : await textIfThere(around, file)
  if (file !== undefined && text === undefined) return not(`there is no ${file}`)
  const own = identity === 'none' ? undefined : await identityOf(around, identity)
  if (own !== undefined && (own === '' || text?.toLowerCase().includes(own.toLowerCase()) !== true))
    return not(`${file ?? ''} was issued for another node: it does not name the ${identity} ${own}`)
  if (check.length > 0) {
    const { code, output } = await runWords(around, check)
    if (code !== 0) return not(`${check.join(' ')} ends with ${code ?? 'nothing'}: ${output.slice(0, textMax)}`)
  }
  const line = contract === undefined ? undefined : text?.split('\n').find((each) => each.startsWith(contract))
  return {
    state: 'entitled',
    found: file ?? check.join(' '),
    fingerprint: file === undefined || text === undefined ? null : fingerprintOf(text),
    contract: line === undefined ? null : line.slice(contract?.length).trim().slice(0, textMax),
  }
}

async function identityOf(around: Around, identity: 'machine-id' | 'product-uuid' | 'hostname'): Promise<string> {
  if (identity === 'hostname') return hostname()
  // machine-id(5), and sysfs-firmware-dmi of the kernel, which only root may read.
  const file = identity === 'machine-id' ? '/etc/machine-id' : '/sys/class/dmi/id/product_uuid'
  return (await textIfThere(around, file))?.trim() ?? ''
}

const timer = 'apt-daily-upgrade.timer'

/** Whether the appliance updates itself (PRE-9). `words`: the command of the profile; empty for none. */
export async function updatesHere(around: Around, words: readonly string[]): Promise<UpdateFacts> {
  if (words.length > 0) {
    const { code } = await runWords(around, words)
    const found = `${words.join(' ')} ends with ${code ?? 'nothing'}`
    return { state: code === null ? 'unknown' : code === 0 ? 'off' : 'on', found }
  }
  const { code, output } = await runWords(around, ['apt-config', 'dump'])
  if (code !== 0) return { state: 'unknown', found: 'there is no apt, and the firmware profile names no other check' }
  const masked = (await linkTarget(around, `/etc/systemd/system/${timer}`)) === '/dev/null'
  return masked ? { state: 'off', found: `${timer} is masked` } : judgeApt(output)
}

/** What `apt-config dump` says about unattended upgrades: apt.conf(5), and /usr/lib/apt/apt.systemd.daily. */
export function judgeApt(dump: string): UpdateFacts {
  const valueOf = (key: string): string | undefined =>
    dump
      .split('\n')
      .map((line) => /^APT::Periodic::(\S+) "([^"]*)";$/.exec(line))
      .findLast((match) => match?.[1]?.toLowerCase() === key.toLowerCase())?.[2]
  const off = (value: string | undefined): boolean => value === undefined || value === '' || value === '0'
  if (valueOf('Enable') === '0') return { state: 'off', found: 'APT::Periodic::Enable is 0' }
  const unattended = valueOf('Unattended-Upgrade')
  if (off(unattended)) return { state: 'off', found: 'APT::Periodic::Unattended-Upgrade is not set' }
  return { state: 'on', found: `APT::Periodic::Unattended-Upgrade is ${unattended ?? ''}` }
}

/** The newest backup of each kind that the profile names (GEN-5). `wallMs`: now, since 1970. */
export async function backupsHere(
  around: Around,
  { configurationBackup, userDataBackup }: SiteAppliance,
  wallMs: number,
): Promise<readonly BackupFacts[]> {
  const kinds = [
    ...(configurationBackup === undefined ? [] : [{ kind: 'configuration' as const, file: configurationBackup }]),
    ...(userDataBackup === undefined ? [] : [{ kind: 'user-data' as const, file: userDataBackup }]),
  ]
  return Promise.all(
    kinds.map(async ({ kind, file }) => ({ kind, file, ageMs: await ageOf(join(around.root, file), wallMs) })),
  )
}

async function ageOf(path: string, wallMs: number): Promise<number | null> {
  try {
    const { mtimeMs } = await stat(path)
    return Math.max(0, Math.round(wallMs - mtimeMs))
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null
    throw error
  }
}

/** The release of the appliance software (PRE-2): the file of the profile, else os-release(5). */
export async function releaseHere(around: Around, file: string | undefined): Promise<string> {
  if (file !== undefined) {
    const text = await textIfThere(around, file)
    if (text === undefined) throw new Error(`there is no ${file}`)
    return text.trim().slice(0, textMax)
  }
  const text = (await textIfThere(around, '/etc/os-release')) ?? ''
  const pretty = /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(text)?.[1] ?? 'unknown system'
  const point = await textIfThere(around, '/etc/debian_version')
  return `${pretty}${point === undefined ? '' : `, ${point.trim()}`}`.slice(0, textMax)
}
