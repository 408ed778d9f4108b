/** Cases for lab/metal/cache.ts: are images and snapshots of the machines whole, and which go, so that the disk does not fill? */
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'tap'
import { ensureFolder, tooMuch } from '../../lab/metal/cache.ts'

const recipe = 'image-e261b418bfb82915'
const older = 'image-0000000000000000'

function packaged(number: number, of = recipe): string {
  return `${of}-${String(number).padStart(12, '0')}`
}

function used(names: readonly string[]): { name: string; usedMs: number }[] {
  return names.map((name, index) => ({ name, usedMs: index }))
}

void test('of the packages that were tried out the last three are kept, and their snapshots', (t) => {
  const images = [1, 2, 3, 4, 5].map((number) => packaged(number))
  const snapshots = images.map((image) => `snapshot-${image}-abcdefabcdef-booted`)
  const going = tooMuch(used([...images, ...snapshots, recipe, 'logs']))
  t.strictSame(going.sort(), [...images.slice(0, 2), ...snapshots.slice(0, 2)].sort())
  t.end()
})

void test('two recipes are kept; with an older one goes what was made of it', (t) => {
  const names = [older, packaged(1, older), 'image-1111111111111111', recipe]
  t.strictSame(tooMuch(used(names)).sort(), [older, packaged(1, older)].sort())
  t.end()
})

void test('snapshots are bounded by themselves, the one used longest ago goes first', (t) => {
  const snapshots = Array.from({ length: 12 }, (_, index) => `snapshot-${packaged(1)}-abcdefabcdef-pair-${index}`)
  t.strictSame(tooMuch(used([...snapshots, recipe, packaged(1)])).sort(), snapshots.slice(0, 2).sort())
  t.strictSame(tooMuch([]), [])
  t.end()
})

void test('two that build the same at once do not meet, and one of them stays', async (t) => {
  const before = process.env['HAPAIR_LAB_CACHE']
  const cache = t.testdir()
  process.env['HAPAIR_LAB_CACHE'] = cache
  t.teardown(() => {
    if (before === undefined) delete process.env['HAPAIR_LAB_CACHE']
    else process.env['HAPAIR_LAB_CACHE'] = before
  })
  const build = async (folder: string): Promise<void> => {
    await mkdir(join(folder, 'm'))
    await new Promise((resolve) => setTimeout(resolve, 20))
    await writeFile(join(folder, 'm', 'disk'), 'whole')
  }
  const folders = await Promise.all(['one', 'two'].map(() => ensureFolder('snapshot-x', build)))
  t.strictSame(folders, [join(cache, 'snapshot-x'), join(cache, 'snapshot-x')])
  t.strictSame(await readdir(cache), ['snapshot-x'])
  t.strictSame(await readdir(join(cache, 'snapshot-x', 'm')), ['disk'])
})
