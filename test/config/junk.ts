/**
 * Does the reader stay calm whatever it is given?
 */
import fc from 'fast-check'
import t from 'tap'
import { parse, stringify } from 'yaml'
import { editPair } from '../../src/config/edit.ts'
import { pairSettings } from '../../src/config/pair-settings.ts'
import { renderProblem } from '../../src/config/problem.ts'
import { showSettings } from '../../src/config/show.ts'
import { load, profilesOf, smallNode, smallPair } from './texts.ts'

/** Everything that can be done with two texts; a refusal must come with problems that can be printed. */
function exercise(pair: string, node: string, profile?: string): boolean {
  const result = load(pair, node, profile === undefined ? undefined : profilesOf({ generic: profile }))
  editPair(pair, { type: 'vip-enable', name: 'main' })
  if (!result.ok)
    return result.problems.length > 0 && result.problems.every((problem) => !/\p{Cc}/u.test(renderProblem(problem)))
  if (result.site.role !== 'standalone') pairSettings(result.site)
  return showSettings(result.site, { origin: true }).length > 0
}

const yamlish = fc
  .array(
    fc.constantFrom(
      'pair',
      ':',
      ' ',
      '\n',
      '- ',
      '  ',
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '&a',
      '*a',
      '!',
      '|',
      '>',
      '#',
      '?',
      ',',
      '1',
      '%',
      '---',
      '\t',
      'vip',
      'null',
      '\u0000',
      '\u{1f600}',
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''))

void t.test('random bytes of any kind are refused, never thrown at', (t) => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), yamlish), fc.oneof(fc.string(), yamlish), (pair, node) =>
      exercise(pair, node),
    ),
    { numRuns: 300 },
  )
  fc.assert(
    fc.property(yamlish, (profile) => exercise(smallPair, smallNode, profile)),
    { numRuns: 100 },
  )
  t.pass('no text made it throw')
  t.end()
})

void t.test('any value in any place of full settings is refused or used, never thrown at', (t) => {
  const full = `${smallPair}vip: [{name: main, zone: lan, enabled: true, address: 192.0.2.10/24, aliases: [192.0.2.20], master-ip: 192.0.2.11, slave-ip: 192.0.2.12, device: eth0}]
hostname: {base: mail, domain: example.org}
heartbeat: {dead-time: 20s, beat-interval: 500ms, serial: {enabled: true, master-device: pstn0, baud: 9600, beat-interval: 1s}, eth: {port: 7694, devices: [{device: eth1, slave-device: eth2, master-address: 10.0.0.1, slave-address: 10.0.0.2, port: 1}]}}
failover: {on-failure: promote, on-carrier-loss: 2s, on-lan-down: true, lan-down-minutes: 5, take-from-stranger: false}
failback: {mode: auto, steady-time: 60s}
flap: {window: 1h}
solo-start: auto
ping: {monitor: [198.51.100.1], gateway: auto}
drbd: {resources: [r0], volume: [{name: r0, minor: 3, port: 7800, disk: /dev/sdb1, meta-disk: '/dev/sdd1 [0]', mount-point: /srv/data, file-system: ext4, mount-options: noatime}], rate: 40M, master-address: 10.1.0.1, slave-address: 10.1.0.2}
service: {placement: [], slave-proxy: false}
`
  const node = `${smallNode}  address: 192.0.2.11\npeer: {address: 192.0.2.12}\npstn: [{name: pstn0, path: /dev/ttyS1, type: heartbeat}]\nrestart: {grace: 3s}\nmanagement-tunnel: {network: 10.8.0.0/24}\ndrbd: {lower-disk: [{name: r0, disk: /dev/sdc1, meta-disk: internal}]}\n`
  const places = [...placesOf(parse(full), []), ...placesOf(parse(node), ['node-file'])]
  fc.assert(
    fc.property(
      fc.constantFrom(...places),
      fc.oneof(fc.jsonValue(), fc.constantFrom('off', 0, 1, '::1', '3s', 'pstn0')),
      (place, value) => {
        const [first, ...rest] = place
        const inNode = first === 'node-file'
        const path = inNode ? rest : place
        return exercise(inNode ? full : replaced(full, path, value), inNode ? replaced(node, path, value) : node)
      },
    ),
    { numRuns: 300 },
  )
  t.ok(places.length > 60, 'every group, list and value is a place')
  t.end()
})

type Place = readonly (string | number)[]

function placesOf(value: unknown, path: Place): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [path]
  const below = Object.entries(value).flatMap(([name, child]) => {
    return placesOf(child, [...path, Array.isArray(value) ? Number(name) : name])
  })
  return path.length === 0 ? below : [path, ...below]
}

function replaced(text: string, path: Place, value: unknown): string {
  const change = (old: unknown, [head, ...tail]: Place): unknown => {
    if (head === undefined) return value
    if (Array.isArray(old)) return old.map((item: unknown, index) => (index === head ? change(item, tail) : item))
    if (typeof old !== 'object' || old === null) return value
    return Object.fromEntries(
      Object.entries(old).map(([name, child]) => [name, name === head ? change(child, tail) : child]),
    )
  }
  return stringify(change(parse(text), path))
}

void t.test('deep nesting ends in problems within the time of a blink', (t) => {
  for (const piece of ['[', '{a: ', '- ', 'a: ']) t.ok(exercise(piece.repeat(5000), smallNode), piece)
  t.end()
})
