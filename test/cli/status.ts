/** What `status`, `why`, `links`, `logs` and the list of commands print. */
import t from 'tap'
import * as z from 'zod'
import { statusSchema } from '../../src/control/report-schema.ts'
import type { JournalLine } from '../../src/control/protocol.ts'
import { renderStatus } from '../../src/cli/render-status.ts'
import { publishedSchema } from '../../src/cli/commands/status.ts'
import { renderSpan } from '../../src/cli/render-span.ts'
import { plain } from '../../src/cli/terminal.ts'
import { allSituations, sampleLinks, sampleStatus } from './samples.ts'
import { call, daemon, golden, scratch } from './stage.ts'

for (const situation of allSituations) {
  void t.test(`status reads well: ${situation}`, async (t) => {
    const { words } = await daemon(t, situation)
    const { code, out, error } = await call([...words, 'status'])
    t.equal(code, 0)
    t.equal(error, '')
    t.equal(out, golden(`status-${situation.replaceAll(' ', '-')}.txt`, out))
  })

  void t.test(`why reads well: ${situation}`, async (t) => {
    const { words } = await daemon(t, situation)
    const { code, out } = await call([...words, 'why'])
    t.equal(code, 0)
    t.equal(out, golden(`why-${situation.replaceAll(' ', '-')}.txt`, out))
  })

  void t.test(`the sample document keeps to the published schema: ${situation}`, (t) => {
    t.ok(statusSchema.safeParse(sampleStatus(situation)).success)
    t.end()
  })
}

void t.test(
  'status names the node, the running master and the standby address, the VIPs and the warnings [CLI-3]',
  async (t) => {
    const { words } = await daemon(t, 'degraded')
    const { out } = await call([...words, 'status'])
    for (const part of [
      'ha1 (master)',
      'running master 192.0.2.11',
      'standby 192.0.2.12',
      '192.0.2.10/24',
      'check the link',
    ]) {
      t.match(out, part)
    }
  },
)

void t.test('every output for a person begins with host name and configured role [ROLE-4]', async (t) => {
  const { words } = await daemon(t, 'running slave')
  for (const command of [['status'], ['why'], ['links'], ['logs'], ['vip', 'list'], []]) {
    const { out } = await call([...words, ...command])
    t.match(out.split('\n')[0], 'ha2 (slave), running slave', command.join(' '))
  }
})

void t.test('normal and inverted mapping and the promoted slave are named [ROLE-8] [ROLE-9]', (t) => {
  t.match(renderStatus(sampleStatus('running master'), undefined, plain).join('\n'), 'normal mapping')
  const promoted = renderStatus(sampleStatus('promoted'), undefined, plain).join('\n')
  t.match(promoted, 'inverted mapping')
  t.match(promoted, 'running master (promoted)')
  t.end()
})

void t.test('a peer that is not heard has no role, but a last contact [ROLE-10]', (t) => {
  const peer = renderStatus(sampleStatus('degraded'), undefined, plain).find((line) => line.startsWith('peer'))
  t.match(peer, /not available, last contact 1 h 2 min ago/)
  t.notMatch(peer, /running/)
  t.end()
})

void t.test('a pair without a virtual address says none configured [VIP-14]', (t) => {
  t.match(renderStatus(sampleStatus('no VIP'), undefined, plain).join('\n'), /^vips +none configured$/m)
  t.end()
})

void t.test('each path shows whether it is up, its last beat and what was lost in the last hour [HB-16]', (t) => {
  const lines = renderStatus(sampleStatus('running master'), sampleLinks, plain).join('\n')
  t.match(lines, 'serial, up, last beat 0.4 s ago, 12 lost in the last hour, half-open')
  t.end()
})

void t.test('a move shows its step and its time, and that nobody should reboot [FO-11]', (t) => {
  t.match(renderStatus(sampleStatus('moving'), undefined, plain).join('\n'), /step mount, 4\.3 s so far; do not reboot/)
  t.end()
})

void t.test('a thousand aliases do not hide the rest of the status', (t) => {
  const base = sampleStatus('running master')
  const vips = base.vips.map((vip) => ({
    ...vip,
    aliases: Array.from({ length: 1000 }, (_, index) => `10.0.${index >> 8}.${index & 255}`),
  }))
  const lines = renderStatus({ ...base, vips }, undefined, plain)
  t.match(lines.join('\n'), 'and 992 more')
  t.ok(lines.length < 15)
  t.end()
})

void t.test('status --json is the document itself [CLI-3]', async (t) => {
  const { words } = await daemon(t, 'promoted')
  const { out } = await call([...words, 'status', '--json'])
  t.strictSame(JSON.parse(out), sampleStatus('promoted'))
})

