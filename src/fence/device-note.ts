/**
 * Was the fencing device tested, in just this form (D18)?
 *
 * A test writes a note that holds a hash over agent, options, pair and node. Whatever of them changes, the note no longer
 * fits, and the agent does not start before the device was tested again. The hash is salted by nothing secret, so the
 * note lies in the state folder, which only root reads.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import * as z from 'zod'
import { readLimited, writeDurably } from '../linux/files.ts'
import { readOptions } from './device.ts'
import type { AgentSettings } from './device.ts'

/** What the note is about. */
export type TestedDevice = AgentSettings & {
  readonly pairId: number
  readonly node: string
  readonly stateFolder: string
}

/** `answered`: monitor and status; `switched-off`: the peer was really switched off. `none`: no note that fits. */
export type Tested = 'none' | 'answered' | 'switched-off'

const noteName = 'fencing-tested.json'
const noteBytesMax = 1_024
const noteSchema = z.object({
  version: z.literal(1),
  hash: z.string(),
  tested: z.enum(['answered', 'switched-off']),
})

/** What was tested of the device as it is set up now. @throws OpError */
export async function readNote(device: TestedDevice): Promise<Tested> {
  const bytes = await readLimited(join(device.stateFolder, noteName), noteBytesMax)
  if (bytes === undefined) return 'none'
  const note = noteSchema.safeParse(parsed(Buffer.from(bytes).toString('utf8')))
  return note.success && note.data.hash === (await hashOf(device)) ? note.data.tested : 'none'
}

/** Notes a test that went well. A lesser one takes nothing from a greater one. @throws OpError */
export async function writeNote(device: TestedDevice, done: Exclude<Tested, 'none'>): Promise<void> {
  const before = await readNote(device)
  const tested = before === 'switched-off' ? before : done
  const note = { version: 1, hash: await hashOf(device), tested }
  await writeDurably(join(device.stateFolder, noteName), Buffer.from(`${JSON.stringify(note)}\n`))
}

async function hashOf(device: TestedDevice): Promise<string> {
  const { agent, pairId, node } = device
  const options = await readOptions(device)
  const lines = options.map(({ name, value }) => `${name}=${value}`).toSorted()
  return createHash('sha256')
    .update(JSON.stringify([agent, pairId, node, lines]))
    .digest('hex')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    // A note that is no JSON is no note.
    if (cause instanceof SyntaxError) return undefined
    throw cause
  }
}
