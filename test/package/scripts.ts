/**
 * Cases for the scripts of the package: are they right shell, and do they do no more than they say?
 *
 * What they do to a machine is shown on one, by `node tools/package.ts --check`; here is what must not be lost from them.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'

const packaging = join(import.meta.dirname, '../../packaging')
const scripts = ['deb/postinst', 'deb/prerm', 'deb/postrm', 'release/hapair-release', 'sysv/hapaird'] as const

function read(name: string): string {
  return readFileSync(join(packaging, name), 'utf8')
}

/** Lines that do something. */
function orders(name: string): string {
  return read(name)
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
}

for (const name of scripts) {
  void test(`${name} is right for a plain shell`, (t) => {
    t.match(read(name), /^#!\/bin\/sh\n/)
    const { status, stderr } = spawnSync('sh', ['-n', join(packaging, name)], { encoding: 'utf8' })
    t.equal(stderr, '')
    t.equal(status, 0)
    t.end()
  })
}

const linter = spawnSync('shellcheck', ['--version']).error === undefined

void test('the linter finds nothing in any script', { skip: linter ? false : 'shellcheck is missing' }, (t) => {
  const { stdout } = spawnSync(
    'shellcheck',
    scripts.map((name) => join(packaging, name)),
    { encoding: 'utf8' },
  )
  t.equal(stdout, '')
  t.end()
})

void test('an upgrade neither stops nor restarts the agent: it asks it to leave the addresses to the next one', (t) => {
  t.match(orders('deb/postinst'), /systemctl kill --kill-who=main --signal=USR2 "\$unit"/)
  t.notMatch(orders('deb/postinst'), /(?:systemctl|invoke) (?:re|try-re)?(?:start|stop) "\$unit".*\n.*restart_planned/)
  t.notMatch(orders('deb/postinst'), /systemctl (?:\S+ )*(?:restart|stop)/)
  t.end()
})

void test('before an upgrade nothing is called, before a removal the agent is stopped at most', (t) => {
  const folder = t.testdir()
  mkdirSync(join(folder, 'bin'))
  for (const name of ['systemctl', 'deb-systemd-invoke', 'deb-systemd-helper', 'rm', 'groupdel', 'drbdadm']) {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\necho "\${0##*/} $*" >>"${folder}/calls"\n`)
    chmodSync(join(folder, 'bin', name), 0o755)
  }
  writeFileSync(join(folder, 'calls'), '')
  const path = join(folder, 'bin')
  const called = (verb: string): string => {
    const { status } = spawnSync('/bin/sh', [join(packaging, 'deb/prerm'), verb, '0.2.0'], { env: { PATH: path } })
    t.equal(status, 0, verb)
    return readFileSync(join(folder, 'calls'), 'utf8')
  }
  t.notMatch(orders('deb/prerm'), /upgrade/, 'also where a service manager runs')
  t.equal(called('upgrade'), '')
  t.equal(called('failed-upgrade'), '')
  t.ok(['', 'deb-systemd-invoke stop hapaird.service\n'].includes(called('remove')))
  t.end()
})

void test('the agent is started at its first installation only when there are settings', (t) => {
  const start = orders('deb/postinst').indexOf('deb-systemd-invoke start')
  const condition = orders('deb/postinst').lastIndexOf('[ -e /etc/hapair/pair.yaml ]', start)
  t.ok(condition > 0 && start - condition < 120)
  t.equal(orders('deb/postinst').split('deb-systemd-invoke start').length, 2, 'and nowhere else')
  t.end()
})

void test('a purge takes settings, keys and recordings, and neither the record nor anything of the disks', (t) => {
  const removals = [...orders('deb/postrm').matchAll(/\brm .*$/gm)].map((match) => match[0])
  t.strictSame(removals, ['rm -rf /etc/hapair "$record/flight" /run/hapair'])
  const before = orders('deb/postrm').slice(0, orders('deb/postrm').indexOf('rm -rf'))
  t.match(before, /if \[ "\$1" = purge \]; then/)
  for (const name of ['deb/postinst', 'deb/prerm', 'deb/postrm'])
    t.notMatch(orders(name), /drbdadm|drbdsetup|drbdmeta|drbd\.d|\bmount\b|umount|mkfs/, name)
  t.end()
})
