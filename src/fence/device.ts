/**
 * How is the peer switched off, and how is it known that it is off?
 *
 * A device is switched by a program of the operator, with the interface of the fence agents: options on the standard
 * input, the answer in the exit code. It is started without a shell, with a fixed environment, in a process group of its
 * own that is ended at its deadline. Its word that it switched off is not believed: only the state that is read back
 * afterwards is. The program runs as root, so the file and every folder above it must belong to root and be writable by
 * nobody else; looked at before every call. Further drivers (a service processor, say) have the same interface.
 * Source: FenceAgentAPI of the fence-agents project: exit 0 is success; for status 0 is on and 2 is off.
 */
import { execa } from 'execa'
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { OpError } from '../base/op-error.ts'
import { fileError } from '../linux/file-error.ts'
import { soundProgram } from '../linux/sound-program.ts'
import { blanked, parseOptions, renderOptions } from './options.ts'
import type { AgentAction, AgentOption } from './options.ts'

/** The device of the peer. Every call rejects with an OpError; none waits longer than its limit. */
export type FenceDevice = {
  /** Resolves when the device took the order; whether the peer is off says only `status`. */
  readonly off: () => Promise<void>
  readonly status: () => Promise<'on' | 'off'>
  /** Is the device itself well? */
  readonly monitor: () => Promise<void>
}

/** What the driver needs of the settings. `trustedUid`: whose files are run; root but in tests. */
export type AgentSettings = {
  readonly agent: string
  readonly optionsFile?: string
  readonly timeoutMs: number
  readonly trustedUid?: number
}

/** Most that is kept of what an agent prints, bytes; largest file of options, bytes. */
const wordsMax = 2_048
const optionsBytesMax = 32_768
/** After the forced end the caller gets its answer, whether the process has gone or not, ms. */
const graceMs = 500
/** Pause between two looks at the state of a peer that is still on, ms; calls of an order, the order itself among them. */
const lookAgainMs = 500
const callsOfOrder = 3
/** Bits of a mode that let others than the owner read or write. */
const openToOthers = 0o077
const offCode = 2

/** A device that an external program speaks to. */
export function openAgent(settings: AgentSettings): FenceDevice {
  return {
    off: async () => {
      const { code, text } = await call(settings, 'off')
      if (code !== 0) throw failed(settings, 'off', code, text)
    },
    status: async () => {
      const { code, text } = await call(settings, 'status')
      if (code === 0) return 'on'
      if (code === offCode) return 'off'
      throw failed(settings, 'status', code, text)
    },
    monitor: async () => {
      const { code, text } = await call(settings, 'monitor')
      if (code !== 0) throw failed(settings, 'monitor', code, text)
    },
  }
}

/**
 * Switches the peer off; resolves when its state was read back as off. An order that failed is looked after as well: it
 * may have acted. @throws OpError when the device did not say off within three time limits of a call
 */
export async function switchOff(device: FenceDevice, { agent, timeoutMs }: AgentSettings): Promise<void> {
  const until = performance.now() + callsOfOrder * timeoutMs
  let reason = 'the peer is still on'
  await device.off().catch((cause: unknown) => {
    reason = messageOf(cause)
  })
  do {
    const state = await device.status().catch((cause: unknown) => messageOf(cause))
    if (state === 'off') return
    if (state !== 'on') reason = state
    await new Promise((resolve) => setTimeout(resolve, lookAgainMs))
  } while (performance.now() < until)
  throw new OpError('switch off the peer by', agent, { type: 'other', text: reason })
}

function messageOf(cause: unknown): string {
  if (cause instanceof OpError) return cause.message
  throw cause
}

function failed({ agent }: AgentSettings, action: AgentAction, code: number, text: string): OpError {
  return new OpError(`${action} by`, agent, { type: 'exited', code, ...(text === '' ? {} : { text }) })
}

async function call(settings: AgentSettings, action: AgentAction): Promise<{ code: number; text: string }> {
  const { agent, timeoutMs } = settings
  const program = await soundProgram(agent, settings.trustedUid)
  const options = await readOptions(settings)
  const words: Buffer[] = []
  const child = execa(program, [], {
    ...{ reject: false, extendEnv: false, cwd: '/', detached: true, buffer: false },
    ...{ input: renderOptions(options, action), stdout: 'ignore' },
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
  })
  let kept = 0
  // Read to its end, so that a program that floods does not wait for us; what is too much is dropped.
  child.stderr.on('data', (chunk: Buffer) => {
    if (kept < wordsMax) words.push(chunk.subarray(0, wordsMax - kept))
    kept += chunk.length
  })
  const limits: NodeJS.Timeout[] = []
  const overdue = new Promise<'overdue'>((resolve) => {
    limits.push(setTimeout(() => endGroup(child.pid), timeoutMs))
    limits.push(setTimeout(() => resolve('overdue'), timeoutMs + graceMs))
  })
  const end = await Promise.race([child, overdue])
  for (const limit of limits) clearTimeout(limit)
  if (end === 'overdue' || end.signal !== undefined) {
    throw new OpError(`${action} by`, agent, { type: 'timed-out', afterMs: timeoutMs })
  }
  // What it left behind in its group must not act later.
  endGroup(child.pid)
  if (end.exitCode === undefined) throw new OpError('start', agent, { type: 'refused', errno: end.code ?? 'unknown' })
  return { code: end.exitCode, text: blanked(Buffer.concat(words).toString('utf8'), options) }
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (cause) {
    // Nobody of the group is left.
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ESRCH')) throw cause
  }
}

/** The options of the agent. Nothing of their words is in an error. @throws OpError */
export async function readOptions({ optionsFile, trustedUid = 0 }: AgentSettings): Promise<readonly AgentOption[]> {
  if (optionsFile === undefined) return []
  const refuse = (text: string): OpError => new OpError('read', optionsFile, { type: 'other', text })
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
  const file = await open(optionsFile, flags).catch((cause: unknown) => {
    throw fileError('open', optionsFile, cause)
  })
  try {
    const { mode, uid, size } = await file.stat()
    if ((mode & openToOthers) !== 0) throw refuse('others may read it; mode 0600 is required')
    if (uid !== trustedUid && uid !== 0) throw refuse('does not belong to root')
    if (size > optionsBytesMax) throw refuse(`longer than ${optionsBytesMax} bytes`)
    const parsed = parseOptions(await file.readFile('utf8'))
    if (!parsed.ok) throw refuse(parsed.problems.join('; '))
    return parsed.options
  } finally {
    await file.close()
  }
}
