/** Cases for daemon/release-list.ts: can everything be said that the script accepts, and nothing else? */
import { readFileSync } from 'node:fs'
import { test } from 'tap'
import { parseStartTicks, renderReleaseList } from '../../src/daemon/release-list.ts'
import type { Holdings, ReleaseList } from '../../src/daemon/release-list.ts'

const list: ReleaseList = {
  agent: { pid: 812, startTicks: 4711 },
  leaseMs: 10_000,
  limitMs: 10_000,
  reset: true,
  holdings: {
    addresses: [
      { device: 'eth0.5', address: '192.0.2.10', prefix: 24 },
      { device: 'eth0.5', address: '2001:db8::10', prefix: 64 },
    ],
    units: ['nginx.service', 'openvpn@one.service'],
    mounts: ['/srv/my data/inner', '/srv/my data'],
    resources: [{ name: 'r0', minor: 0 }],
  },
}

function holding(held: Partial<Holdings>): ReleaseList {
  return { ...list, holdings: { ...list.holdings, ...held } }
}

function problems(given: ReleaseList): readonly string[] {
  const rendered = renderReleaseList(given)
  return rendered.ok ? [] : rendered.problems
}

void test('a list is text, one thing a line, in the order of giving up', (t) => {
  t.strictSame(renderReleaseList(list), {
    ok: true,
    text: `hapair-release-list 1
agent 812 4711
lease 10000
limit 10000
address eth0.5 192.0.2.10/24
address eth0.5 2001:db8::10/64
unit nginx.service
unit openvpn@one.service
mount /srv/my data/inner
mount /srv/my data
resource r0 0
reset /proc/sysrq-trigger
end
`,
  })
  t.end()
})

void test('a node that holds nothing says so, and a pair without a disk asks for no reset', (t) => {
  const held = { addresses: [], units: [], mounts: [], resources: [] }
  const rendered = renderReleaseList({ ...list, reset: false, holdings: held })
  t.strictSame(rendered, {
    ok: true,
    text: 'hapair-release-list 1\nagent 812 4711\nlease 10000\nlimit 10000\nend\n',
  })
  t.end()
})

const refused: Readonly<Record<string, ReleaseList>> = {
  'an agent without a number': { ...list, agent: { pid: 0, startTicks: 1 } },
  'a start that is no number of ticks': { ...list, agent: { pid: 1, startTicks: 1.5 } },
  'no lease': { ...list, leaseMs: 0 },
  'a lease without end': { ...list, leaseMs: Infinity },
  'a limit that is too short to act': { ...list, limitMs: 999 },
  'a limit over a minute': { ...list, limitMs: 60_001 },
  'a host name for an address': holding({ addresses: [{ device: 'eth0', address: 'host', prefix: 24 }] }),
  'an address with a zone': holding({ addresses: [{ device: 'eth0', address: 'fe80::1%eth0', prefix: 64 }] }),
  'a prefix of the other family': holding({ addresses: [{ device: 'eth0', address: '192.0.2.1', prefix: 64 }] }),
  'a device of two words': holding({ addresses: [{ device: 'eth0 x', address: '192.0.2.1', prefix: 24 }] }),
  'a device name that is too long': holding({
    addresses: [{ device: 'sixteen-letters0', address: '192.0.2.1', prefix: 24 }],
  }),
  'a unit that is an option': holding({ units: ['--all.service'] }),
  'a unit without a suffix': holding({ units: ['nginx'] }),
  'two units in one': holding({ units: ['a.service\nunit b.service'] }),
  'a relative mount': holding({ mounts: ['srv'] }),
  'the root': holding({ mounts: ['/'] }),
  'a mount with a line end': holding({ mounts: ['/srv\nend'] }),
  'a mount with a blank at its end': holding({ mounts: ['/srv '] }),
  'a resource that is an option': holding({ resources: [{ name: '-a', minor: 0 }] }),
  'a minor number beyond the kernel': holding({ resources: [{ name: 'r0', minor: 2 ** 20 }] }),
}

void test('what the script would not accept is refused, each with its reason', (t) => {
  for (const [what, wrong] of Object.entries(refused)) t.equal(problems(wrong).length, 1, what)
  const both = holding({ units: ['x'], mounts: ['y'] })
  t.strictSame(problems(both), ['unit "x"', 'mount "y"'], 'every problem, not the first one')
  t.end()
})

void test('no list is longer than settings can make it', (t) => {
  const times = <Thing>(count: number, thing: Thing): Thing[] => Array.from({ length: count }, () => thing)
  const address = { device: 'eth0', address: '192.0.2.10', prefix: 24 }
  const resource = { name: 'r0', minor: 0 }
  const full = {
    addresses: times(16_400, address),
    units: times(32, 'a.service'),
    mounts: times(8, '/srv'),
    resources: times(8, resource),
  }
  const rendered = renderReleaseList({ ...list, holdings: full })
  t.ok(rendered.ok)
  // The script reads so much and calls the rest cut off.
  t.ok(rendered.ok && rendered.text.length < 2_000_000)
  t.strictSame(problems(holding({ addresses: times(16_401, address) })), ['16401 addresses, at most 16400'])
  t.strictSame(problems(holding({ units: times(33, 'a.service') })), ['33 units, at most 32'])
  t.strictSame(problems(holding({ mounts: times(9, '/srv') })), ['9 mounts, at most 8'])
  t.strictSame(problems(holding({ resources: times(9, resource) })), ['9 resources, at most 8'])
  t.end()
})

void test('the start of a process is read whatever its name is', (t) => {
  const fields = Array.from({ length: 30 }, (_, index) => String(index + 4)).join(' ')
  t.equal(parseStartTicks(`812 (hapaird) S ${fields}\n`), 22)
  t.equal(parseStartTicks(`812 (a ) S 1) R ${fields}\n`), 22)
  t.equal(parseStartTicks('812 (hapaird) S 1 2 3'), undefined)
  t.equal(parseStartTicks(''), undefined)
  t.type(parseStartTicks(readFileSync('/proc/self/stat', 'utf8')), 'number')
  t.end()
})
