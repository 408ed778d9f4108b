/**
 * Which keys say how the peer is switched off when it is silent (class P)?
 *
 * Whether there is a device is a promise of the pair; how it is spoken to is a fact of each node, because each node
 * switches the other one.
 */
import { choice, span } from '../kind.ts'
import { nodeKey, nodeOnly, pairOnly, value } from '../key.ts'
import { filePath } from '../place-kinds.ts'

/** Shortest and longest time limit of one call of the agent; service processors take up to half a minute. */
const callMs = { min: 1_000, max: 60_000 } as const

export const fencingDevice = value({
  path: 'fencing.device',
  layers: pairOnly,
  kind: choice(['none', 'agent']),
  initial: 'none',
  meaning:
    'Whether a device switches a silent node off before anything is taken from it: agent is class P, none is class A.',
  rule: 'agent needs fencing.agent on both nodes, a dead time of 4s or more, and isolation: auto',
  requirement: 'D15, D18',
})

export const fencingAgent = value({
  path: 'fencing.agent',
  layers: nodeKey,
  kind: filePath,
  meaning:
    'Program that speaks to the device of the peer, with the interface of the fence agents: options as name=value lines on its standard input.',
  requirement: 'D15',
})

export const fencingOptionsFile = value({
  path: 'fencing.options-file',
  layers: nodeOnly,
  kind: filePath,
  meaning: 'File with options for the agent, one name=value a line: address, user, password. Only root may read it.',
  requirement: 'D15, S18',
})

export const fencingTimeout = value({
  path: 'fencing.timeout',
  layers: nodeKey,
  kind: span(callMs.min, callMs.max),
  initial: '10s',
  meaning:
    'Time limit of one call of the agent; an order and the reading of what came of it take at most three times that.',
  requirement: 'D15',
})

/** Keys of the fencing device, in the order of the manual page. */
export const fencingKeys = [fencingDevice, fencingAgent, fencingOptionsFile, fencingTimeout]
