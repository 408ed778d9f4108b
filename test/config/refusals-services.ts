/**
 * Is each rule about services and their placement refused with the exact message, and does the rest say what it means?
 */
import t from 'tap'
import { pairSettings } from '../../src/config/pair-settings.ts'
import { refuse } from './refuse.ts'
import { plainProfile, profilesOf, shipped, siteOf, smallNode, smallPair } from './texts.ts'

/** A profile with these services, and nothing else. */
function profile(...services: readonly string[]): string {
  return `${plainProfile}services:\n${services.map((service) => `  - ${service}\n`).join('')}`
}

const web = '{name: web, unit: web.service, writes: false}'

refuse([
  {
    name: 'a unit twice is refused with the service that has it',
    profile: profile(web, '{name: shop, unit: web.service}'),
    says: 'generic.yaml:5: services[1].unit: web.service (rule: unique; it is the unit of web)',
  },
  {
    name: 'a template without an instance, and a unit of hapair, are no units of a service',
    profile: profile('{name: vpn, unit: openvpn@.service}', '{name: own, unit: hapaird.service}'),
    says: ['openvpn@.service', 'hapaird.service'].map(
      (unit, index) =>
        `generic.yaml:${index + 4}: services[${index}].unit: ${unit} (rule: a unit of the service manager, such as nginx.service or openvpn-server@server.service; not one of hapair itself)`,
    ),
  },
  {
    name: 'a service after one that is not there is refused with the list and the nearest name',
    profile: profile(web, '{name: shop, unit: shop.service, after: [wed]}'),
    says: 'generic.yaml:5: services[1].after[0]: wed (rule: another service of this profile, which lists web, shop; the nearest is web)',
  },
  {
    name: 'a service after one of a higher order is refused with both orders',
    profile: profile('{name: web, unit: web.service, order: 60}', '{name: shop, unit: shop.service, after: [web]}'),
    says: 'generic.yaml:5: services[1].after[0]: web (rule: of the same or a lower order: web has 60, this one 50)',
  },
  {
    name: 'a loop of services is refused once, with its members',
    profile: profile(
      '{name: a, unit: a.service, after: [c]}',
      '{name: b, unit: b.service, after: [a]}',
      '{name: c, unit: c.service, after: [b]}',
      '{name: d, unit: d.service, after: [a]}',
    ),
    says: 'generic.yaml:5: services[1].after[0]: a (rule: no loop: a -> c -> b -> a)',
  },
  {
    name: 'a service after itself is a loop',
    profile: profile('{name: a, unit: a.service, after: [a]}'),
    says: 'generic.yaml:4: services[0].after[0]: a (rule: no loop: a -> a)',
  },
  ...['slave', 'both', 'slave-when-available'].map((start) => ({
    name: `a service that needs the replicated volume is not placed ${start}`,
    profile: profile('{name: mail, unit: mail.service, needs-volume: true}'),
    pair: `service: {placement: [{name: mail, start: ${start}}]}\n`,
    says: `pair.yaml:7: service.placement[0].start: ${start} (rule: master or off: mail needs the replicated volume, which only the running master has)`,
  })),
  {
    name: 'limits of start and stop have their ranges',
    profile: profile('{name: web, unit: web.service, start-limit: 11m, stop-limit: 121s}'),
    says: [
      'generic.yaml:4: services[0].start-limit: 11m (rule: a time from 1s to 600s, such as 20s or 200ms; a bare number means seconds)',
      'generic.yaml:4: services[0].stop-limit: 121s (rule: a time from 1s to 120s, such as 20s or 200ms; a bare number means seconds)',
    ],
  },
  {
    name: 'a port wants its number and its protocol',
    profile: profile('{name: web, unit: web.service, ports: [443/tcp, 0/tcp, 70000/udp, 443, 80/sctp, 500/udp]}'),
    says: [
      [1, '0/tcp'],
      [2, '70000/udp'],
      [3, '443'],
      [4, '80/sctp'],
    ].map(
      ([index, text]) =>
        `generic.yaml:4: services[0].ports[${index}]: ${text} (rule: a port from 1 to 65535 and its protocol, such as 443/tcp or 500/udp)`,
    ),
  },
  {
    name: 'a line to count without a command that prints it is refused',
    profile: profile("{name: web, unit: web.service, connections-line: 'state'}"),
    says: 'generic.yaml:4: services[0].connections-line: state (rule: only with connections, whose output is read)',
  },
  {
    name: 'more services than a beat has bits are refused',
    profile: profile(...Array.from({ length: 33 }, (_, index) => `{name: s${index}, unit: s${index}.service}`)),
    says: 'generic.yaml:4: services: 33 entries (rule: at most 32 entries)',
  },
  {
    name: 'a slave proxy is refused when no service is marked as one',
    profile: profile(web),
    pair: 'service: {slave-proxy: true}\n',
    says: 'pair.yaml:7: service.slave-proxy: true (rule: false: no service of the firmware profile is marked slave-proxy)',
  },
  {
    name: 'a slave proxy with another placement is refused',
    profile: profile('{name: proxy, unit: squid.service, writes: false, slave-proxy: true}'),
    pair: 'service: {slave-proxy: true, placement: [{name: proxy, start: slave}]}\n',
    says: 'pair.yaml:7: service.placement[0].start: slave (rule: slave-when-available, or no entry: service.slave-proxy places proxy)',
  },
  {
    name: 'a fast class with a service that writes is refused, also without an entry for it',
    profile: profile('{name: mail, unit: mail.service}', '{name: shop, unit: shop.service}'),
    pair: 'heartbeat: {dead-time: 3s}\nservice: {placement: [{name: shop, start: off}]}\n',
    says: 'pair.yaml:7: heartbeat.dead-time: 3s (rule: at least 4s with placed services that write (mail))',
  },
  {
    name: 'numbers and times of services have their ranges',
    pair: 'service: {parallel-starts: 0, restarts: 21, restart-window: 59s, audit-period: 4s}\n',
    says: [
      'pair.yaml:7: service.parallel-starts: 0 (rule: a whole number from 1 to 32)',
      'pair.yaml:7: service.restarts: 21 (rule: a whole number from 1 to 20)',
      'pair.yaml:7: service.restart-window: 59s (rule: a time from 60s to 24h, such as 20s or 200ms; a bare number means seconds)',
      'pair.yaml:7: service.audit-period: 4s (rule: a time from 5s to 600s, such as 20s or 200ms; a bare number means seconds)',
    ],
  },
])

