/**
 * What does hapair write into the resource file of DRBD?
 *
 * One resource per volume, with one volume and two nodes, and with the choices that protect data: fencing freezes I/O
 * until the peer is known to be outdated (the default `dont-care` served stale data when measured); no conflict is ever
 * solved by DRBD itself; a failed disk is detached; timers are short, so that a lost peer is noticed within the dead time.
 * Nodes are named by host name and not by address (`floating`): with an address that is missing at the moment, drbdadm
 * would not know the resource at all, not even to demote it.
 * 8.4 and 9 have another grammar: `fencing` stands in `disk` or in `net`, and 9 wants node ids and must be told neither
 * to promote by itself nor to count a quorum.
 * Text in, text out; whoever writes it lets drbdadm read it before it counts.
 * Source: drbd.conf(5) of 8.4 and 9.0; the same text put through `drbdadm --dry-run up` of drbd-utils 9.22.
 */
import type { Grammar } from './commands.ts'
import { rateMaxKib } from './rate.ts'

/** One node of the pair, for the file. */
export type FileNode = {
  /** As `uname -n` prints it. */
  readonly host: string
  /** Address of replication, IPv4 or IPv6. */
  readonly address: string
  /** Block device below DRBD. */
  readonly disk: string
  /** Device of its metadata, maybe with a blank and an index in brackets; left out: the end of the disk. */
  readonly meta?: string
}

/** A resource, for the file. */
export type FileResource = {
  readonly name: string
  readonly minor: number
  readonly port: number
  readonly nodes: readonly [FileNode, FileNode]
}

/** Choices that hold for every resource. */
export type FileChoices = {
  readonly grammar: Grammar
  /** KiB/s. */
  readonly rateKib: number
  /** Secret that both nodes share, 1 to 63 characters out of A-Z a-z 0-9 + / = - _ . */
  readonly secret: string
  /** Path of the program that the kernel calls to outdate the peer. */
  readonly fencePeer: string
  /** Dead time of the pair, ms: the timers of DRBD must end before. */
  readonly deadMs: number
}

/** Why no file is made: every problem, with its place. */
export type FileProblems = { readonly problems: readonly string[] }

/** Timers of a connection in the units of DRBD's options. */
export type NetTimers = {
  readonly pingSeconds: number
  readonly pingTimeoutTenths: number
  readonly timeoutTenths: number
}

const tenthsPerSecond = 10
const msPerSecond = 1000
const connectSeconds = 3

/**
 * Timers for a dead time: ping interval and its timeout together at most half of it, at most 2 s and 1 s.
 * DRBD wants `timeout` below the ping interval and the connect interval.
 */
export function netTimers(deadMs: number): NetTimers {
  const quarterSeconds = Math.max(1, Math.floor(deadMs / 4 / msPerSecond))
  const pingSeconds = Math.min(2, quarterSeconds)
  const pingTimeoutTenths = Math.min(tenthsPerSecond, Math.max(5, Math.floor(deadMs / 8 / 100)))
  const timeoutTenths = Math.min(pingSeconds, connectSeconds) * tenthsPerSecond - 2
  return { pingSeconds, pingTimeoutTenths, timeoutTenths }
}

/** The file's text, or everything that is wrong with what it shall be made of. */
export function renderResourceFile(resources: readonly FileResource[], choices: FileChoices): string | FileProblems {
  const problems = [...choiceProblems(choices), ...resources.flatMap(resourceProblems), ...clashes(resources)]
  if (problems.length > 0) return { problems }
  const opening = ['# Written by hapair from pair.yaml. Changes made here are lost when the settings are applied.', '']
  return [...opening, ...resources.flatMap((resource) => resourceLines(resource, choices))].join('\n')
}

const secretForm = /^[A-Za-z0-9+/=_.-]{1,63}$/
const nameForm = /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/
const hostForm = /^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$/
const pathForm = /^\/[A-Za-z0-9_./:@+=-]{1,200}$/
const metaForm = /^\/[A-Za-z0-9_./:@+=-]{1,200}(?: \[\d{1,3}\])?$/
const addressForm = /^[0-9A-Fa-f.:]{2,45}$/
const portMax = 65_535
const minorMax = 1_048_575
const resourcesMax = 8

