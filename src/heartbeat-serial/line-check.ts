/**
 * What is wrong with the cable, and what should the operator do?
 *
 * Silence, noise, a stranger's frames and our own frames are four different mistakes of the installer, and each has its
 * own remedy. They are told apart by what was counted between two samples: bytes, whole frames, frames that proved
 * to be the peer's, and echoes (the peer repeats in its beats the latest beat that it heard here, so that the line
 * out of this node is judged as well; the echo may come by any path). The finding never touches a role: it is for
 * status, console and doctor.
 *
 * Rejected: an own test protocol on the line; the beats already say it all.
 * Sources: requirements HB-8, HB-9, HB-18; fault list F01, F02, F03, F07, F08, F09, F10.
 */
import { elapsed, type Instant } from '../base/time.ts'

/** Modem lines as the other end drives them. `unknown`: the device has none, or none was read yet. */
export type ModemLines = { readonly cts: boolean; readonly dsr: boolean; readonly dcd: boolean } | 'unknown'

/** What is wrong with a serial line, or `ok`. `not-judged`: too little time or too few frames for a judgement. */
export type LineFindingType =
  | 'ok'
  | 'not-judged'
  | 'port-closed'
  | 'cable-absent'
  | 'peer-silent'
  | 'half-open'
  | 'garbage'
  | 'loopback'
  | 'foreign-pair'
  | 'mis-keyed'

/** A finding with one sentence about what was seen and one about what to do (empty for `ok` and `not-judged`). */
export type LineFinding = { readonly type: LineFindingType; readonly seen: string; readonly action: string }

/** Totals of one line since it was opened, at one instant. */
export type LineSample = {
  readonly at: Instant
  /** The port is open now. */
  readonly open: boolean
  readonly modemLines: ModemLines
  readonly bytesHeard: number
  /** Frames whose CRC is right, whoever sent them. */
  readonly framesHeard: number
  readonly framesSent: number
  /** Frames that proved to be the peer's: beats, and the handshake before them. */
  readonly fromPeer: number
  /** Times that the peer, on any path, said to have heard a newer beat of ours on this line. */
  readonly echoes: number
  readonly loopback: number
  readonly foreign: number
  readonly misKeyed: number
}

/** Frames sent in a window before a missing echo means anything. */
const framesJudgedMin = 3

/**
 * Judges a line by what happened between two samples of it. Three beat intervals or more should lie between them;
 * with fewer than three frames sent in that time the answer is `not-judged`, unless the peer was heard and heard us.
 */
export function judgeLine(before: LineSample, after: LineSample): LineFinding {
  if (!after.open) return finding('port-closed')
  const grown = growth(before, after)
  if (grown.fromPeer > 0) return judgeHeard(grown)
  if (grown.loopback > 0) return finding('loopback')
  if (grown.misKeyed > 0) return finding('mis-keyed')
  if (grown.foreign > 0) return finding('foreign-pair')
  if (grown.framesSent < framesJudgedMin) return finding('not-judged')
  if (grown.framesHeard > 0) return finding('foreign-pair')
  if (grown.bytesHeard > 0) return finding('garbage')
  if (grown.echoes > 0)
    return finding('half-open', 'The peer hears this node on the serial line, but nothing arrives here.')
  return finding(linesRaised(after.modemLines) ? 'peer-silent' : 'cable-absent')
}

/** Keeps the older of the two samples, so that the judged window is one to two spans long. */
export type LineWatch = {
  /** Takes a newer sample and returns the finding for the window that it ends. */
  readonly absorb: (sample: LineSample) => LineFinding
}

/** A watch over windows of `windowMs` to twice that. `first` is the sample at the opening. */
export function createLineWatch(windowMs: number, first: LineSample): LineWatch {
  let older = first
  let newer = first
  const absorb = (sample: LineSample) => {
    if (elapsed(newer.at, sample.at) >= windowMs) {
      older = newer
      newer = sample
    }
    return judgeLine(older, sample)
  }
  return { absorb }
}

type Growth = Omit<LineSample, 'at' | 'open' | 'modemLines'>

function growth(before: LineSample, after: LineSample): Growth {
  return {
    bytesHeard: after.bytesHeard - before.bytesHeard,
    framesHeard: after.framesHeard - before.framesHeard,
    framesSent: after.framesSent - before.framesSent,
    fromPeer: after.fromPeer - before.fromPeer,
    echoes: after.echoes - before.echoes,
    loopback: after.loopback - before.loopback,
    foreign: after.foreign - before.foreign,
    misKeyed: after.misKeyed - before.misKeyed,
  }
}

/** The peer is heard; the question left is whether it hears this node. */
function judgeHeard(grown: Growth): LineFinding {
  if (grown.echoes > 0) return finding('ok')
  if (grown.framesSent < framesJudgedMin) return finding('not-judged')
  return finding('half-open', 'The peer is heard on the serial line, but it does not hear this node.')
}

function linesRaised(lines: ModemLines): boolean {
  return lines !== 'unknown' && (lines.cts || lines.dsr || lines.dcd)
}

/** What was seen, then the action. */
const texts: Readonly<Record<LineFindingType, readonly [seen: string, action: string]>> = {
  ok: ['Beats pass in both directions.', ''],
  'not-judged': ['Too few beats have been sent to judge the line.', ''],
  'port-closed': [
    'The serial port cannot be opened.',
    'Check the device name, and that its type is set to heartbeat so that no modem or login program holds it.',
  ],
  'cable-absent': [
    'Nothing is heard on the serial line, not one byte.',
    'Check that the null-modem cable is plugged into the first serial port of both nodes, and that the peer runs.',
  ],
  'peer-silent': [
    'The other end of the serial cable has power, but sends nothing.',
    'Check that the agent runs on the peer and that its serial device is set to heartbeat.',
  ],
  'half-open': [
    'The serial line works in one direction only.',
    'Replace the null-modem cable; a wire or a driver of one direction is broken.',
  ],
  garbage: [
    'Bytes arrive on the serial line, but no frame among them.',
    'Set the same baud rate on both nodes, and check that no login or modem program of the peer uses the port.',
  ],
  loopback: [
    'This node hears its own frames on the serial line.',
    'Remove the loopback plug, or the cable that joins two ports of this node.',
  ],
  'foreign-pair': [
    'Whole frames arrive on the serial line, but from another pair or another program.',
    'Check where the cable leads, and that both nodes have the same pair id.',
  ],
  'mis-keyed': [
    'Frames of this pair arrive on the serial line, but they fail the check with the pair key.',
    'Install the same key file on both nodes.',
  ],
}

function finding(type: LineFindingType, seen?: string): LineFinding {
  return { type, seen: seen ?? texts[type][0], action: texts[type][1] }
}
