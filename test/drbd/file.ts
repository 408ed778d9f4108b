/** Is the resource file what protects data, and the rate the one that is wanted? */
import t from 'tap'
import { rateLine, isRateInForce, parseRateSettings } from '../../src/drbd/rate.ts'
import { netTimers, renderResourceFile } from '../../src/drbd/resource-file.ts'
import type { FileChoices, FileResource } from '../../src/drbd/resource-file.ts'
import { shownRate } from './recorded.ts'

const choices: FileChoices = {
  grammar: '8.4',
  rateKib: 40_960,
  secret: 'abc+/=',
  fencePeer: '/usr/lib/hapair/fence-peer',
  deadMs: 20_000,
}
const r0: FileResource = {
  name: 'r0',
  minor: 0,
  port: 7788,
  nodes: [
    { host: 'a', address: '10.0.0.1', disk: '/dev/vda' },
    { host: 'b', address: '10.0.0.2', disk: '/dev/vda' },
  ],
}

const golden = `# Written by hapair from pair.yaml. Changes made here are lost when the settings are applied.

resource r0 {
  disk {
    fencing resource-and-stonith;
    on-io-error detach;
    c-plan-ahead 0;
    resync-rate 40960k;
    c-max-rate 40960k;
  }
  net {
    protocol C;
    cram-hmac-alg sha256;
    shared-secret "abc+/=";
    after-sb-0pri disconnect;
    after-sb-1pri disconnect;
    after-sb-2pri disconnect;
    rr-conflict disconnect;
    ping-int 2;
    ping-timeout 10;
    timeout 18;
    connect-int 3;
    verify-alg crc32c;
  }
  handlers {
    fence-peer "/usr/lib/hapair/fence-peer";
  }
  on a {
    device /dev/drbd0 minor 0;
    disk /dev/vda;
    meta-disk internal;
    address ipv4 10.0.0.1:7788;
  }
  on b {
    device /dev/drbd0 minor 0;
    disk /dev/vda;
    meta-disk internal;
    address ipv4 10.0.0.2:7788;
  }
}
`

const render = (resources: readonly FileResource[], other: Partial<FileChoices> = {}): string => {
  const text = renderResourceFile(resources, { ...choices, ...other })
  return typeof text === 'string' ? text : text.problems.join('; ')
}

void t.test('the file of 8.4 freezes on a lost peer and solves no conflict by itself [DRBD-10]', (t) => {
  t.equal(render([r0]), golden)
  t.end()
})

void t.test('the file of 9 has the same choices in its own places', (t) => {
  const text = render([r0], { grammar: '9' })
  const sectionOf = (name: string): string => new RegExp(`  ${name} \\{[^}]*\\}`).exec(text)?.[0] ?? ''
  t.notMatch(sectionOf('disk'), 'fencing')
  t.match(sectionOf('net'), 'fencing resource-and-stonith;')
  t.match(sectionOf('options'), /auto-promote no;\s+quorum off;/)
  t.match(sectionOf('on a'), 'node-id 0;')
  t.match(sectionOf('on b'), 'node-id 1;')
  t.end()
})

void t.test('addresses of IPv6 stand in brackets', (t) => {
  const [a, b] = r0.nodes
  const six: FileResource = {
    ...r0,
    nodes: [
      { ...a, address: 'fd00::1' },
      { ...b, address: 'fd00::2' },
    ],
  }
  t.match(render([six]), 'address ipv6 [fd00::1]:7788;')
  t.end()
})

void t.test('metadata lies at the end of the disk, or where each node has it', (t) => {
  const [a, b] = r0.nodes
  const nodes = [
    { ...a, meta: '/dev/vdb [3]' },
    { ...b, meta: '/dev/vdc' },
  ] as const
  for (const grammar of ['8.4', '9'] as const) {
    const text = render([{ ...r0, nodes }], { grammar })
    t.match(text, /on a \{[^}]+meta-disk \/dev\/vdb \[3\];[^}]+\}\s+on b \{[^}]+meta-disk \/dev\/vdc;/)
  }
  for (const meta of ['internal; drop', '/dev/vdb [a]', '/dev/vdb[0]', ' /dev/vdb', '']) {
    const found = renderResourceFile([{ ...r0, nodes: [{ ...a, meta }, b] }], choices)
    t.same(found, { problems: [`resource r0: meta-disk ${meta}`] })
  }
  t.end()
})

