/**
 * Does the keeper hold, renew, tell and give back addresses in a real kernel, and does a third host believe it?
 */
import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { monotonicNow } from '../../src/linux/clock.ts'
import { ordersPerCallMax } from '../../src/linux/netlink.ts'
import { openKeeper, vip } from './lab-keeper.ts'
import type { LabOrder } from './lab-keeper.ts'
import { macOf, neighbourOf, openNetwork, run, runAside } from './lab-network.ts'
import type { LabNetwork, Namespace } from './lab-network.ts'

const network = await openNetwork()
t.teardown(network.close)

/** Addresses on `lan0` of the node, as the kernel lists them. */
function listed(namespace?: Namespace): string {
  return run(namespace, 'ip', '-o', 'addr', 'show', 'dev', 'lan0')
}

void t.test(
  'an address that is not renewed leaves the node after lease to lease + 1.5 s, and is told [D3]',
  async (t) => {
    const lab = openKeeper([vip('10.9.1.1'), vip('2001:db8:9::1:1')])
    t.teardown(lab.stop)
    lab.restart()
    await lab.keeper.take(1000)
    t.equal(lab.keeper.owned(), 'all')
    while (lab.missing.length < 2 && monotonicNow() > 0) await pause(20)
    for (const { address, atMs } of lab.missing)
      t.ok(atMs >= 900 && atMs <= 2500, `${address} left after ${atMs.toFixed(0)} ms`)
    t.notMatch(listed(), '10.9.1.1/')
    t.equal(lab.keeper.owned(), 'none')
  },
)

