/** Lab cases for `heartbeat-eth` and `connectivity`: two nodes and a neighbour on a switch, in network namespaces. */
import t from 'tap'
import { ipIn, LabNode, labObstacle, makeNamespace, quiet, removeNamespaces, run, until } from './lab-tools.ts'
import type { NodeSetup } from './lab-node.ts'

const vip = '192.0.2.10'
const vip6 = '2001:db8::10'
const neighbour = '192.0.2.77'

/** A port on the switch: one end in the switch's namespace, the other in the node's. */
function plugIntoSwitch(sw: string, namespace: string, port: string, device = 'lan0'): void {
  ipIn(sw, 'link', 'add', port, 'type', 'veth', 'peer', 'name', device, 'netns', namespace)
  ipIn(sw, 'link', 'set', port, 'master', 'br0', 'up')
  ipIn(namespace, 'link', 'set', device, 'up')
}

function plugCable(one: string, other: string): void {
  ipIn(one, 'link', 'add', 'hb0', 'type', 'veth', 'peer', 'name', 'hb0', 'netns', other)
  for (const [namespace, address] of [
    [one, '198.51.100.1/29'],
    [other, '198.51.100.2/29'],
  ] as const) {
    ipIn(namespace, 'address', 'add', address, 'dev', 'hb0')
    ipIn(namespace, 'link', 'set', 'hb0', 'up')
  }
}

function buildNetwork(): { readonly a: string; readonly b: string; readonly c: string; readonly sw: string } {
  const [a, b, c, sw] = ['a', 'b', 'c', 'sw'].map(makeNamespace)
  if (a === undefined || b === undefined || c === undefined || sw === undefined) throw new Error('four namespaces')
  ipIn(sw, 'link', 'add', 'br0', 'type', 'bridge', 'forward_delay', '0')
  ipIn(sw, 'link', 'set', 'br0', 'up')
  for (const [namespace, port] of [
    [a, 'pa'],
    [b, 'pb'],
    [c, 'pc'],
  ] as const)
    plugIntoSwitch(sw, namespace, port)
  ipIn(a, 'address', 'add', '192.0.2.1/24', 'dev', 'lan0')
  ipIn(b, 'address', 'add', '192.0.2.2/24', 'dev', 'lan0')
  ipIn(b, 'address', 'add', `${vip}/32`, 'dev', 'lan0')
  ipIn(b, 'address', 'add', `${vip6}/128`, 'dev', 'lan0', 'nodad')
  ipIn(c, 'address', 'add', `${neighbour}/24`, 'dev', 'lan0')
  ipIn(c, 'address', 'add', '2001:db8::77/64', 'dev', 'lan0', 'nodad')
  ipIn(a, 'address', 'add', '2001:db8::1/64', 'dev', 'lan0', 'nodad')
  plugCable(a, b)
  return { a, b, c, sw }
}

function setup(self: 1 | 2, vips: readonly string[]): NodeSetup {
  const peer = 3 - self
  return {
    eth: { device: 'hb0', localAddress: `198.51.100.${self}`, peerAddress: `198.51.100.${peer}`, port: 6950 },
    zones: [
      {
        zone: 'lan',
        device: 'lan0',
        vips,
        peerAddress: `192.0.2.${peer}`,
        neighbours: [neighbour, '2001:db8:0::77'],
        pairAddresses: [`192.0.2.${self}`],
        networks: ['192.0.2.0/24'],
      },
    ],
    targets: [
      { witness: 0, address: neighbour, device: 'lan0' },
      { witness: 1, address: '2001:db8:0:0::77', device: 'lan0' },
      { witness: 2, address: '192.0.2.200', device: 'lan0' },
      { witness: 3, address: `192.0.2.${peer}` },
    ],
  }
}

const caches = (namespaces: readonly string[]) =>
  namespaces.map((one) =>
    ipIn(one, 'neighbour', 'show', 'nud', 'all')
      .split('\n')
      .filter((line) => !line.includes('NOARP'))
      .sort(),
  )

const obstacle = labObstacle()

