/**
 * Cases for packaging/release/hapair-release: does it give up what is on the list, nothing else, and in time?
 */
import { join } from 'node:path'
import { test } from 'tap'
import { inRoom, listText } from './lab-room.ts'

const device = 'lan0'
const first = { device, address: '10.9.0.100', prefix: 24 }
const second = { device, address: '2001:db8:9::100', prefix: 64 }
const addAll = `
  ip addr add 10.9.0.100/24 dev lan0
  ip addr add 10.9.0.1/24 dev lan0
  ip addr add 2001:db8:9::100/64 dev lan0 nodad
  ip addr add 2001:db8:9::1/64 dev lan0 nodad
`

void test('it removes the addresses of the list and leaves their siblings alone', (t) => {
  const { output } = inRoom(t.testdir(), {
    list: listText({ addresses: [first, second] }),
    // The listed address is the first of its network: without care the kernel takes the other ones along.
    script: `${addAll} hapair_release --now $ROOM/list; echo code $?; ip -oneline addr show dev lan0`,
  })
  t.match(output, /^code 0$/m)
  t.match(output, /removed address 10\.9\.0\.100\/24 from lan0/)
  t.match(output, /inet 10\.9\.0\.1\/24/)
  t.match(output, /inet6 2001:db8:9::1\/64/)
  t.notMatch(output, /inet6? (?:10\.9\.0\.100|2001:db8:9::100)\//)
  t.end()
})

void test('doing it twice does no more than once', (t) => {
  const { output, calls } = inRoom(t.testdir(), {
    list: listText({ addresses: [first], units: ['a.service'] }),
    answers: { 'systemctl-is-active': 'echo inactive' },
    script: `${addAll}
      hapair_release --now $ROOM/list
      ip addr add 10.9.0.100/24 dev lan0
      hapair_release --now $ROOM/list
      echo second $?
      ip -oneline addr show dev lan0`,
  })
  t.match(output, /second 0/)
  t.match(output, /there is no .*: nothing is held/)
  t.match(output, /inet 10\.9\.0\.100\/24/, 'what the operator did since stays')
  t.equal(calls.filter((call) => call.startsWith('systemctl stop')).length, 1)
  t.end()
})

void test('nothing is touched while the agent of the list lives, and when one comes back in time', (t) => {
  const alive = `self="$$ $(awk '{ print $22 }' /proc/$$/stat)"`
  const { output } = inRoom(t.testdir(), {
    list: listText({ addresses: [first] }, { leaseMs: 3000 }),
    script: `${addAll} ${alive}
      sed -i "s/^agent .*/agent $self/" $ROOM/list
      hapair_release $ROOM/list
      echo lives $?
      sed -i "s/^agent .*/agent 4000000 1/" $ROOM/list
      (sleep 0.5; sed -i "s/^agent .*/agent $self/" $ROOM/list) &
      hapair_release $ROOM/list
      echo back $?
      ip -oneline addr show dev lan0`,
  })
  t.match(output, /lives 0/)
  t.match(output, /back 0/)
  t.match(output, /inet 10\.9\.0\.100\/24/)
  t.end()
})

void test('while it waits it leaves the processor to the agent that is starting', (t) => {
  const { output } = inRoom(t.testdir(), {
    list: listText({ addresses: [first] }, { leaseMs: 8000 }),
    script: `${addAll}
      self="$$ $(awk '{ print $22 }' /proc/$$/stat)"
      (sleep 2; sed -i "s/^agent .*/agent $self/" $ROOM/list) &
      before=$(cut -d' ' -f5 /proc/loadavg)
      hapair_release $ROOM/list
      echo back $? after $(($(cut -d' ' -f5 /proc/loadavg) - before)) processes`,
  })
  const processes = Number(/back 0 after (\d+) processes/.exec(output)?.[1])
  // In two seconds; 184 when the list was read and the kernel was asked at each look, and looks came five times a second.
  t.ok(processes < 50, `${processes} processes`)
  t.end()
})

void test('the same number with another start is another process: it acts', (t) => {
  const { output } = inRoom(t.testdir(), {
    list: listText({ addresses: [first] }, { leaseMs: 1 }),
    script: `${addAll}
      sed -i "s/^agent .*/agent $$ 1/" $ROOM/list
      hapair_release $ROOM/list
      ip -oneline addr show dev lan0`,
  })
  t.match(output, /no agent came back within the lease/)
  t.notMatch(output, /inet 10\.9\.0\.100\/24/)
  t.end()
})

void test('it waits for the lease and the slack of the kernel, but not when the kernel has ended the addresses', (t) => {
  const timed = (lifetime: string): number => {
    const { output } = inRoom(t.testdir(), {
      list: listText({ addresses: [first], units: ['a.service'] }, { leaseMs: 2000 }),
      answers: { 'systemctl-is-active': 'echo inactive' },
      script: `ip addr add 10.9.0.100/24 dev lan0 valid_lft ${lifetime} preferred_lft ${lifetime}
        begun=$(date +%s%N)
        hapair_release $ROOM/list
        echo took $((($(date +%s%N) - begun) / 1000000))`,
    })
    return Number(/took (\d+)/.exec(output)?.[1])
  }
  const unending = timed('forever')
  t.ok(unending >= 3500, `3.5 s at least: ${unending} ms`)
  const ending = timed('1')
  t.ok(ending < 3400, `as soon as the lifetime of 1 to 2.4 s has ended: ${ending} ms`)
  t.end()
})

void test('units are stopped together and asked about', (t) => {
  const { output, calls } = inRoom(t.testdir(), {
    list: listText({ units: ['proxy.service', 'tunnel@one.service'] }),
    answers: { 'systemctl-is-active': 'echo inactive' },
    script: 'hapair_release --now $ROOM/list; echo code $?',
  })
  t.match(output, /code 0/)
  t.strictSame(
    calls.filter((call) => !call.includes('show')),
    [
      'systemctl stop -- proxy.service tunnel@one.service',
      'systemctl is-active -- proxy.service',
      'systemctl is-active -- tunnel@one.service',
    ],
  )
  t.end()
})

void test('a unit that does not stop is killed; when it runs on, that is told', (t) => {
  const { output, calls } = inRoom(t.testdir(), {
    list: listText({ units: ['proxy.service'] }, { limitMs: 2000 }),
    answers: { 'systemctl-stop': 'sleep 1000', 'systemctl-is-active': 'echo deactivating' },
    script: 'hapair_release --now $ROOM/list; echo code $?',
  })
  t.match(output, /code 3/)
  t.match(output, /not released; unit proxy\.service is deactivating/)
  t.ok(calls.includes('systemctl kill --signal=KILL -- proxy.service'))
  t.end()
})

void test('an agent that hangs in its start is ended first and started again at the end', (t) => {
  const { output, calls } = inRoom(t.testdir(), {
    list: listText({ addresses: [first] }),
    answers: { 'systemctl-show': 'echo ActiveState=activating' },
    script: `${addAll} hapair_release --now $ROOM/list; echo code $?`,
  })
  t.match(output, /code 0/)
  t.strictSame(calls, [
    'systemctl show --property=ActiveState hapaird.service',
    'systemctl --no-block stop hapaird.service',
    'systemctl kill --signal=KILL hapaird.service',
    'systemctl --no-block start hapaird.service',
  ])
  t.end()
})

void test('an agent that runs is left alone; one that stays down is not started', (t) => {
  const stateOf = (state: string): readonly string[] => {
    const { output, calls } = inRoom(t.testdir(), {
      list: listText({ addresses: [first] }),
      answers: { 'systemctl-show': `echo ActiveState=${state}` },
      script: `${addAll} hapair_release --now $ROOM/list; ip -oneline addr show dev lan0`,
    })
    return [output.includes('10.9.0.100/24 scope') ? 'held' : 'released', ...calls.slice(1)]
  }
  t.strictSame(stateOf('active'), ['held'])
  t.strictSame(stateOf('failed'), ['released'])
  t.end()
})

void test('after the agent ended the release is started; during a shutdown it acts in place, without a reset', (t) => {
  const room = (state: string): { readonly output: string; readonly calls: readonly string[] } => {
    const folder = t.testdir({ busy: {} })
    return inRoom(folder, {
      answers: {
        'systemctl-is-system-running': `echo ${state}`,
        'systemctl---no-block': state === 'running' ? 'exit 0' : 'exit 1',
      },
      script: `${addAll} mount -t tmpfs none $ROOM/busy; cd $ROOM/busy
        cat >/run/hapair/release-list <<LIST
${listText({ addresses: [first], mounts: [join(folder, 'busy')] }, { reset: join(folder, 'trigger') })}LIST
        hapair_release --after-stop; echo code $?
        ip -oneline addr show dev lan0
        ls $ROOM`,
    })
  }
  const running = room('running')
  t.strictSame(running.calls, ['systemctl --no-block start hapair-release.service'])
  t.match(running.output, /code 0[^]*inet 10\.9\.0\.100\/24/)
  const stopping = room('stopping')
  const refused = 'systemctl --no-block start hapair-release.service'
  t.strictSame(stopping.calls, [refused, 'systemctl is-system-running'])
  t.match(stopping.output, /code 3/)
  t.notMatch(stopping.output, /inet 10\.9\.0\.100\/24/)
  t.notMatch(stopping.output, /trigger/)
  t.end()
})

void test('when nothing is held nothing is called', (t) => {
  const { output, calls } = inRoom(t.testdir(), {
    list: listText({}, { reset: '/nowhere' }),
    script: `hapair_release $ROOM/list; echo code $?
      cp $ROOM/list /run/hapair/release-list; hapair_release --after-stop; echo code $?`,
  })
  t.match(output, /^<5>[^\n]*list names nothing: nothing is held\ncode 0\ncode 0\n$/)
  t.strictSame(calls, [])
  t.end()
})

void test('a thousand addresses go at once', (t) => {
  const many = Array.from({ length: 1000 }, (_, index) => ({
    device,
    address: `10.9.${(index >> 8) + 1}.${index & 255}`,
    prefix: 32,
  }))
  const { output } = inRoom(t.testdir(), {
    list: listText({ addresses: many }),
    script: `awk '/^address/ { print "addr add " $3 " dev " $2 }' $ROOM/list | ip -batch -
      ip -oneline addr show dev lan0 | grep -c 10.9
      begun=$(date +%s%N)
      hapair_release --now $ROOM/list >/dev/null; echo code $?
      echo took $((($(date +%s%N) - begun) / 1000000))
      ip -oneline addr show dev lan0 | grep -c 10.9`,
  })
  t.match(output, /^1000\ncode 0\ntook \d+\n0\n$/)
  const tookMs = Number(/took (\d+)/.exec(output)?.[1])
  t.ok(tookMs < 2000, `${tookMs} ms`)
  t.end()
})
