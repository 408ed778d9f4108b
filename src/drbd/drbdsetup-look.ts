/**
 * What stands at a path of this machine, when the answer may never come?
 *
 * A path may lie on a network file system without its server: then stat(2) hangs, for hours or for ever. So a child looks,
 * with a deadline, and the look that does not answer in time says `broken`. A child that the kernel does not let go (state
 * D) is left behind: nobody waits for it, and its path is not looked at again until it has gone.
 * Rejected: stat in the thread pool of this process. A few hung ones take the whole pool, and an exit waits for its
 * threads, so that the agent could not even be stopped (measured).
 */
import { execa } from 'execa'

/** What stands at a path; `unseen`: whoever asks may not look; `broken`: it cannot be looked at. */
export type PlaceKind = 'folder' | 'disk' | 'other' | 'absent' | 'unseen' | 'broken'

/** Looks at a path. Answers soon, whatever the place does. */
export type PlaceLook = (path: string) => Promise<PlaceKind>

/** A sound place answers within milliseconds, ms; own choice. */
const answerMs = 2_000

/** The type of a file in its mode, and two of them: inode(7). */
const typeMask = 0o170000
const folderType = 0o040000
const diskType = 0o060000
const hexadecimal = 16

/** How the messages of stat(1) end, and what that means; every other one is a place that cannot be used either. */
const kindOfEnding: readonly (readonly [ending: string, kind: PlaceKind])[] = [
  [': No such file or directory', 'absent'],
  [': Not a directory', 'absent'],
  [': Permission denied', 'unseen'],
  [': Operation not permitted', 'unseen'],
]

/** Other ways for tests. */
export type LookOptions = {
  /** stat(1) of this machine when missing. */
  readonly program?: string
  /** Time for the answer, ms; 2 s when missing. */
  readonly limitMs?: number
}

/** A look at paths, behind links. Each answers within its limit and never rejects. */
export function openLook({ program = 'stat', limitMs = answerMs }: LookOptions = {}): PlaceLook {
  const open = new Set<string>()
  return async (path) => {
    if (open.has(path)) return 'broken'
    open.add(path)
    const { kind, leave } = begin(program, path)
    let timer: NodeJS.Timeout | undefined
    const overdue = new Promise<PlaceKind>((resolve) => {
      timer = setTimeout(() => {
        leave()
        resolve('broken')
      }, limitMs)
    })
    return Promise.race([kind.finally(() => open.delete(path)), overdue]).finally(() => clearTimeout(timer))
  }
}

/** `leave` ends the child if it can be ended, and from then on nothing waits for it or its output. */
function begin(program: string, path: string): { readonly kind: Promise<PlaceKind>; readonly leave: () => void } {
  const child = execa(program, ['--dereference', '--format=%f', '--', path], {
    ...{ reject: false, stdin: 'ignore', extendEnv: false, cwd: '/' },
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
  })
  const leave = (): void => {
    child.kill('SIGKILL')
    if (canBeLeft(child)) child.unref()
    child.stdout.destroy()
    child.stderr.destroy()
  }
  return { kind: child.then(({ exitCode, stdout, stderr }) => kindOfEnd(exitCode, stdout, stderr)), leave }
}

/** A child process can be, but execa does not say so of its own. */
function canBeLeft(child: object): child is { readonly unref: () => void } {
  return 'unref' in child && typeof child.unref === 'function'
}

function kindOfEnd(exitCode: number | undefined, output: string, errors: string): PlaceKind {
  if (exitCode === 0) {
    const type = Number.parseInt(output, hexadecimal) & typeMask
    return type === folderType ? 'folder' : type === diskType ? 'disk' : 'other'
  }
  return kindOfEnding.find(([ending]) => errors.endsWith(ending))?.[1] ?? 'broken'
}
