/**
 * `hapair profile detect`: what is this machine, and which installed firmware profiles fit it?
 *
 * A profile fits when the devices and serial ports that it names are there. Nothing is chosen: the same machine may be
 * sold in several families, and only the operator knows which it is.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { checkProfile } from '../../config/check-profile.ts'
import type { SiteSettings } from '../../config/site.ts'
import { lookAtMachine } from '../../doctor/machine.ts'
import type { Machine, MachineFiles } from '../../doctor/machine.ts'
import { flag } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { installedNames, lookupIn } from '../installed-profiles.ts'

/** What of a profile is there, and what is missing. */
export type Fit = { readonly profile: string; readonly present: readonly string[]; readonly missing: readonly string[] }

/** Prints the machine, and each profile with what it names. */
export async function profileDetectCommand({ terminal, folders }: Context, call: Call): Promise<ExitCode> {
  const machine = await lookAtMachine(kernelFiles)
  const lookup = lookupIn(folders.profiles)
  const fits = installedNames(folders).flatMap((profile) => {
    const { site } = checkProfile(profile, lookup)
    return site === undefined ? [] : [fitOf(profile, site, machine)]
  })
  if (flag(call, 'json')) terminal.out(JSON.stringify({ machine, fits }, undefined, 2))
  else for (const line of renderDetection(machine, fits)) terminal.out(line)
  return exitCodes.done
}

/** Compares what a profile names with what the machine has. */
export function fitOf(profile: string, site: SiteSettings, machine: Machine): Fit {
  const serial = site.paths.flatMap((path) => (path.medium === 'serial' ? [path.device] : []))
  const wanted = [site.lanDevice, ...serial]
  const there = new Set([...machine.devices.map(({ name }) => name), ...machine.serialPorts])
  return {
    profile,
    present: wanted.filter((name) => there.has(name)),
    missing: wanted.filter((name) => !there.has(name)),
  }
}

/** The machine and the profiles, as lines. */
export function renderDetection(machine: Machine, fits: readonly Fit[]): readonly string[] {
  const { maker, product, devices, serialPorts } = machine
  const listed = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '))
  const speed = (speedMbit: number | null): string => (speedMbit === null ? '' : ` ${speedMbit} Mbit/s`)
  return [
    `machine   ${[maker, product].filter((text) => text !== '').join(' ') || 'unknown'}`,
    `network   ${listed(devices.map(({ name, speedMbit, driver }) => `${name} (${driver}${speed(speedMbit)})`))}`,
    `serial    ${listed(serialPorts)}`,
    ...fits.map(({ profile, present, missing }) => {
      const rest = missing.length === 0 ? 'fits' : `does not fit: no ${missing.join(', no ')}`
      return `profile   ${profile}: ${rest}${present.length === 0 ? '' : ` (has ${present.join(', ')})`}`
    }),
  ]
}

const kernelFiles: MachineFiles = {
  list: (folder) => (existsSync(folder) ? readdirSync(folder) : []),
  read: (path) => {
    try {
      return readFileSync(path, 'utf8')
    } catch (cause) {
      // A device without a link has no speed, and others have no file of that name.
      if (cause instanceof Error && 'code' in cause) return undefined
      throw cause
    }
  },
}