void t.test('on a switch with a neighbour, and a cable between the nodes', { skip: obstacle ?? false }, async (t) => {
  removeNamespaces()
  t.teardown(removeNamespaces)
  const { a, b, c, sw } = buildNetwork()
  const one = new LabNode(a, setup(1, [vip, vip6, '192.0.2.11']))
  const other = new LabNode(b, setup(2, ['192.0.2.99']))
  t.teardown(async () => {
    await Promise.all([one.end(), other.end()])
  })
  await Promise.all([one.heard('state', { usable: true }), other.heard('state', { usable: true })])

  await t.test('frames go both ways over the cable, with their age by the kernel', async (t) => {
    one.order({ order: 'send', text: 'from one' })
    other.order({ order: 'send', text: 'from other' })
    await other.heard('frame', { text: 'from one' })
    const { ageMs } = await one.heard('frame', { text: 'from other' })
    t.ok(typeof ageMs === 'number' && ageMs >= 0 && ageMs < 200, `${String(ageMs)} ms`)
  })

  await t.test(
    'a probe is answered by the VIP, the peer and the neighbours, for both families, and by nobody for a VIP that is absent',
    async (t) => {
      const before = caches([a, b, c])
      one.forget()
      one.order({ order: 'probe' })
      for (const subject of ['vip', 'peer-address', 'neighbour'])
        await one.heard('answer', { subject, answerer: 'unknown', zone: 'lan' })
      await until('five answers', () => one.events.filter(({ event }) => event === 'answer').length >= 5)
      await quiet(200)
      const subjects = one.events.filter(({ event }) => event === 'answer').map(({ subject }) => subject)
      t.strictSame(subjects.sort(), ['neighbour', 'neighbour', 'peer-address', 'vip', 'vip'])
      const ipv4 = (lists: string[][]) =>
        lists.map((lines) => lines.filter((line) => !line.includes(':db8:') && !line.startsWith('fe80')))
      t.strictSame(ipv4(caches([a, b, c])), ipv4(before), 'no ARP table changed by the probe')
      t.strictSame(
        caches([a])[0]?.filter((line) => line.includes(vip6)),
        [],
        'nor was anything learned here',
      )
    },
  )

  await t.test('the hardware address of the peer is learned only while it is told to be alive', async (t) => {
    t.strictSame((await one.report())['peerMac'], [''])
    one.order({ order: 'peer-alive', value: true })
    one.forget()
    one.order({ order: 'probe' })
    await one.heard('answer', { subject: 'peer-address', answerer: 'peer' })
    const mac = /link\/ether (\S+)/.exec(ipIn(b, 'link', 'show', 'lan0'))?.[1]
    t.strictSame((await one.report())['peerMac'], [mac])
    one.forget()
    one.order({ order: 'probe' })
    await one.heard('answer', { subject: 'vip', answerer: 'peer' })
    await one.heard('answer', { subject: 'neighbour', answerer: 'third' })
  })

  await t.test('a VIP that a third host takes is told as such', async (t) => {
    ipIn(b, 'address', 'delete', `${vip}/32`, 'dev', 'lan0')
    ipIn(c, 'address', 'add', `${vip}/32`, 'dev', 'lan0')
    one.forget()
    one.order({ order: 'probe' })
    t.match(await one.heard('answer', { subject: 'vip', answerer: 'third' }), { zone: 'lan' })
  })

  await t.test('while this node holds the VIPs, another claim on one is a rival', async (t) => {
    one.order({ order: 'holding', value: true })
    one.forget()
    run('ip', 'netns', 'exec', c, 'arping', '-q', '-U', '-c', '1', '-I', 'lan0', vip)
    t.match(await one.heard('rival', { address: vip }), { answerer: 'third', zone: 'lan' })
    one.order({ order: 'holding', value: false })
    ipIn(c, 'address', 'delete', `${vip}/32`, 'dev', 'lan0')
  })

  await t.test('a claim from another device of this node is no rival', async (t) => {
    plugIntoSwitch(sw, a, 'pa1', 'lan1')
    ipIn(a, 'address', 'add', `${vip}/32`, 'dev', 'lan1')
    one.order({ order: 'holding', value: true })
    one.order({ order: 'link-changed' })
    one.forget()
    const heard = async () =>
      ((await one.report()) as unknown as { prober: { framesHeard: number } }).prober.framesHeard
    const before = await heard()
    run('ip', 'netns', 'exec', a, 'arping', '-q', '-U', '-c', '1', '-I', 'lan1', vip)
    t.ok((await heard()) > before, 'the claim was heard')
    t.strictSame(
      one.events.filter(({ event }) => event === 'rival'),
      [],
    )
    one.order({ order: 'holding', value: false })
    ipIn(a, 'link', 'delete', 'lan1')
  })

  await t.test(
    'witnesses that exist answer an echo, over IPv4 and IPv6, and the one that does not exist is silent',
    async (t) => {
      one.forget()
      one.order({ order: 'ask' })
      for (const witness of [0, 1, 3]) await one.heard('witness', { witness })
      await quiet(200)
      t.strictSame(
        one.events.filter(({ event, witness }) => event === 'witness' && witness === 2),
        [],
      )
      t.match(await one.report(), { pinger: { asked: 4, answered: 3, failures: 0 } })
    },
  )

  await t.test('no socket of a node is inherited by its children', async (t) => {
    const { readdirSync, readlinkSync, readFileSync } = await import('node:fs')
    const folder = `/proc/${one.pid}/fd`
    const open = readdirSync(folder).filter(
      (fd) => Number(fd) > 2 && readlinkSync(`${folder}/${fd}`).startsWith('socket:'),
    )
    const flags = open.map((fd) =>
      Number.parseInt(/flags:\s*(\d+)/.exec(readFileSync(`/proc/${one.pid}/fdinfo/${fd}`, 'utf8'))?.[1] ?? '0', 8),
    )
    t.ok(open.length >= 6, `${open.length} sockets`)
    t.ok(flags.every((flag) => (flag & 0o2000000) !== 0))
  })

  await t.test(
    'a flood from the peer is cut at 2000 frames a second, and frames of strangers are dropped and counted',
    async (t) => {
      one.forget()
      other.order({ order: 'send', text: 'flood', times: 6000 })
      await until('the end of the flood', () => one.events.length >= 2000)
      await quiet(300)
      const { path } = (await one.report()) as unknown as { path: Record<string, number> }
      t.ok((path['flooded'] ?? 0) > 0, `${path['flooded']} beyond the bound`)
      ipIn(b, 'address', 'add', '198.51.100.3/32', 'dev', 'hb0')
      run(
        'ip',
        'netns',
        'exec',
        b,
        'sh',
        '-c',
        'echo stranger | socat - UDP4-SENDTO:198.51.100.1:6950,bind=198.51.100.3:6950',
      )
      await quiet(1100)
      const after = (await one.report()) as unknown as { path: Record<string, number> }
      t.equal(after.path['strangers'], 1)
      t.equal(after.path['framesHeard'], path['framesHeard'])
    },
  )

  await t.test('a pulled cable is told as lack of carrier, and its return as usable', async (t) => {
    one.forget()
    ipIn(b, 'link', 'set', 'hb0', 'down')
    one.order({ order: 'link-changed' })
    t.match(await one.heard('state', { usable: false }), { carrier: false, detail: 'hb0 has no carrier' })
    one.forget()
    ipIn(b, 'link', 'set', 'hb0', 'up')
    await one.heard('state', { usable: true, carrier: true })
  })

  await t.test('after the device was deleted and made anew the path works again by itself', async (t) => {
    one.forget()
    other.forget()
    ipIn(a, 'link', 'delete', 'hb0')
    t.match(await one.heard('state', { usable: false }), { detail: /ENODEV/ })
    await other.heard('state', { usable: false })
    plugCable(a, b)
    await Promise.all([one.heard('state', { usable: true }), other.heard('state', { usable: true })])
    one.order({ order: 'send', text: 'again' })
    other.order({ order: 'send', text: 'again' })
    await Promise.all([one.heard('frame', { text: 'again' }), other.heard('frame', { text: 'again' })])
  })

  await t.test('after the device of a zone was made anew probes and echoes work again', async (t) => {
    ipIn(a, 'link', 'delete', 'lan0')
    one.order({ order: 'link-changed' })
    one.order({ order: 'probe' })
    one.order({ order: 'ask' })
    const { failures } = await one.report()
    t.match((failures as string[])[0], /ENODEV|no link|lan0/)
    plugIntoSwitch(sw, a, 'pa')
    ipIn(a, 'address', 'add', '192.0.2.1/24', 'dev', 'lan0')
    one.forget()
    await until('an answer', () => {
      one.order({ order: 'probe' })
      return one.events.some(({ event, subject }) => event === 'answer' && subject === 'peer-address')
    })
    await until('an echo', () => {
      one.order({ order: 'ask' })
      return one.events.some(({ event, witness }) => event === 'witness' && witness === 0)
    })
  })

  await t.test('a node that is told to stop releases everything and ends by itself', async (t) => {
    t.equal(await other.end(), 0)
    t.equal(await one.end(), 0)
  })
})
