/** Does the keeper tell what is, and forget what may be no longer true? */
import t from 'tap'
import { begin, exited, orders, wanted } from './keeper-scene.ts'
import { FakeDrbd, settle } from './fake-drbd.ts'
import { generations } from './recorded.ts'

void t.test('after the start the facts are those of DRBD, with the identifiers', async (t) => {
  const { keeper, troubles, drbd } = await begin()
  t.match(keeper.facts(), [
    {
      resource: 0,
      connection: 'connected',
      role: 'disk-secondary',
      disk: 'up-to-date',
      outOfSyncKib: 0,
      identifiers: { current: 'F9C061FDDC6EFB5E' },
    },
  ])
  t.equal(keeper.grammar(), '8.4')
  t.same(troubles, [])
  t.same(orders(drbd), [], 'watching orders nothing')
  await keeper.stop()
})

void t.test('without a kernel module nothing is known, it is told, and looked for again', async (t) => {
  const drbd = new FakeDrbd()
  drbd.versionCode = '0x000000'
  const { keeper, troubles } = await begin(drbd)
  t.match(keeper.facts(), [{ disk: 'unknown', role: 'unknown', connection: 'unknown' }])
  t.match(troubles[0], 'find the DRBD kernel module')
  await t.rejects(keeper.primary(wanted), { name: 'OpError' })
  await drbd.pass(30_000)
  t.equal(troubles.length, 1, 'it is told once')
  drbd.versionCode = '0x08040b'
  await drbd.pass(10_000)
  t.match(keeper.facts(), [{ disk: 'up-to-date' }])
  await keeper.stop()
})

void t.test('a change of state is told at once, without identifiers until they have been read again', async (t) => {
  const { drbd, keeper, told } = await begin()
  const before = told.length
  drbd.resource().generation = generations.resumed.mine
  drbd.change({ suspended: 'fencing', connection: 'Connecting', peerDisk: 'DUnknown', replication: 'Off' })
  const first = told[before]?.[0]
  t.equal(first?.suspended, 'fencing')
  t.notOk(first !== undefined && 'identifiers' in first, 'an old generation must not be told')
  t.not(told[before - 1]?.[0]?.suspended, 'fencing')
  await settle()
  t.match(keeper.facts(), [{ identifiers: { current: 'FBC09629AAA04ED4', bitmap: 'F9C061FDDC6EFB5E' } }])
  await keeper.stop()
})

void t.test('identifiers that were read before a change and came after it are not told', async (t) => {
  const { drbd, keeper, told } = await begin()
  let overtakes = true
  drbd.afterCall = (text) => {
    if (!text.includes('get-gi') || !overtakes) return
    overtakes = false
    drbd.resource().generation = generations.resumed.mine
    told.length = 0
    drbd.change({ suspended: 'no', peerDisk: 'Outdated' })
  }
  drbd.change({ suspended: 'fencing', connection: 'Connecting', replication: 'Off' })
  await settle()
  const currents = told.flatMap(([facts]) => facts?.identifiers?.current ?? [])
  t.ok(currents.length > 0)
  t.ok(currents.every((current) => current === 'FBC09629AAA04ED4'))
  await keeper.stop()
})

void t.test('when the identifiers cannot be read there are none, and it is told once', async (t) => {
  const { drbd, keeper, troubles } = await begin()
  drbd.answer('drbdsetup get-gi 0', exited(20, 'Could not stat /proc/drbd\n'))
  drbd.change({ disk: 'Inconsistent' })
  await settle()
  drbd.change({ disk: 'UpToDate' })
  await settle()
  t.notOk('identifiers' in (keeper.facts()[0] ?? {}))
  t.equal(troubles.filter((text) => text.includes('generation')).length, 1)
  await keeper.stop()
})

void t.test('a stream that dies takes everything known with it, and the next one brings it back', async (t) => {
  const { drbd, keeper, told, troubles } = await begin()
  drbd.killStream('killed')
  t.match(keeper.facts(), [{ disk: 'unknown', suspended: 'unknown' }])
  t.notOk('identifiers' in (keeper.facts()[0] ?? {}))
  t.match(told.at(-1), [{ role: 'unknown' }])
  drbd.beginStream()
  await settle()
  t.match(keeper.facts(), [{ disk: 'up-to-date', identifiers: {} }])
  t.match(troubles, ['follow drbdsetup events2: killed; again in 200 ms'])
  t.equal(keeper.counts().streams, 2)
  for (let at = 0; at < 3; at += 1) drbd.killStream('killed again')
  t.equal(troubles.length, 2, 'each death is told once, until there was life again')
  await keeper.stop()
})

