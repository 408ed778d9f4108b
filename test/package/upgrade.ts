/**
 * Does a program that runs while its package is upgraded still have all of its parts?
 *
 * The parts of a bundle have names of their own for each version, so an upgrade takes those of a running program away. What
 * it may need later it must have loaded before it waits.
 */
import { copyFileSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { test } from 'tap'
import type { Test } from 'tap'
import { openControlServer } from '../../src/control/server.ts'
import type { Report } from '../../src/control/protocol.ts'
import { bundle } from '../../tools/bundle.ts'
import { sampleStatus } from '../cli/samples.ts'
import { pairYaml, scratch, settings } from '../cli/stage.ts'

const root = join(import.meta.dirname, '../..')

function bundled(t: Test): string {
  const folder = t.testdir({})
  copyFileSync(join(root, 'package.json'), join(folder, 'package.json'))
  bundle({ root, out: join(folder, 'dist') })
  return join(folder, 'dist')
}

/** The files that a part loads when it needs them. */
function loadedLater(folder: string, name: string): readonly string[] {
  const text = readFileSync(join(folder, name), 'utf8')
  return [...text.matchAll(/import\("\.\/([^"]+)"\)/g)].map((match) => match[1] ?? '')
}

/** The status is followed, the files of the program go, and then the data of the pair parts. */
async function follows(t: Test, dist: string): Promise<void> {
  const fake = settings(t, pairYaml.replace('profile: none', 'profile: serial-appliance'))
  const profile = 'serial-appliance.yaml'
  copyFileSync(join(root, 'firmware-profiles', profile), join(fake.folder, 'profiles', profile))
  const run = scratch(t)
  let tell: (report: Report) => void = () => undefined
  let end: () => void = () => undefined
  const server = await openControlServer({
    folder: run,
    answer: (_, writer) => {
      tell = (report) => writer.write(report)
      end = () => writer.end()
      tell({ type: 'status', status: sampleStatus('running master') })
    },
  })
  t.teardown(() => server.stop())
  const words = ['--run-dir', run, ...fake.words, 'status', '--follow']
  const follower = execa(process.execPath, [join(dist, 'cli/main.js'), ...words], { reject: false, timeout: 60_000 })
  await new Promise((resolve) => follower.stdout.once('data', resolve))
  rmSync(dist, { recursive: true })
  const parted = sampleStatus('split-brain slave serves')
  // Followers are not shown more often than a slow line takes.
  const again = setInterval(() => tell({ type: 'status', status: parted }), 100)
  await new Promise<void>((resolve) => {
    follower.stdout.on('data', (chunk: Buffer) => {
      if (chunk.includes('do not reboot either node')) resolve()
    })
    void follower.then(() => resolve())
  })
  clearInterval(again)
  end()
  const { stdout, stderr } = await follower
  t.equal(stderr, '')
  t.match(stdout, "Call the vendor's support now")
}

void test('a program that is upgraded while it runs', async (t) => {
  const dist = bundled(t)
  await t.test('a command that runs programs after it has waited loads before what it needs for them', (t) => {
    const folder = join(dist, 'cli')
    const files = readdirSync(folder)
    const [programs = 'none'] = files.filter((name) => name.startsWith('programs-'))
    t.ok(loadedLater(folder, 'main.js').includes(programs), 'and other commands start without it')
    for (const command of ['reboot', 'save-victim']) {
      const [part = ''] = files.filter((name) => name.startsWith(`${command}-`))
      t.ok(loadedLater(folder, part).includes(programs), command)
    }
    t.end()
  })
  await t.test('the agent loads nothing late: its parts belong to its start', (t) => {
    const folder = join(dist, 'daemon')
    const later = readdirSync(folder).flatMap((name) => loadedLater(folder, name))
    const parts = later.map((name) => name.replace(/-[A-Z0-9]{8}\.js$/, '')).sort()
    t.strictSame(parts, ['open-disks', 'open-fence', 'open-services'])
    t.end()
  })
  await t.test('whoever follows the status is told whom to call', (t) => follows(t, dist))
})