void t.test('status --schema is a JSON schema that the document fits, and needs no daemon', async (t) => {
  const { code, out } = await call(['--run-dir', scratch(t), 'status', '--schema'])
  t.equal(code, 0)
  const published: unknown = JSON.parse(out)
  t.strictSame(published, publishedSchema())
  const schema = z.fromJSONSchema(z.record(z.string(), z.any()).parse(published))
  for (const situation of allSituations) t.ok(schema.safeParse(sampleStatus(situation)).success, situation)
  const wrong = { ...sampleStatus('running master'), phase: 'on holiday' }
  t.notOk(schema.safeParse(wrong).success)
})

void t.test(
  'status --follow draws each change in place on a terminal, and one after the other elsewhere',
  async (t) => {
    const script = { status: [sampleStatus('running master')] }
    const { words } = await daemon(t, script)
    t.match((await call([...words, 'status', '--follow'], { redraws: true })).out, /^<clear>\nnode/)
    t.notMatch((await call([...words, 'status', '--follow'])).out, '<clear>')
  },
)

void t.test('status --follow --json prints one document per line', async (t) => {
  const { words } = await daemon(t, { status: [sampleStatus('running master')] })
  const { out } = await call([...words, 'status', '--follow', '--json'])
  t.strictSame(JSON.parse(out.trimEnd()), sampleStatus('running master'))
})

void t.test('links says what is wrong with each path, and what to do', async (t) => {
  const { words } = await daemon(t, 'running master')
  const { code, out } = await call([...words, 'links'])
  t.equal(code, 0)
  t.equal(out, golden('links.txt', out))
  t.strictSame(JSON.parse((await call([...words, 'links', '--json'])).out), sampleLinks)
})

const line: JournalLine = {
  ...{
    seq: 1,
    wall: '2026-05-04T03:02:01.000Z',
    monotonicMs: 5000,
    node: 'slave',
    category: 'failover',
    level: 'alarm',
  },
  ...{
    reason: 'takeover',
    sentence: 'taking over from a dead peer',
    facts: ['powered-off', 'silent for 20 s'],
    elapsedMs: 41.5,
  },
}

void t.test('logs tells when, who, what and why [LOG-1]', async (t) => {
  const { words } = await daemon(t, { journal: [line, { ...line, seq: 2, level: 'info', facts: [] }] })
  const { code, out } = await call([...words, 'logs'])
  t.equal(code, 0)
  t.equal(out, golden('logs.txt', out))
})

void t.test('logs asks for what was wished, and prints JSON lines', async (t) => {
  const fake = await daemon(t, { journal: [line] })
  const wish = ['logs', '--follow', '--category', 'failover', '--level', 'warning', '-n', '7', '--json']
  const { out } = await call([...fake.words, ...wish])
  t.strictSame(JSON.parse(out), line)
  t.match(fake.asked, [{ type: 'journal', count: 7, follow: true, category: 'failover', level: 'warning' }])
})

void t.test('logs refuses a category, a level and a number that it does not know', async (t) => {
  const { words } = await daemon(t, 'running master')
  for (const wish of [
    ['--category', 'weather'],
    ['--level', 'loud'],
    ['-n', 'many'],
    ['-n', '2001'],
  ]) {
    t.equal((await call([...words, 'logs', ...wish])).code, 2, wish.join(' '))
  }
})

void t.test('hapair alone lists only what can be done here and now [CLI-1]', async (t) => {
  for (const situation of ['running master', 'running slave', 'starting'] as const) {
    const { words } = await daemon(t, situation)
    const { code, out } = await call(words)
    t.equal(code, 0)
    t.equal(out, golden(`commands-${situation.replaceAll(' ', '-')}.txt`, out))
  }
})

void t.test('hapair --all lists every command, with the reason and the right node [CLI-1] [CLI-2]', async (t) => {
  const { words } = await daemon(t, 'running slave')
  const { out } = await call([...words, '--all'])
  t.match(out, 'not now: this node is running slave already; nothing to do; give it on the master')
  t.equal(out, golden('commands-all.txt', out))
})

void t.test('without a daemon hapair lists what works without it, and says how to start it', async (t) => {
  const { code, out } = await call(['--run-dir', scratch(t)])
  t.equal(code, 0)
  t.match(out, 'systemctl start hapaird')
  t.match(out, '  boot ')
  t.notMatch(out, '  status ')
})

void t.test('spans are said in the two units that matter', (t) => {
  const cases: readonly (readonly [ms: number, text: string])[] = [
    [0, '0 ms'],
    [99, '99 ms'],
    [420, '0.4 s'],
    [9_900, '9.9 s'],
    [12_000, '12 s'],
    [59_400, '59 s'],
    [59_900, '59 s'],
    [60_000, '1 min'],
    [192_000, '3 min 12 s'],
    [7_500_000, '2 h 5 min'],
    [273_600_000, '3 d 4 h'],
  ]
  for (const [ms, text] of cases) t.equal(renderSpan(ms), text)
  t.end()
})
