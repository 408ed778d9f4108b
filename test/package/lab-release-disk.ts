/**
 * Cases for packaging/release/hapair-release: mounts and disks, and the reset when they cannot be given up.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { inRoom, listText } from './lab-room.ts'

void test('mounts of the list are taken away, others stay', (t) => {
  const folder = t.testdir({ 'with blank': {}, other: {} })
  const { output } = inRoom(folder, {
    list: listText({ mounts: [`${folder}/with blank`, `${folder}/never mounted`] }),
    script: `mount -t tmpfs none "$ROOM/with blank"; mount -t tmpfs none $ROOM/other
      hapair_release --now $ROOM/list; echo code $?
      mountpoint "$ROOM/with blank"; mountpoint $ROOM/other`,
  })
  t.match(output, /code 0/)
  t.match(output, /unmounted .*with blank/)
  t.match(output, /with blank is not a mountpoint/)
  t.match(output, /other is a mountpoint/)
  t.end()
})

void test('what cannot be unmounted leads to the reset that the list asks for, and only then', (t) => {
  const played = (reset: boolean): { readonly output: string; readonly written: boolean } => {
    const folder = t.testdir({ busy: {} })
    const trigger = join(folder, 'trigger')
    const { output } = inRoom(folder, {
      list: listText({ mounts: [join(folder, 'busy')] }, reset ? { reset: trigger } : {}),
      script: `mount -t tmpfs none $ROOM/busy; cd $ROOM/busy
        hapair_release --now $ROOM/list; echo code $?`,
    })
    return { output, written: existsSync(trigger) && readFileSync(trigger, 'utf8') === 'b' }
  }
  const asked = played(true)
  t.match(asked.output, /not released; .*busy may still be mounted/)
  t.match(asked.output, /the machine is reset[^]*code 4/)
  t.ok(asked.written)
  const unasked = played(false)
  t.match(unasked.output, /code 3/)
  t.notOk(unasked.written)
  t.end()
})

const role = 'if [ -e $ROOM/demoted ]; then echo Secondary; else echo Primary; fi'

void test('a disk is made secondary, and only its role is believed', (t) => {
  const { output, calls } = inRoom(t.testdir(), {
    list: listText({ resources: [{ name: 'r0', minor: 7 }] }),
    answers: { 'drbdsetup-role': role, 'drbdsetup-secondary': 'touch $ROOM/demoted' },
    script: 'hapair_release --now $ROOM/list; echo code $?',
  })
  t.match(output, /made r0 secondary[^]*code 0/)
  t.strictSame(
    calls.filter((call) => call.startsWith('drbdsetup')),
    ['drbdsetup role r0', 'drbdsetup secondary r0', 'drbdsetup role r0'],
  )
  const lying = inRoom(t.testdir(), {
    list: listText({ resources: [{ name: 'r0', minor: 7 }] }),
    answers: { 'drbdsetup-role': role },
    script: 'hapair_release --now $ROOM/list; echo code $?',
  })
  t.match(lying.output, /not released; resource r0 is not known to be secondary[^]*code 3/)
  t.end()
})

void test('the older tools know a disk by its minor number', (t) => {
  const byNumber = (lines: string): string => `[ "$2" = 7 ] || exit 10; ${lines}`
  const { output } = inRoom(t.testdir(), {
    list: listText({ resources: [{ name: 'r0', minor: 7 }] }),
    answers: { 'drbdsetup-role': byNumber(role), 'drbdsetup-secondary': byNumber('touch $ROOM/demoted') },
    script: 'hapair_release --now $ROOM/list; echo code $?',
  })
  t.match(output, /made r0 secondary[^]*code 0/)
  t.end()
})

void test('a disk that is down, or secondary already, is left as it is', (t) => {
  const { output, calls } = inRoom(t.testdir(), {
    list: listText({
      resources: [
        { name: 'r0', minor: 7 },
        { name: 'down', minor: 8 },
      ],
    }),
    answers: { 'drbdsetup-role': 'echo Secondary/Unknown' },
    script: 'hapair_release --now $ROOM/list; echo code $?',
  })
  t.match(output, /code 0/)
  t.strictSame(
    calls.filter((call) => call.startsWith('drbdsetup')),
    ['drbdsetup role r0'],
  )
  t.end()
})

void test('a program that hangs costs no more than the limit, then comes the reset', (t) => {
  const folder = t.testdir()
  const { output } = inRoom(folder, {
    list: listText({ resources: [{ name: 'r0', minor: 7 }] }, { limitMs: 2000, reset: join(folder, 'trigger') }),
    answers: { 'drbdsetup-role': 'echo Primary', 'drbdsetup-secondary': 'trap "" TERM; exec sleep 1000' },
    script: `begun=$(date +%s); hapair_release --now $ROOM/list; echo code $? took $(($(date +%s) - begun))
      pidof sleep || echo all ended`,
  })
  t.match(output, /code 4 took [234]$/m)
  t.match(output, /all ended/)
  t.equal(readFileSync(join(folder, 'trigger'), 'utf8'), 'b')
  t.end()
})
