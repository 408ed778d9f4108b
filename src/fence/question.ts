/**
 * About which resource does the kernel ask, and for how long may the answer take?
 *
 * The kernel calls its helper with a word or two and an almost empty environment; `drbdadm`, which stands between, adds
 * DRBD_RESOURCE and runs the handler of the resource file. Both ways are understood: the name in the environment, or the
 * last argument, which is `minor-0` for DRBD 8.4 and the name for DRBD 9. A minor is passed on as it stands; the agent
 * knows whose it is.
 * Source: Linux drivers/block/drbd/drbd_nl.c (drbd_khelper, conn_khelper), drbd-utils user/v84/drbdadm_main.c (adm_khelper).
 */

/** The question, ready to be asked. */
export type FenceQuestion = {
  /** Name of the resource, or `minor-N`. */
  readonly resource: string
  /** Where the agent's control socket lies. */
  readonly runFolder: string
  /** After this time without an outcome the answer is 1, ms. */
  readonly limitMs: number
}

/** What was asked, or why that cannot be told. */
export type ParsedQuestion =
  { readonly type: 'asked'; readonly question: FenceQuestion } | { readonly type: 'unclear'; readonly text: string }

/** Default run folder, where an installed agent has its socket. */
const runFolder = '/run/hapair'

/** Own choice: an agent that is being upgraded, a machine that boots, a peer that an operator has to switch off. */
const limitSeconds = 600
/** Longest limit: a day. */
const limitSecondsMax = 86_400

const msPerSecond = 1000

/** How `drbdadm` and the kernel call the handler, before what they ask about. */
const verb = 'fence-peer'

const resourceForm = /^[A-Za-z0-9][A-Za-z0-9_.+-]{0,127}$/

/**
 * Reads the arguments after the program's name and the environment. Options `--run-dir DIR` and `--limit SECONDS` win over
 * HAPAIR_RUN_DIR and HAPAIR_FENCE_LIMIT.
 */
export function parseQuestion(
  given: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): ParsedQuestion {
  const { options, words } = sort(given)
  const resource = resourceOf(words, environment)
  if (resource === undefined) return { type: 'unclear', text: 'neither DRBD_RESOURCE nor an argument names a resource' }
  if (!resourceForm.test(resource)) return { type: 'unclear', text: 'the name of the resource has no known form' }
  const seconds = options.get('--limit') ?? environment['HAPAIR_FENCE_LIMIT']
  return {
    type: 'asked',
    question: {
      resource,
      runFolder: options.get('--run-dir') ?? environment['HAPAIR_RUN_DIR'] ?? runFolder,
      limitMs: limitOf(seconds) * msPerSecond,
    },
  }
}

function sort(given: readonly string[]): { options: ReadonlyMap<string, string>; words: readonly string[] } {
  const options = new Map<string, string>()
  const words: string[] = []
  for (let at = 0; at < given.length; at += 1) {
    const word = given[at] ?? ''
    const value = given[at + 1]
    if (word.startsWith('--') && value !== undefined) {
      options.set(word, value)
      at += 1
    } else if (word !== verb) words.push(word)
  }
  return { options, words }
}

function resourceOf(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const { DRBD_RESOURCE: name, DRBD_MINOR: minor } = environment
  if (name !== undefined && name !== '') return name
  return words.at(-1) ?? (minor === undefined || minor === '' ? undefined : `minor-${minor}`)
}

/** A limit that is none is not taken for a short one: the default stands. */
function limitOf(text: string | undefined): number {
  const seconds = text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : 0
  return seconds === 0 ? limitSeconds : Math.min(seconds, limitSecondsMax)
}