void t.test('the web proxy runs on the slave while it is available when the pair says so [SVC-7]', (t) => {
  const placementsOf = (service: string): readonly string[] =>
    siteOf(`profile: serial-appliance\n${smallPair}${service}`).services.flatMap(({ name, placement }) =>
      name === 'web-proxy' ? [placement] : [],
    )
  t.strictSame(placementsOf(''), ['master'])
  t.strictSame(placementsOf('service: {slave-proxy: true}\n'), ['slave-when-available'])
  t.strictSame(placementsOf('service: {placement: [{name: web-proxy, start: off}]}\n'), [])
  t.end()
})

void t.test('a service that the pair does not use is none of its services, and nothing waits for it', (t) => {
  const site = siteOf(`profile: serial-appliance\n${smallPair}service: {placement: [{name: ipsec, start: off}]}\n`)
  t.notOk(site.services.some(({ name }) => name === 'ipsec'))
  t.strictSame(site.services.find(({ name }) => name === 'l2tp')?.after, [])
  t.end()
})

void t.test('the core is told of services in the order of the profile, with their limits', (t) => {
  const text = profile(
    '{name: b, unit: b.service, order: 9, start-limit: 2m, stop-limit: 5s}',
    '{name: a, unit: a.service, after: [b]}',
  )
  const pair = `${smallPair}service: {placement: [{name: a, start: both}], parallel-starts: 2, restarts: 5, restart-window: 1h}\n`
  const { services, servicePolicy, timing } = pairSettings(siteOf(pair, smallNode, profilesOf({ generic: text })))
  t.strictSame(services, [
    { name: 'b', placement: 'master', order: 9, after: [], startMs: 120_000, stopMs: 5_000 },
    { name: 'a', placement: 'both', order: 50, after: ['b'], startMs: 90_000, stopMs: 30_000 },
  ])
  t.strictSame(servicePolicy, { width: 2, restarts: 5, windowMs: 3_600_000 })
  t.ok(timing.unitsStopMs >= 5_000, 'a release waits for the services')
  t.end()
})

void t.test('a pair whose profile names no services has none [SVC-2]', (t) => {
  t.strictSame(siteOf(smallPair, smallNode, shipped).services, [])
  t.end()
})