void t.test('renewal keeps the address and the connections through it, and sends no announcement', async (t) => {
  const lab = openKeeper([vip('10.9.1.2'), vip('2001:db8:9::1:2')])
  t.teardown(lab.stop)
  await lab.keeper.take(1000)
  const server = createServer((socket) => socket.pipe(socket)).listen(7000, '10.9.1.2')
  await once(server, 'listening')
  const script = `
    const socket = require('node:net').connect(7000, '10.9.1.2')
    let beats = 0
    socket.on('error', (error) => { console.log(error.code); process.exit(1) })
    socket.on('data', () => { beats += 1 })
    const timer = setInterval(() => socket.write('x'), 50)
    setTimeout(() => { clearInterval(timer); console.log(beats > 40 ? 'alive' : beats); process.exit(0) }, 3500)`
  const capture = spawn(
    'nsenter',
    [`--net=/proc/${network.client.pid}/ns/net`, 'tcpdump', '-lnei', 'lan0', 'arp', 'and', 'broadcast'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
  let seen = ''
  capture.stdout.on('data', (bytes: Buffer) => void (seen += bytes.toString()))
  const client = runAside(network.client, process.execPath, '-e', script)
  const renewing = setInterval(() => void lab.keeper.renew(1000), 250)
  t.equal((await client).trim(), 'alive')
  clearInterval(renewing)
  capture.kill()
  t.same(lab.missing, [])
  t.same(lab.errors, [])
  t.equal(lab.keeper.owned(), 'all')
  t.notMatch(seen, 'is-at', 'nothing was announced')
  server.close()
  await lab.keeper.remove()
})

void t.test('an address that someone deletes is told at once, and put back by the next renewal', async (t) => {
  const lab = openKeeper([vip('10.9.1.3'), vip('2001:db8:9::1:3')])
  t.teardown(lab.stop)
  await lab.keeper.take(5000)
  for (const address of ['10.9.1.3/16', '2001:db8:9::1:3/64']) {
    await runAside(undefined, 'ip', 'addr', 'del', address, 'dev', 'lan0')
  }
  await pause(10)
  t.same(
    lab.missing.map((entry) => entry.address),
    ['10.9.1.3', '2001:db8:9::1:3'],
  )
  t.equal(lab.keeper.owned(), 'none')
  await lab.keeper.renew(5000)
  t.equal(lab.keeper.owned(), 'all')
  await lab.keeper.remove()
  await pause(10)
  t.equal(lab.missing.length, 2, 'a removal that was ordered is not told')
})

void t.test('removal takes leftovers of the settings along and nothing else [VIP-16]', async (t) => {
  run(undefined, 'ip', 'addr', 'add', '10.9.1.4/32', 'dev', 'lan0')
  run(undefined, 'ip', 'addr', 'add', '10.9.1.5/16', 'dev', 'lan0')
  run(undefined, 'ip', 'addr', 'add', '10.9.77.77/16', 'dev', 'lan0')
  run(undefined, 'ip', '-6', 'addr', 'add', '2001:db8:9::1:4/64', 'dev', 'lan0', 'nodad')
  const lab = openKeeper([vip('10.9.1.4'), vip('10.9.1.5', { alias: true }), vip('2001:db8:9::1:4')])
  t.teardown(lab.stop)
  t.equal(lab.keeper.owned(), 'some')
  await lab.keeper.remove()
  t.equal(lab.keeper.owned(), 'none')
  const after = listed()
  t.notMatch(after, /10\.9\.1\.[45]\//)
  t.match(after, '10.9.0.1/16', "the node's own address stays")
  t.match(after, '10.9.77.77/16', 'an address that is not in the settings stays')
  run(undefined, 'ip', 'addr', 'del', '10.9.77.77/16', 'dev', 'lan0')
})

void t.test('one call carries at most 100 orders', (t) => {
  const lab = openKeeper([])
  const list = Array.from({ length: ordersPerCallMax + 1 }, (_none, at) => vip(`10.9.3.${at}`))
  t.throws(() => lab.netlink.addressDelete(list), { name: 'BrokenAssumption' })
  t.equal(lab.netlink.addressDelete(list.slice(1)).length, ordersPerCallMax, 'each refusal is told')
  lab.stop()
  t.end()
})

void t.test('giving up and taking again within one turn tells nothing as missing', async (t) => {
  const lab = openKeeper([vip('10.9.1.12'), vip('2001:db8:9::1:12')])
  t.teardown(lab.stop)
  await lab.keeper.take(5000)
  await lab.keeper.remove()
  await lab.keeper.take(5000)
  await pause(20)
  t.same(lab.missing, [])
  t.equal(lab.keeper.owned(), 'all')
  await lab.keeper.remove()
})

void t.test('removing the first address of a subnet leaves the others in place', async (t) => {
  const lab = openKeeper([vip('10.50.0.1')])
  t.teardown(lab.stop)
  await lab.keeper.take(5000)
  run(undefined, 'ip', 'addr', 'add', '10.50.0.2/16', 'dev', 'lan0')
  await lab.keeper.remove()
  t.match(listed(), '10.50.0.2/16')
  run(undefined, 'ip', 'addr', 'del', '10.50.0.2/16', 'dev', 'lan0')
})

type LabNode = { readonly order: (order: LabOrder) => Promise<void>; readonly child: ChildProcess }

/** A keeper in a process and namespace of its own. */
function startNode(namespace: Namespace, addresses: readonly string[]): LabNode {
  const program = new URL('lab-keeper.ts', import.meta.url).pathname
  const words = [`--net=/proc/${namespace.pid}/ns/net`, process.execPath, ...process.execArgv, program, ...addresses]
  const child = spawn('nsenter', words, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  return {
    child,
    order: async (order) => {
      child.send(order)
      if (order.verb === 'end') return
      const [answer] = (await once(child, 'message')) as [string]
      if (answer !== 'done') throw new Error(answer)
    },
  }
}

/** Puts old entries into the client's neighbour table, as a client has that talked to the peer. */
function pretendPeerHasThem(net: LabNetwork, addresses: readonly string[]): void {
  for (const address of addresses) {
    run(net.client, 'ip', 'neigh', 'replace', address, 'lladdr', '02:00:00:00:00:99', 'dev', 'lan0', 'nud', 'stale')
  }
}

void t.test('taking announces VIP and aliases so that a third host believes it [VIP-1] [VIP-2] [VIP-6]', async (t) => {
  const addresses = ['10.9.2.1', '10.9.2.2', '10.9.2.3', '2001:db8:9::2:1', '2001:db8:9::2:2']
  const lab = openKeeper(addresses.map((address, at) => vip(address, { alias: at > 0 })))
  t.teardown(lab.stop)
  const node = startNode(network.peer, addresses)
  t.teardown(() => node.child.kill())
  pretendPeerHasThem(network, addresses)
  await node.order({ verb: 'take', leaseMs: 10_000 })
  await node.order({ verb: 'announce' })
  await pause(20)
  for (const address of addresses) t.equal(neighbourOf(network, address), macOf(network.peer), `${address} at the peer`)
  await node.order({ verb: 'remove' })
  t.notMatch(listed(network.peer), '10.9.2.')
  await lab.keeper.take(10_000)
  t.equal(await lab.keeper.announce(), addresses.length)
  await pause(20)
  for (const address of addresses) t.equal(neighbourOf(network, address), macOf(undefined), `${address} moved here`)
  t.ok(lab.keeper.states().every((state) => state.present && state.announcedAt !== undefined))
  run(network.client, 'ping', '-c', '1', '-W', '1', '10.9.2.3')
  await lab.keeper.remove()
  t.equal(await lab.keeper.announce(), 0, 'what is not held is not announced')
  await node.order({ verb: 'end' })
})

void t.test('a device that vanishes takes its addresses along, and a renewal puts them on its successor', async (t) => {
  run(undefined, 'ip', 'link', 'add', 'dmz0', 'type', 'veth', 'peer', 'name', 'dmz1')
  run(undefined, 'ip', 'link', 'set', 'dmz0', 'up')
  const lab = openKeeper([vip('10.60.0.1', { device: 'dmz0', zone: 'dmz' }), vip('10.9.1.6')])
  t.teardown(lab.stop)
  await lab.keeper.take(5000)
  await runAside(undefined, 'ip', 'link', 'del', 'dmz0')
  await pause(10)
  t.same(
    lab.missing.map((entry) => entry.address),
    ['10.60.0.1'],
  )
  await lab.keeper.renew(5000)
  await lab.keeper.renew(5000)
  t.equal(lab.errors.length, 1, 'the failure is told once')
  t.match(lab.errors[0]?.message, 'ENODEV')
  run(undefined, 'ip', 'link', 'add', 'dmz0', 'type', 'veth', 'peer', 'name', 'dmz1')
  await lab.keeper.renew(5000)
  t.equal(lab.keeper.owned(), 'all')
  await lab.keeper.remove()
  run(undefined, 'ip', 'link', 'del', 'dmz0')
})

void t.test('a missing address is found although its event was lost in an overrun', async (t) => {
  const lab = openKeeper([vip('10.9.1.7'), vip('10.9.1.8')], 4096)
  t.teardown(lab.stop)
  await lab.keeper.take(10_000)
  const flood = Array.from({ length: 300 }, (_none, at) => `addr add 10.77.${at >> 8}.${at & 255}/16 dev lan0`)
  const words = [
    ...flood,
    'addr del 10.9.1.8/16 dev lan0',
    ...flood.map((line) => line.replace('addr add', 'addr del')).toReversed(),
  ]
  // Not aside: nobody reads events while this runs.
  execFileSync('ip', ['-batch', '-'], { input: words.join('\n') })
  t.equal(lab.netlink.overruns(), 0, 'nothing was read yet')
  await pause(20)
  t.ok(lab.netlink.overruns() > 0, `${lab.netlink.overruns()} overruns`)
  t.same(
    lab.missing.map((entry) => entry.address),
    ['10.9.1.8'],
  )
  await runAside(undefined, 'ip', 'addr', 'del', '10.9.1.7/16', 'dev', 'lan0')
  await pause(20)
  t.equal(lab.missing.length, 2, 'events are still heard after an overrun')
  await lab.keeper.remove()
})

void t.test('new settings withdraw the old address and announce the new one in one operation [VIP-11]', async (t) => {
  const lab = openKeeper([vip('10.9.1.9'), vip('10.9.1.10')])
  t.teardown(lab.stop)
  await lab.keeper.take(5000)
  pretendPeerHasThem(network, ['10.9.1.11'])
  await lab.keeper.replaceAddresses([vip('10.9.1.10'), vip('10.9.1.11')])
  // What the core orders when it learns of new settings.
  await lab.keeper.renew(5000)
  await lab.keeper.announce()
  const after = listed()
  t.notMatch(after, '10.9.1.9/')
  t.match(after, '10.9.1.10/')
  t.match(after, '10.9.1.11/')
  await pause(20)
  t.equal(neighbourOf(network, '10.9.1.11'), macOf(undefined))
  t.same(lab.missing, [])
  await lab.keeper.remove()
})

void t.test('how long it takes, for the reader', async (t) => {
  for (const count of [1, 10, 100, 1000]) {
    const lab = openKeeper(Array.from({ length: count }, (_none, at) => vip(`10.9.${100 + (at >> 8)}.${at & 255}`)))
    // A keeper has made its frames long before it is told to take anything.
    await pause(100)
    const start = monotonicNow()
    await lab.keeper.take(10_000)
    const taken = monotonicNow()
    const announced = await lab.keeper.announce()
    const told = monotonicNow()
    await lab.keeper.renew(10_000)
    const renewed = monotonicNow()
    await lab.keeper.remove()
    const removed = monotonicNow()
    t.equal(announced, count)
    t.comment(
      `${count} addresses: take ${(taken - start).toFixed(2)} ms, announce twice ${(told - taken).toFixed(2)} ms, ` +
        `renew ${(renewed - told).toFixed(2)} ms, remove and verify ${(removed - renewed).toFixed(2)} ms`,
    )
    t.ok(removed - start < 5000)
    lab.stop()
  }
})
