/**
 * What must be given up when this agent dies and none comes back, and how is that told to a program without a runtime?
 *
 * As a plain list in the run folder, one thing a line, which the emergency release reads when the lease has ended (D6).
 * It touches only what stands there, so the rule for the writer is: a thing is on the list before it is taken, and stays
 * until it is certainly given up. The list also says who wrote it, as process number and start, so that a new agent takes
 * the duty over by writing its own list. Replaced as a whole, by rename; the last line shows that it is whole.
 * Rejected: JSON (a shell script cannot read it), asking the kernel instead (it does not know which addresses are ours),
 * a list per kind (they would not change together).
 * Sources: the form is checked once more by packaging/release/hapair-release; proc(5) for the start of a process.
 */
import { isIP } from 'node:net'

/** What a node holds. The order is that of giving up: units are stopped together, mounts one after the other. */
export type Holdings = {
  readonly addresses: readonly { readonly device: string; readonly address: string; readonly prefix: number }[]
  /** Units of the service manager with their suffix; only those that must not run on a node that stands by. */
  readonly units: readonly string[]
  /** Mount points, innermost first. */
  readonly mounts: readonly string[]
  readonly resources: readonly { readonly name: string; readonly minor: number }[]
}

/** The whole list. */
export type ReleaseList = {
  /** The process that keeps the list; `startTicks` as `parseStartTicks` gives it. */
  readonly agent: { readonly pid: number; readonly startTicks: number }
  /** Longest lifetime that an address has now, ms; 1 to 60,000. The release waits so long for an agent to come back. */
  readonly leaseMs: number
  /** Time that the release may take, ms, 1,000 to 60,000; what is held then is left. */
  readonly limitMs: number
  /** Reset the machine when something is left. For nodes with a disk. */
  readonly reset: boolean
  readonly holdings: Holdings
}

/** The text, or every reason why there is none. */
export type RenderedList =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problems: readonly string[] }

/** Number in the first line; the script refuses any other. */
const version = 1
/** 16 virtual addresses with 1,024 aliases each: config/keys/vip.ts. */
const addressesMax = 16_400
/** As many as can be placed: config/keys/profile-services.ts. */
const unitsMax = 32
/** As many as resources: config/keys/disk.ts. */
const resourcesMax = 8
/** Our own limits; the lease is 10 s at most (D3). */
const spanMsMax = 60_000
const limitMsMin = 1000
/** Minor numbers of a block device: 20 bits, linux/kdev_t.h. */
const minorMax = 0xfffff
const prefixMax = { 4: 32, 6: 128 } as const
/** Writing `b` to it resets the machine without a sync. Source: admin-guide/sysrq of the kernel. */
const resetFile = '/proc/sysrq-trigger'

/** IFNAMSIZ of linux/if.h less the closing zero; the script knows no others. */
const devicePattern = /^[A-Za-z0-9_.:-]{1,15}$/
const unitPattern = /^[A-Za-z0-9_][A-Za-z0-9:_.@\\-]{0,250}\.[a-z]{1,12}$/
/** A blank at either end would be lost, and a line end would be two lines. */
const mountPattern = /^\/(?:[^\p{Cc}]{0,252}[^\p{Cc} ])$/u
const resourcePattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,39}$/

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}

function lengthProblems({ addresses, units, mounts, resources }: Holdings): string[] {
  const counted: readonly (readonly [string, number, number])[] = [
    ['addresses', addresses.length, addressesMax],
    ['units', units.length, unitsMax],
    ['mounts', mounts.length, resourcesMax],
    ['resources', resources.length, resourcesMax],
  ]
  return counted.flatMap(([what, count, max]) => (count > max ? [`${count} ${what}, at most ${max}`] : []))
}

function addressProblems({ device, address, prefix }: Holdings['addresses'][number]): string[] {
  const family = isIP(address)
  const good =
    (family === 4 || family === 6) && isWithin(prefix, 1, prefixMax[family]) && /^[0-9a-fA-F.:]+$/.test(address)
  if (good && devicePattern.test(device)) return []
  return [`address ${JSON.stringify(`${address}/${prefix}`)} on ${JSON.stringify(device)}`]
}

function problemsOf({ agent, leaseMs, limitMs, holdings }: ReleaseList): string[] {
  const lengths = lengthProblems(holdings)
  if (lengths.length > 0) return lengths
  const { addresses, units, mounts, resources } = holdings
  const wrong = (what: string, texts: readonly string[], pattern: RegExp): string[] =>
    texts.filter((text) => !pattern.test(text)).map((text) => `${what} ${JSON.stringify(text)}`)
  return [
    ...(isWithin(agent.pid, 1, 2 ** 22) && isWithin(agent.startTicks, 0, Number.MAX_SAFE_INTEGER)
      ? []
      : [`agent ${agent.pid} ${agent.startTicks}`]),
    ...(isWithin(leaseMs, 1, spanMsMax) ? [] : [`lease ${leaseMs} ms`]),
    ...(isWithin(limitMs, limitMsMin, spanMsMax) ? [] : [`limit ${limitMs} ms`]),
    ...addresses.flatMap(addressProblems),
    ...wrong('unit', units, unitPattern),
    ...wrong('mount', mounts, mountPattern),
    ...resources.flatMap(({ name, minor }) =>
      resourcePattern.test(name) && isWithin(minor, 0, minorMax)
        ? []
        : [`resource ${JSON.stringify(name)} with minor ${minor}`],
    ),
  ]
}

/** The text of the list, or what of it cannot be said: what cannot be listed is not given up by an emergency release. */
export function renderReleaseList(list: ReleaseList): RenderedList {
  const problems = problemsOf(list)
  if (problems.length > 0) return { ok: false, problems }
  const { agent, leaseMs, limitMs, reset, holdings } = list
  const lines = [
    `hapair-release-list ${version}`,
    `agent ${agent.pid} ${agent.startTicks}`,
    `lease ${leaseMs}`,
    `limit ${limitMs}`,
    ...holdings.addresses.map(({ device, address, prefix }) => `address ${device} ${address}/${prefix}`),
    ...holdings.units.map((unit) => `unit ${unit}`),
    ...holdings.mounts.map((mount) => `mount ${mount}`),
    ...holdings.resources.map(({ name, minor }) => `resource ${name} ${minor}`),
    ...(reset ? [`reset ${resetFile}`] : []),
    'end',
  ]
  return { ok: true, text: `${lines.join('\n')}\n` }
}

/** Field of the start time behind the closing parenthesis: the 22nd of the line, of which two stand before. proc(5). */
const startField = 19

/**
 * Start of a process in clock ticks since the boot, out of its /proc/PID/stat; nothing when the text is none. Together
 * with the number it names a process for good. The name in parentheses may have blanks and parentheses of its own.
 */
export function parseStartTicks(stat: string): number | undefined {
  const close = stat.lastIndexOf(') ')
  const field = close < 0 ? undefined : stat.slice(close + 2).split(' ')[startField]
  return field !== undefined && /^\d{1,15}$/.test(field) ? Number(field) : undefined
}
