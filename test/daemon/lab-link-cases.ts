/** Cases for two real agents whose LAN loses its frames while every carrier stays: devices, timers, and the jury. */
import t from 'tap'
import type { NodeName } from '../../lab/netns/layout.ts'
import { LabPair } from './lab-pair.ts'

/** The shortest timer of the settings is one minute, ms. */
t.setTimeout(240_000)
const minuteMs = 60_000
/** Looks that must fail, an order between the nodes, and a busy machine, ms. */
const slackMs = 20_000

const pair = await LabPair.create()
t.teardown(() => {
  pair.destroy()
})
const lan = pair.lab.layout.zones.find((zone) => zone.name === 'lan')?.v4
const gateway = lan?.gateway ?? ''
const client = lan?.client ?? ''

/** The bridge of the LAN drops what goes between this node and the hosts beside the pair; carriers and beats stay. */
function dropHosts(node: NodeName): void {
  const hosts = ['c', 'g'] as const
  pair.lab.wiring.cutPaths(
    hosts.flatMap((host) => [{ from: node, to: host } as const, { from: host, to: node } as const]),
  )
}

void t.test(
  'the jury: the node that reaches fewer targets for 4 s hands over; silence for both moves nothing',
  async (t) => {
    const monitor = { targets: [gateway, client], period: '1s', 'on-fewer': '4s' }
    await pair.normal({ pair: { monitor } })
    const counted = async (node: NodeName, reached: number): Promise<boolean> =>
      (await pair.status(node))?.monitors.jury?.reached === reached
    await pair.until('both reach both targets', async () => (await counted('m', 2)) && (await counted('s', 2)))
    await pair.until(
      'both compare the same rounds',
      async () => (await pair.status('m'))?.monitors.jury?.peerReached === 2,
    )
    dropHosts('m')
    dropHosts('s')
    await pair.until('both reach none', async () => (await counted('m', 0)) && (await counted('s', 0)))
    t.equal(await pair.always(async () => (await pair.owner()) === 'm', 8_000), true)
    pair.lab.mendEverything()
    await pair.until('both reach both targets', async () => (await counted('m', 2)) && (await counted('s', 2)))
    dropHosts('m')
    await pair.untilOwner('s', slackMs)
    const told = (await pair.journal('m')).map((line) => line.reason)
    t.ok(told.includes('targets-fewer') && told.includes('link-move'))
  },
)

void t.test(
  'a LAN that fails its check for a minute, with its carrier up, hands over and is told; its return moves nothing back [FO-4, FO-5, FO-30]',
  async (t) => {
    const check = { enabled: true, target: gateway }
    await pair.normal({
      failover: { 'on-lan-down': true, 'lan-down-minutes': 1 },
      node: { device: [{ name: 'lan0', check }] },
    })
    const state = async (node: NodeName): Promise<string | undefined> => (await pair.status(node))?.monitors.lan.state
    await pair.reload({
      failover: { 'on-lan-down': true, 'lan-down-minutes': 1 },
      node: { device: [{ name: 'lan0', check }] },
    })
    await pair.until('both see their LAN', async () => (await state('m')) === 'up' && (await state('s')) === 'up')
    await pair.until('the peer says so', async () => (await pair.status('m'))?.monitors.lan.peer === 'up')
    dropHosts('m')
    await pair.until('the master sees it', async () => (await state('m')) === 'down', slackMs)
    const seen = await pair.status('m')
    t.equal(seen?.zones[0]?.carrier, true, 'the carrier stays')
    t.match(seen?.outlook.devices, [{ device: 'lan0', kind: 'lan', state: 'down', why: 'the target is silent' }])
    t.equal(await pair.always(async () => (await pair.owner()) === 'm', minuteMs - 2_000), true)
    await pair.untilOwner('s', slackMs)
    const told = (await pair.journal('m')).map((line) => line.reason)
    for (const reason of ['link-down', 'link-timer-over', 'link-move'] as const) t.ok(told.includes(reason), reason)
    pair.lab.mendEverything()
    await pair.until('the LAN is back', async () => (await state('m')) === 'up', slackMs)
    t.equal(await pair.always(async () => (await pair.owner()) === 's', 5_000), true)
  },
)
