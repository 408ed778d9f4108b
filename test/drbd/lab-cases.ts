/** Do the real tools accept what is written for them, and what do they say without a kernel module? */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { connectTools } from '../../src/drbd/index.ts'
import { checkFile, placeFile } from '../../src/drbd/drbdsetup-file.ts'
import { meaningOf } from '../../src/drbd/exit-codes.ts'
import { snapshotLine } from '../../src/drbd/commands.ts'
import { renderResourceFile } from '../../src/drbd/resource-file.ts'
import type { FileChoices, FileResource } from '../../src/drbd/resource-file.ts'
import { monotonicNow } from '../../src/linux/clock.ts'

/** Without a kernel module `drbdadm` itself speaks the grammar of 9. */
const programs = { '8.4': '/lib/drbd/drbdadm-84', '9': '/usr/sbin/drbdadm' } as const
const missing = Object.values(programs).every((path) => existsSync(path)) ? false : 'drbd-utils is not installed'
const loaded = existsSync('/proc/drbd') ? 'a kernel module is loaded' : false

const [a, b] = [
  { host: 'node-m', address: '10.0.0.1', disk: '/dev/vda' },
  { host: 'node-s', address: '10.0.0.2', disk: '/dev/vda' },
] as const
const r0: FileResource = { name: 'r0', minor: 0, port: 7788, nodes: [a, b] }
const r1: FileResource = {
  name: 'mail-spool',
  minor: 7,
  port: 7789,
  nodes: [
    { ...a, address: 'fd00::1', disk: '/dev/disk/by-id/wwn-0x5000-part1', meta: '/dev/vdb [3]' },
    { ...b, address: 'fd00::2', disk: '/dev/mapper/vg-mail', meta: '/dev/mapper/vg-meta' },
  ],
}

function textFor(grammar: FileChoices['grammar']): string {
  const text = renderResourceFile([r0, r1], {
    grammar,
    rateKib: 40_960,
    secret: `${'a'.repeat(59)}+/=-`,
    fencePeer: '/usr/lib/hapair/fence-peer',
    deadMs: 4000,
  })
  if (typeof text !== 'string') throw new Error(text.problems.join())
  return text
}

for (const grammar of ['8.4', '9'] as const) {
  void t.test(
    `drbdadm of ${grammar} accepts the file, on both nodes, and refuses a broken one`,
    { skip: missing },
    async (t) => {
      const folder = mkdtempSync(join(tmpdir(), 'hapair-drbd-'))
      t.teardown(() => rmSync(folder, { recursive: true }))
      const path = join(folder, 'hapair.res')
      const place = { path, drbdadm: programs[grammar] }
      const names = [r0.name, r1.name]
      for (const { host } of r0.nodes) {
        t.same(await placeFile(textFor(grammar), names, { ...place, config: path, host }), { accepted: true }, host)
      }
      const broken = textFor(grammar).replace('verify-alg', 'verify-algo')
      t.match(await placeFile(broken, names, { ...place, config: path, host: a.host }), {
        accepted: false,
        text: /Parse error/,
      })
      t.equal(readFileSync(path, 'utf8'), textFor(grammar), 'the good one stays')
      const other = textFor(grammar === '9' ? '8.4' : '9')
      t.match(
        await placeFile(other, names, { ...place, config: path, host: a.host }),
        { accepted: false },
        'the other grammar is refused',
      )
      t.match(
        await placeFile(textFor(grammar), names, { ...place, config: path, host: 'stranger' }),
        { accepted: false },
        'no node of the pair',
      )
      writeFileSync(`${path}.open`, textFor(grammar).slice(0, -5))
      t.match(
        await checkFile(`${path}.open`, r0.name, { ...place, config: path, host: a.host }),
        { accepted: false },
        'a torn file',
      )
    },
  )
}

void t.test('without a kernel module the tools say so, and nothing hangs', { skip: missing || loaded }, async (t) => {
  const edge = connectTools(monotonicNow)
  const result = await edge.run(snapshotLine, new AbortController().signal).answer
  t.match(meaningOf('disk-state', result), { type: 'failed', text: /drbd/i })
  const ends: string[] = []
  const stream = edge.follow({
    onStart: () => undefined,
    onLine: (line) => ends.push(`line ${line}`),
    onEnd: (text) => ends.push(text),
  })
  while (ends.length < 2) await new Promise((resolve) => setTimeout(resolve, 20))
  await stream.stop()
  t.match(ends[0], /drbd/i)
})
