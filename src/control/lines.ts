/**
 * How do messages become lines, and lines messages?
 *
 * A line is one JSON object of at most 256 KiB. A report that is larger (thousands of addresses) is cut into lines that
 * carry a piece of its text each, and put together again by the reader, up to 4 MiB. The reader keeps no more than one
 * line and one report, whatever the other side sends.
 */
import { parseJson } from './json.ts'
import { lineBytesMax, reportCharactersMax } from './protocol.ts'
import type { Report, Request } from './protocol.ts'

/** Characters of a piece: in the worst case JSON needs six bytes for one (a control character as \u001f). */
const pieceCharacters = Math.floor((lineBytesMax - 100) / 6)

/** A request as a line, with its line feed. */
export function encodeRequest(id: number, request: Request): string {
  return `${JSON.stringify({ id, request })}\n`
}

/** A report as one or more lines, each with its line feed. */
export function encodeReport(id: number, report: Report): string {
  const whole = `${JSON.stringify({ id, report })}\n`
  if (whole.length * 3 <= lineBytesMax || Buffer.byteLength(whole) <= lineBytesMax) return whole
  const text = JSON.stringify(report)
  if (text.length > reportCharactersMax) return encodeReport(id, tooLarge(text.length))
  const pieces: string[] = []
  for (let from = 0; from < text.length; from += pieceCharacters) {
    const last = from + pieceCharacters >= text.length
    pieces.push(`${JSON.stringify({ id, piece: text.slice(from, from + pieceCharacters), last })}\n`)
  }
  return pieces.join('')
}

function tooLarge(characters: number): Report {
  const text = `the answer has ${characters} characters; at most ${reportCharactersMax} can be sent`
  return { type: 'error', code: 'failed', text }
}

/** What one line of the daemon says. `piece`: more is to come. `broken`: the rule that the line breaks. */
export type ReadReport =
  | { readonly type: 'report'; readonly id: number; readonly report: Report }
  | { readonly type: 'piece' }
  | { readonly type: 'broken'; readonly rule: string }

/** Whether something read from the daemon is a report that this program understands. */
export type ReportCheck = (value: unknown) => value is Report

/** Reads the lines of one connection to the daemon. */
export type ReportReader = { readonly absorb: (line: string) => ReadReport }

/** A reader that has read nothing yet. Pieces of different requests never mix: the daemon writes them in one go. */
export function createReportReader(isReport: ReportCheck): ReportReader {
  let held = ''
  const absorb = (line: string): ReadReport => {
    const message = parseJson(line)?.value
    if (typeof message !== 'object' || message === null || !('id' in message) || typeof message.id !== 'number') {
      return { type: 'broken', rule: 'a report is one JSON object with a number' }
    }
    if (!('piece' in message)) return judged(isReport, message.id, 'report' in message ? message.report : undefined)
    if (typeof message.piece !== 'string' || held.length + message.piece.length > reportCharactersMax) {
      return { type: 'broken', rule: `a report has at most ${reportCharactersMax} characters` }
    }
    held += message.piece
    if (!('last' in message) || message.last !== true) return { type: 'piece' }
    const text = held
    held = ''
    return judged(isReport, message.id, parseJson(text)?.value)
  }
  return { absorb }
}

function judged(isReport: ReportCheck, id: number, report: unknown): ReadReport {
  return isReport(report)
    ? { type: 'report', id, report }
    : { type: 'broken', rule: 'the report is not known: are daemon and command of the same version?' }
}

/** Lines that are complete, and what is left. */
export type Cut = { readonly lines: readonly string[]; readonly rest: string }

/** Cuts text at line feeds. Empty lines are left out. */
export function cutLines(text: string): Cut {
  const parts = text.split('\n')
  const rest = parts.pop() ?? ''
  return { lines: parts.filter((line) => line !== ''), rest }
}