void t.test('an audit that contradicts the stream twice in a row starts the stream again', async (t) => {
  const { drbd, keeper, troubles } = await begin()
  drbd.resource().disk = 'Inconsistent'
  await drbd.pass(10_000)
  t.equal(drbd.restarts, 0, 'once may be the moment')
  t.match(keeper.facts(), [{ disk: 'up-to-date' }], 'the audit itself corrects nothing')
  await drbd.pass(10_000)
  t.equal(drbd.restarts, 1)
  t.match(keeper.facts(), [{ disk: 'inconsistent' }])
  t.ok(troubles.some((text) => text.includes('contradicts')))
  await keeper.stop()
})

void t.test('a contradiction that a new stream does not end begins no third one', async (t) => {
  const { drbd, keeper } = await begin()
  const lines = drbd.dump().map((line) => line.replace('disk:UpToDate', 'disk:Outdated'))
  drbd.answer('drbdsetup events2 --now --statistics', exited(0, '', lines.join('\n')))
  for (let at = 0; at < 12; at += 1) await drbd.pass(10_000)
  t.equal(drbd.restarts, 1)
  await keeper.stop()
})

void t.test('a disk has failed when it stays detached, not while its resource goes up or down [DRBD-15]', async (t) => {
  const { drbd, keeper, told } = await begin()
  drbd.change({ disk: 'Failed' })
  drbd.change({ disk: 'Diskless' })
  t.match(keeper.facts(), [{ disk: 'unknown' }])
  await drbd.pass(1000)
  drbd.change({ disk: 'UpToDate' })
  await drbd.pass(5000)
  t.notOk(told.some(([facts]) => facts?.disk === 'failed' || facts?.disk === 'diskless'))
  drbd.change({ disk: 'Diskless' })
  await drbd.pass(2000)
  t.match(keeper.facts(), [{ disk: 'diskless' }])
  t.match(told.at(-1), [{ disk: 'diskless' }])
  await keeper.stop()
})

void t.test('an answer that was overtaken by a change is no contradiction', async (t) => {
  const { drbd, keeper } = await begin()
  let disk = 'UpToDate'
  drbd.afterCall = (text) => {
    if (!text.includes('--now')) return
    disk = disk === 'UpToDate' ? 'Outdated' : 'UpToDate'
    drbd.change({ disk })
  }
  for (let at = 0; at < 6; at += 1) await drbd.pass(10_000)
  t.equal(drbd.restarts, 0)
  await keeper.stop()
})

void t.test('a running copy is followed by audits every two seconds, and its end is told [DRBD-8]', async (t) => {
  const { drbd, keeper } = await begin()
  drbd.change({ disk: 'Inconsistent', replication: 'SyncTarget', outOfSyncKib: 65_000 })
  await drbd.pass(10_000)
  for (const left of [60_000, 55_000, 50_000]) {
    drbd.resource().outOfSyncKib = left
    await drbd.pass(2000)
  }
  t.match(keeper.progress('r0'), { direction: 'from-peer', kind: 'full', leftKib: 50_000 })
  t.ok((keeper.progress('r0')?.donePercent ?? 0) > 20)
  t.ok((keeper.progress('r0')?.secondsLeft ?? 0) > 10)
  t.match(keeper.facts(), [{ outOfSyncKib: 50_000 }], 'also where the stream of 8.4 is silent')
  drbd.change({ disk: 'UpToDate', replication: 'Established', outOfSyncKib: 0 })
  t.equal(keeper.progress('r0'), undefined)
  await keeper.stop()
})

void t.test('words that are not known are counted, and each is told once', async (t) => {
  const { drbd, keeper, troubles } = await begin()
  for (let at = 0; at < 3; at += 1) drbd.print('change device name:r0 volume:0 disk:Perfect')
  drbd.print('what is this')
  t.equal(keeper.counts().unknownWords, 4)
  t.equal(troubles.length, 2)
  for (let at = 0; at < 200; at += 1) drbd.print(`line number ${at}`)
  t.equal(troubles.length, 64, 'and no more texts than the limit')
  await keeper.stop()
})

void t.test(
  'while a fence-peer program of DRBD runs its question is here or on its way, also when a second one begins',
  async (t) => {
    const { drbd, keeper } = await begin()
    const asks = () => keeper.facts().map(({ kernelAsks }) => kernelAsks)
    drbd.print('call helper name:r0 peer-node-id:0 conn-name:peer volume:0 minor:0 helper:before-resync-source')
    t.same(asks(), [false])
    drbd.print('call helper name:r0 peer-node-id:0 conn-name:peer helper:fence-peer')
    drbd.print('call helper name:r0 peer-node-id:0 helper:fence-peer')
    drbd.print('response helper name:r0 peer-node-id:0 conn-name:peer helper:fence-peer status:1024')
    t.same(asks(), [true])
    drbd.print('response helper name:r0 peer-node-id:0 helper:fence-peer status:256')
    t.same(asks(), [false])
    drbd.print('response helper name:r0 peer-node-id:0 helper:fence-peer status:256')
    drbd.print('call helper name:r0 peer-node-id:0 helper:fence-peer')
    t.same(asks(), [true], 'an end whose beginning was not seen owes nothing')
    await keeper.stop()
  },
)
