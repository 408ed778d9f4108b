/**
 * `hapair vip set`: which virtual address shall the pair have?
 *
 * Adds the first address of a pair that had none (VIP-10), changes an existing one in one operation (VIP-11), and
 * enables one that was disabled (VIP-13).
 */
import type { FieldValue } from '../../config/edit.ts'
import type { SiteSettings, SiteVip } from '../../config/site.ts'
import { flag, given, givenList } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { shellWord } from '../shell-word.ts'
import { addressesText, makeChange, pairHere } from '../vip-change.ts'
import type { VipChange } from '../vip-change.ts'

/** Writes the address and puts it in force. */
export async function vipSetCommand(context: Context, call: Call): Promise<ExitCode> {
  const site = pairHere(context)
  const wishes = { yes: flag(call, 'yes'), dryRun: flag(call, 'dryRun'), json: flag(call, 'json') }
  return await makeChange(context, planSet(site, call), wishes)
}

function planSet(site: SiteSettings, call: Call): VipChange {
  const address = call.arguments[0] ?? ''
  const zone = given(call, 'zone') ?? 'lan'
  const old = meant(site, given(call, 'name'), zone)
  const name = old?.name ?? given(call, 'name') ?? `vip-${zone}`
  const fields = fieldsOf(call, old, { address, zone })
  const destructive = old?.enabled === true && (old.addresses[0]?.address !== address || flag(call, 'disabled'))
  const options = [`--name ${shellWord(name)}`, ...optionWords(call)].join(' ')
  return {
    change: { type: 'vip-set', name, fields },
    effects: effectsOf(name, old, call, address),
    destructive,
    command: `hapair vip set ${shellWord(address)} --zone ${zone} ${options}`,
  }
}

/** The VIP to change: by name, else the only one of the zone; undefined when a new one is meant. */
function meant(site: SiteSettings, name: string | undefined, zone: string): SiteVip | undefined {
  if (name !== undefined) return site.vips.find((vip) => vip.name === name)
  const inZone = site.vips.filter((vip) => vip.zone === zone)
  if (inZone.length <= 1) return inZone[0]
  const names = inZone.map((vip) => vip.name).join(', ')
  throw new CommandError(
    exitCodes.usage,
    `hapair: there are several virtual addresses in ${zone}; add --name with one of ${names}`,
  )
}

/** Fields to write; of an existing VIP only what was asked for, so that the rest of the file stays as it is. */
function fieldsOf(
  call: Call,
  old: SiteVip | undefined,
  base: { readonly address: string; readonly zone: string },
): Record<string, FieldValue> {
  const aliases = givenList(call, 'alias')
  const fields: Record<string, FieldValue> = { enabled: !flag(call, 'disabled'), address: base.address }
  if (old?.zone !== base.zone) fields['zone'] = base.zone
  if (aliases.length > 0) fields['aliases'] = aliases
  for (const [option, field] of singles) {
    const value = given(call, option)
    if (value !== undefined) fields[field] = value
  }
  return fields
}

/** Options with one value each, and the fields that they set. */
const singles = [
  ['device', 'device'],
  ['masterIp', 'master-ip'],
  ['slaveIp', 'slave-ip'],
] as const

function optionWords(call: Call): string[] {
  const values = singles.flatMap(([option, field]) => {
    const value = given(call, option)
    return value === undefined ? [] : [`--${field} ${shellWord(value)}`]
  })
  const aliases = givenList(call, 'alias').map((alias) => `--alias ${shellWord(alias)}`)
  return [...values, ...aliases, ...(flag(call, 'disabled') ? ['--disabled'] : []), '--yes']
}

function effectsOf(name: string, old: SiteVip | undefined, call: Call, address: string): string[] {
  const now = flag(call, 'disabled') ? 'written, but not held yet' : 'held by the running master and announced'
  if (old?.enabled !== true) return [`virtual address ${name}:`, `  - ${address} is ${now}`]
  return [
    `virtual address ${name}:`,
    `  - the running master gives up what is no longer listed of ${addressesText(old)}; connections through it end`,
    `  - ${address} is ${now}`,
  ]
}
