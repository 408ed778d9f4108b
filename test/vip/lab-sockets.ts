/**
 * Do packet sockets and real-time scheduling do in a real kernel what the product asks of them?
 *
 * Needs root; `lab-vip.test.ts` has made the namespace in which the cable is laid.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { closeDescriptor, openSocket, sendTo } from '../../src/linux/libc.ts'
import { NetlinkOrders } from '../../src/linux/netlink-orders.ts'
import { openPacketReceiver, openPacketSender } from '../../src/linux/packet.ts'
import type { FrameKind } from '../../src/linux/packet.ts'
import { family } from '../../src/linux/socket-address.ts'
import { announcementFrames } from '../../src/vip/announce.ts'
import { decodeArp } from '../../src/wire/arp.ts'
import { decodeAdvertisement } from '../../src/wire/nd.ts'
import { run } from './lab-network.ts'

const mac = '02:00:00:00:00:07'

/** A cable between two devices of this namespace. */
function cable(): { close: () => void } {
  run(undefined, 'ip', 'link', 'add', 'left', 'type', 'veth', 'peer', 'name', 'right')
  for (const device of ['left', 'right']) run(undefined, 'ip', 'link', 'set', device, 'up')
  return { close: () => void run(undefined, 'ip', 'link', 'del', 'left') }
}

/** Gathers what a receiver of this kind hears. */
function ears(kind: FrameKind): { frames: Uint8Array[]; ages: number[]; errors: string[]; stop: () => void } {
  const frames: Uint8Array[] = []
  const ages: number[] = []
  const errors: string[] = []
  const receiver = openPacketReceiver({
    device: 'right',
    kind,
    onFrame: (frame, ageMs) => {
      frames.push(frame.slice())
      ages.push(ageMs)
    },
    onError: (error) => void errors.push(error.message),
  })
  return { frames, ages, errors, stop: receiver.stop }
}

void t.test('a receiver hears its kind of frame on its device and nothing else', async (t) => {
  const wire = cable()
  const [arp, neighbour] = [ears('arp'), ears('neighbour-advertisement')]
  const sender = openPacketSender()
  await pause(20)
  const four = announcementFrames('10.0.0.1', mac)
  const six = announcementFrames('2001:db8::1', mac)
  const odd = four.first.slice()
  // Operation 3: reverse ARP, which nobody here waits for.
  odd[21] = 3
  const frames = [four.first, odd, six.first, ...(four.repeat === undefined ? [] : [four.repeat])]
  t.same(await sender.send('left', frames, { aborted: false }), { sent: 4, unsent: 0 })
  await pause(30)
  t.same(
    arp.frames
      .map((frame) => decodeArp(frame))
      .map((found) => found.ok && `${found.arp.operation} ${found.arp.senderIp}`),
    ['request 10.0.0.1', 'reply 10.0.0.1'],
  )
  const heard = neighbour.frames.map((frame) => decodeAdvertisement(frame))
  t.match(heard, [{ ok: true, advertisement: { target: '2001:db8::1', mac } }])
  t.ok(
    arp.ages.every((age) => age >= 0 && age < 50),
    `ages ${arp.ages.map((age) => age.toFixed(3)).join(', ')} ms`,
  )
  await sender.send('right', [four.first], { aborted: false })
  await pause(20)
  t.equal(arp.frames.length, 2, 'what this node itself sends is not heard')
  run(undefined, 'ip', 'link', 'set', 'right', 'down')
  await pause(20)
  t.match(arp.errors, [/ENETDOWN/])
  for (const open of [arp, neighbour, sender]) open.stop()
  wire.close()
})

void t.test('a sender says what it could not send', async (t) => {
  const wire = cable()
  const sender = openPacketSender()
  const { first } = announcementFrames('10.0.0.1', mac)
  t.same(await sender.send('none0', [first], { aborted: false }), { sent: 0, unsent: 1, errno: 'ENODEV' })
  t.same(await sender.send('left', [first], { aborted: true }), { sent: 0, unsent: 1, errno: 'ECANCELED' })
  run(undefined, 'ip', 'link', 'set', 'left', 'down')
  t.same(await sender.send('left', [first, first], { aborted: false }), { sent: 0, unsent: 2, errno: 'ENETDOWN' })
  sender.stop()
  t.match(await sender.send('left', [first], { aborted: false }), { sent: 0, unsent: 1 })
  wire.close()
})