function choiceProblems({ rateKib, secret, fencePeer }: FileChoices): readonly string[] {
  return listed([
    [Number.isInteger(rateKib) && rateKib >= 1 && rateKib <= rateMaxKib, `rate ${rateKib}: 1 to ${rateMaxKib} KiB/s`],
    // The secret itself is not shown.
    [
      secretForm.test(secret),
      'the shared secret is empty, longer than 63 characters, or has others than letters, digits, + / = - _ .',
    ],
    [pathForm.test(fencePeer), `path of the fence-peer program: ${fencePeer}`],
  ])
}

function resourceProblems({ name, minor, port, nodes }: FileResource): readonly string[] {
  const place = `resource ${name}`
  return listed([
    [nameForm.test(name), `${place}: name`],
    [Number.isInteger(minor) && minor >= 0 && minor <= minorMax, `${place}: minor ${minor}`],
    [Number.isInteger(port) && port >= 1 && port <= portMax, `${place}: port ${port}`],
    [nodes[0].host !== nodes[1].host, `${place}: both nodes have the name ${nodes[0].host}`],
    [nodes[0].address !== nodes[1].address, `${place}: both nodes have the address ${nodes[0].address}`],
    ...nodes.flatMap(({ host, address, disk, meta }): Check[] => [
      [hostForm.test(host), `${place}: host name ${host}`],
      [addressForm.test(address), `${place}: address ${address}`],
      [pathForm.test(disk), `${place}: disk ${disk}`],
      [meta === undefined || metaForm.test(meta), `${place}: meta-disk ${meta ?? ''}`],
    ]),
  ])
}

function clashes(resources: readonly FileResource[]): readonly string[] {
  return listed([
    [resources.length <= resourcesMax, `${resources.length} resources: at most ${resourcesMax}`],
    [distinct(resources.map(({ name }) => name)), 'two resources have the same name'],
    [distinct(resources.map(({ minor }) => minor)), 'two resources have the same minor'],
    [distinct(resources.map(({ port }) => port)), 'two resources have the same port'],
  ])
}

type Check = readonly [good: boolean, problem: string]

function listed(checks: readonly Check[]): readonly string[] {
  return checks.flatMap(([good, problem]) => (good ? [] : [problem]))
}

function distinct(values: readonly (string | number)[]): boolean {
  return new Set(values).size === values.length
}

function resourceLines(resource: FileResource, choices: FileChoices): readonly string[] {
  const nine = choices.grammar === '9'
  const fencing = 'fencing resource-and-stonith'
  const rate = `${choices.rateKib}k`
  const disk = ['on-io-error detach', 'c-plan-ahead 0', `resync-rate ${rate}`, `c-max-rate ${rate}`]
  return [
    `resource ${resource.name} {`,
    ...(nine ? section('options', ['auto-promote no', 'quorum off']) : []),
    ...section('disk', nine ? disk : [fencing, ...disk]),
    ...section('net', [...(nine ? [fencing] : []), ...netOptions(choices)]),
    ...section('handlers', [`fence-peer "${choices.fencePeer}"`]),
    ...resource.nodes.flatMap((node, id) => nodeLines(resource, node, nine ? id : undefined)),
    '}',
    '',
  ]
}

function netOptions({ secret, deadMs }: FileChoices): readonly string[] {
  const { pingSeconds, pingTimeoutTenths, timeoutTenths } = netTimers(deadMs)
  return [
    'protocol C',
    'cram-hmac-alg sha256',
    `shared-secret "${secret}"`,
    'after-sb-0pri disconnect',
    'after-sb-1pri disconnect',
    'after-sb-2pri disconnect',
    'rr-conflict disconnect',
    `ping-int ${pingSeconds}`,
    `ping-timeout ${pingTimeoutTenths}`,
    `timeout ${timeoutTenths}`,
    `connect-int ${connectSeconds}`,
    'verify-alg crc32c',
  ]
}

function nodeLines(resource: FileResource, node: FileNode, id: number | undefined): readonly string[] {
  const family = node.address.includes(':') ? 'ipv6' : 'ipv4'
  const address = family === 'ipv6' ? `[${node.address}]` : node.address
  const lines = [
    ...(id === undefined ? [] : [`node-id ${id}`]),
    `device /dev/drbd${resource.minor} minor ${resource.minor}`,
    `disk ${node.disk}`,
    `meta-disk ${node.meta ?? 'internal'}`,
    `address ${family} ${address}:${resource.port}`,
  ]
  return section(`on ${node.host}`, lines)
}

function section(name: string, options: readonly string[]): readonly string[] {
  return [`  ${name} {`, ...options.map((option) => `    ${option};`), '  }']
}
