/**
 * How does a machine's disk come to be, and how is it built only once?
 *
 * From Debian packages by mmdebstrap into a folder, with the lab's files in it, then into a file system image by
 * mke2fs, which needs neither a loop device nor a mount. Everything is kept in a cache outside the tree, under the
 * hash of the recipe; an image with hapair in it has the hash of its .deb in the name as well and is made from the
 * base folder, since only that takes seconds. A build appears under its name when it is complete.
 * Rejected: debootstrap (three times as slow), docker (a daemon), a downloaded cloud image (not from packages that
 * the recipe names).
 */
import { createHash } from 'node:crypto'
import { chmod, copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { cacheFolder, ensureFolder, noteUse, prune } from './cache.ts'
import {
  bootModules,
  bootScriptsLeftOut,
  guestFiles,
  guestSource,
  packages,
  plainFiles,
  recipeHash,
  rootMebibytes,
  suite,
  unitsDisabled,
  unitsEnabled,
  unitsMasked,
} from './recipe.ts'

/** What a machine boots from. `name` is different for each content. */
export type Image = { readonly name: string; readonly root: string; readonly kernel: string; readonly initrd: string }

const HASH_CHARACTERS = 12
const noQuestions = { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' }

/**
 * The image, built when the cache has it not; with the package file `deb` installed when one is given. `say` gets what
 * takes its time.
 */
export async function ensureImage(deb: string | undefined, say: (sentence: string) => void): Promise<Image> {
  await prune()
  const base = `image-${recipeHash()}`
  await noteUse(await ensureFolder(base, (folder) => buildBase(folder, say)))
  if (deb === undefined) return imageIn(base)
  const debHash = createHash('sha256')
    .update(await readFile(deb))
    .digest('hex')
    .slice(0, HASH_CHARACTERS)
  const name = `${base}-${debHash}`
  await noteUse(await ensureFolder(name, (folder) => buildWithPackage(folder, join(cacheFolder(), base), { deb, say })))
  return imageIn(name)
}

function imageIn(name: string): Image {
  const folder = join(cacheFolder(), name)
  return { name, root: join(folder, 'root.img'), kernel: join(folder, 'vmlinux'), initrd: join(folder, 'initrd') }
}

async function buildBase(folder: string, say: (sentence: string) => void): Promise<void> {
  say('building the root file system from Debian packages')
  const tree = join(folder, 'tree')
  const quick = ['Acquire::Languages "none"', 'APT::Install-Recommends "false"'].map((option) => `--aptopt=${option}`)
  const lean = ['doc', 'man', 'locale'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`)
  // Without this the first initrd would hold every driver of the distribution.
  const early = 'mkdir -p "$1/etc/initramfs-tools/conf.d" && echo MODULES=list >"$1/etc/initramfs-tools/conf.d/lab"'
  const words = ['--variant=minbase', '--mode=root', ...quick, ...lean, `--essential-hook=${early}`]
  await execa('mmdebstrap', [...words, `--include=${packages.join(',')}`, suite, tree], { env: noQuestions })
  await finishTree(tree)
  await makeFileSystem(folder, tree)
}

async function finishTree(tree: string): Promise<void> {
  for (const { name, path, mode } of guestFiles) {
    await mkdir(dirname(join(tree, path)), { recursive: true })
    await copyFile(guestSource(name), join(tree, path))
    await chmod(join(tree, path), mode)
  }
  for (const [path, content] of Object.entries(plainFiles)) {
    await mkdir(dirname(join(tree, path)), { recursive: true })
    await writeFile(join(tree, path), content)
  }
  await writeFile(join(tree, 'etc/initramfs-tools/modules'), `${bootModules.join('\n')}\n`)
  // Some units come with packages of which only a part is installed: what is not there need not be disabled.
  await execa('systemctl', ['--root', tree, 'disable', ...unitsDisabled], { reject: false })
  await execa('systemctl', ['--root', tree, 'mask', ...unitsMasked])
  await execa('systemctl', ['--root', tree, 'enable', ...unitsEnabled])
  for (const path of bootScriptsLeftOut) await rm(join(tree, path), { force: true })
  await execa('chroot', [tree, 'update-initramfs', '-u', '-k', 'all'], { env: noQuestions })
  // Each machine makes its own at its first boot.
  await writeFile(join(tree, 'etc/machine-id'), '')
}

async function buildWithPackage(
  folder: string,
  base: string,
  { deb, say }: { readonly deb: string; readonly say: (sentence: string) => void },
): Promise<void> {
  say(`installing ${deb} in a copy of the root file system`)
  const tree = join(folder, 'tree')
  await execa('cp', ['-a', '--reflink=auto', join(base, 'tree'), tree])
  await copyFile(deb, join(tree, 'var/tmp/hapair.deb'))
  await execa('chroot', [tree, 'dpkg', '-i', '/var/tmp/hapair.deb'], { env: noQuestions })
  await rm(join(tree, 'var/tmp/hapair.deb'))
  await makeFileSystem(folder, tree)
  await rm(tree, { recursive: true })
}

async function makeFileSystem(folder: string, tree: string): Promise<void> {
  const root = join(folder, 'root.img')
  await execa('mke2fs', ['-q', '-t', 'ext4', '-L', 'root', '-d', tree, root, `${rootMebibytes}M`])
  const boot = await readdir(join(tree, 'boot'))
  const named = (start: string): string => {
    const found = boot.find((file) => file.startsWith(start))
    if (found === undefined) throw new Error(`the root file system has no ${start}*`)
    return join(tree, 'boot', found)
  }
  await unpackKernel(named('vmlinuz-'), join(folder, 'vmlinux'))
  await unpack('gzip', await readFile(named('initrd.img-')), join(folder, 'initrd'))
}

/** Places in a packed kernel, and its unit. Source: Linux 6.1, Documentation/x86/boot.rst. */
const setupSectorsAt = 0x1f1
const payloadAt = 0x248
const payloadLengthAt = 0x24c
const kernelSector = 512

/**
 * What the machine would unpack by itself at each boot. An emulated processor takes three seconds for that at its first
 * start, and 40 to 120 after a reset: each page that it writes to is one that it had translated code of.
 */
async function unpackKernel(packed: string, to: string): Promise<void> {
  const bytes = await readFile(packed)
  const code = bytes.subarray((bytes.readUInt8(setupSectorsAt) + 1) * kernelSector)
  const begin = bytes.readUInt32LE(payloadAt)
  await unpack('xz', code.subarray(begin, begin + bytes.readUInt32LE(payloadLengthAt)), to)
}

async function unpack(tool: 'gzip' | 'xz', input: Buffer, to: string): Promise<void> {
  // Behind the packed kernel stands its size, which `--single-stream` ignores.
  const words = ['--decompress', '--stdout', ...(tool === 'xz' ? ['--single-stream'] : [])]
  await execa(tool, words, { input, stdout: { file: to } })
}
