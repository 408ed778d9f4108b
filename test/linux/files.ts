/**
 * Is a file on the disk always the old or the new one, and is none read beyond its limit?
 */
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { readLimited, removeDurably, writeDurably } from '../../src/linux/files.ts'

const folder = mkdtempSync(join(tmpdir(), 'hapair-linux-files-'))
t.teardown(() => rmSync(folder, { recursive: true }))
const text = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString()
const bytesOf = (content: string): Uint8Array => Buffer.from(content)

void t.test('a durable file has the new content or the old one, and only root may read it', async (t) => {
  const path = join(folder, 'memory')
  await writeDurably(path, bytesOf('one'))
  await writeDurably(path, bytesOf('two'))
  t.equal(readFileSync(path, 'utf8'), 'two')
  t.equal(statSync(path).mode & 0o777, 0o600)
  t.same(
    readdirSync(folder).filter((name) => name.startsWith('memory')),
    ['memory'],
  )
})

void t.test('what a crash left over is replaced, and a planted link is not followed', async (t) => {
  const path = join(folder, 'planted')
  const victim = join(folder, 'victim')
  writeFileSync(victim, 'untouched')
  symlinkSync(victim, `${path}.new`)
  await writeDurably(path, bytesOf('mine'))
  t.equal(readFileSync(victim, 'utf8'), 'untouched')
  t.equal(readFileSync(path, 'utf8'), 'mine')
})

void t.test('a step that fails is named, and the old content stays', async (t) => {
  const missing = join(folder, 'nowhere', 'file')
  await t.rejects(writeDurably(missing, bytesOf('x')), { name: 'OpError', message: /^create .*ENOENT/ })
  const path = join(folder, 'directory')
  execFileSync('mkdir', ['-p', join(path, 'full')])
  await t.rejects(writeDurably(path, bytesOf('x')), { message: /^rename .*(EISDIR|ENOTEMPTY|EEXIST)/ })
  t.ok(existsSync(join(path, 'full')))
})

void t.test('a file is read up to its limit, and a missing one is nothing', async (t) => {
  const path = join(folder, 'limited')
  writeFileSync(path, '12345')
  t.equal(text(await readLimited(path, 5)), '12345')
  await t.rejects(readLimited(path, 4), { message: /longer than 4 bytes/ })
  await removeDurably(path)
  t.equal(await readLimited(path, 5), undefined)
  await t.rejects(readLimited(folder, 5), { message: /EISDIR/ })
})