void t.test('wrong input is listed with its place, every problem, and the secret is not shown', (t) => {
  const [a] = r0.nodes
  const bad: FileResource = { name: 'r 0', minor: -1, port: 70_000, nodes: [a, { ...a, disk: 'vda; drop' }] }
  const found = renderResourceFile([bad, { ...r0, port: 70_000 }], {
    ...choices,
    secret: 'a"b',
    rateKib: 0,
    fencePeer: 'x',
  })
  t.same(found, {
    problems: [
      'rate 0: 1 to 4194304 KiB/s',
      'the shared secret is empty, longer than 63 characters, or has others than letters, digits, + / = - _ .',
      'path of the fence-peer program: x',
      'resource r 0: name',
      'resource r 0: minor -1',
      'resource r 0: port 70000',
      'resource r 0: both nodes have the name a',
      'resource r 0: both nodes have the address 10.0.0.1',
      'resource r 0: disk vda; drop',
      'resource r0: port 70000',
      'two resources have the same port',
    ],
  })
  t.match(render([r0], { secret: 'a'.repeat(63) }), 'shared-secret "aaa')
  t.match(render([r0], { secret: 'a'.repeat(64) }), 'longer than 63')
  const nine = Array.from({ length: 9 }, (_, at) => ({ ...r0, name: `r${at}`, minor: at, port: 7788 + at }))
  t.equal(render(nine), '9 resources: at most 8')
  t.end()
})

void t.test('a lost peer is noticed within half the dead time, and the reply time stays below both intervals', (t) => {
  for (const deadMs of [4000, 5000, 8000, 20_000, 300_000]) {
    const { pingSeconds, pingTimeoutTenths, timeoutTenths } = netTimers(deadMs)
    t.ok(pingSeconds * 1000 + pingTimeoutTenths * 100 <= deadMs / 2, `ping at dead ${deadMs}`)
    t.ok(timeoutTenths < pingSeconds * 10 && timeoutTenths < 30, `timeout at dead ${deadMs}`)
    t.ok(timeoutTenths * 100 <= deadMs / 2, `timeout within half at ${deadMs}`)
  }
  t.end()
})

void t.test('the rate is set both ways, in KiB/s, with the verb of each grammar [DRBD-4]', (t) => {
  const options = ['--c-plan-ahead=0', '--resync-rate=5000k', '--c-max-rate=5000k']
  t.same(rateLine(r0, 5000, '8.4').arguments, ['disk-options', ...options, 'r0'])
  t.same(rateLine(r0, 5000, '9').arguments, ['peer-device-options', ...options, 'r0'])
  t.throws(() => rateLine(r0, 0, '9'), { name: 'BrokenAssumption' })
  t.end()
})

void t.test('what DRBD shows is read back, and one of two values is not enough', (t) => {
  t.same(parseRateSettings(shownRate), { fixedKib: 2048, controllerMaxKib: 102_400, planAhead: 0 })
  t.notOk(isRateInForce(parseRateSettings(shownRate), 2048), 'the maximum of the controller is another one')
  t.ok(isRateInForce({ fixedKib: 2048, controllerMaxKib: 2048, planAhead: 0 }, 2048))
  t.notOk(isRateInForce({ fixedKib: 2048, controllerMaxKib: 2048, planAhead: 20 }, 2048), 'the controller would rule')
  t.same(parseRateSettings('resync-rate 1m; c-max-rate 4194304; c-plan-ahead 20;'), {
    fixedKib: 1024,
    controllerMaxKib: 4096,
    planAhead: 20,
  })
  t.same(parseRateSettings('nothing'), {})
  t.end()
})