void t.test('a slow link gets the frames in bursts, and one that takes nothing is given up', async (t) => {
  const wire = cable()
  const sender = openPacketSender()
  const frames = Array.from({ length: 1000 }, () => announcementFrames('10.0.0.1', mac).first)
  const shape = (verb: string, rate: string): void =>
    void run(
      undefined,
      'tc',
      'qdisc',
      verb,
      'dev',
      'left',
      'root',
      'tbf',
      'rate',
      rate,
      'burst',
      '2000',
      'limit',
      '4000',
    )
  shape('add', '2mbit')
  const start = performance.now()
  t.same(await sender.send('left', frames, { aborted: false }), { sent: 1000, unsent: 0 })
  t.comment(`1000 frames over 2 Mbit/s in ${(performance.now() - start).toFixed(0)} ms`)
  shape('replace', '1kbit')
  const outcome = await sender.send('left', frames, { aborted: false })
  t.ok(outcome.unsent > 0 && outcome.sent + outcome.unsent === 1000)
  t.match(outcome.errno, /EAGAIN|ENOBUFS/)
  sender.stop()
  wire.close()
})

void t.test('real-time scheduling is for this thread only, with a limit on uninterrupted work', (t) => {
  const program = `
    const { enterRealtime } = await import(process.argv[1])
    const { execFileSync } = await import('node:child_process')
    console.log(JSON.stringify(enterRealtime()))
    console.log(execFileSync('cat', ['/proc/' + process.pid + '/sched']).toString().match(/policy\\s*:\\s*(\\d)/)[1])
    console.log(execFileSync('cat', ['/proc/self/sched']).toString().match(/policy\\s*:\\s*(\\d)/)[1])
    console.log(execFileSync('cat', ['/proc/' + process.pid + '/limits']).toString().match(/realtime timeout.*/)[0])`
  const source = new URL('../../src/linux/realtime.ts', import.meta.url).href
  const words = [...process.execArgv, '--input-type=module', '-e', program, source]
  const [report, policy, child, limit] = execFileSync(process.execPath, words, { encoding: 'utf8' }).trim().split('\n')
  t.same(JSON.parse(report ?? ''), { realtime: true, limited: true, detail: 'scheduled SCHED_FIFO 10' })
  t.same([policy, child], ['1', '0'], 'this thread is SCHED_FIFO, a child is not')
  t.match(limit, /2000000\s+2000000/)
  t.end()
})

void t.test('an answer that is left of an earlier order is not taken for that of the next one', (t) => {
  const wire = cable()
  const orders = new NetlinkOrders()
  const stranger = openSocket({ family: family.netlink, type: 3, protocol: 0 }, 'a test')
  // struct sockaddr_nl with the port of the orders; NLMSG_ERROR (2) with EPERM for the sequence number 0x7000.
  const port = new Uint8Array(12)
  new DataView(port.buffer).setUint16(0, family.netlink, true)
  new DataView(port.buffer).setUint32(4, orders.portId(), true)
  const refusal = new Uint8Array(36)
  const view = new DataView(refusal.buffer)
  view.setUint32(0, refusal.length, true)
  view.setUint16(4, 2, true)
  view.setUint32(8, 0x7000, true)
  view.setInt32(16, -1, true)
  t.equal(sendTo(stranger, refusal, port), refusal.length)
  t.doesNotThrow(() => orders.promoteSecondaries('left'))
  const setting = '/proc/sys/net/ipv4/conf/left/promote_secondaries'
  t.equal(readFileSync(setting, 'utf8').trim(), '1')
  closeDescriptor(stranger)
  orders.stop()
  wire.close()
  t.end()
})
