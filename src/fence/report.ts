/**
 * Which reports of the agent does the kernel's handler understand?
 *
 * The outcome, a refusal and the end. Checked by hand: loading the schemas of all reports takes longer than everything
 * else that the handler does (55 of 95 ms of processor time, measured), and writes are frozen meanwhile.
 */
import { errorCodes, fenceCodes } from '../control/protocol.ts'
import type { Report } from '../control/protocol.ts'

/** Whether something read from the agent is an outcome, a refusal or the end. */
export function isFenceReport(value: unknown): value is Report {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false
  if (value.type === 'end') return true
  if (!('code' in value) || !('text' in value) || typeof value.text !== 'string') return false
  const codes: readonly unknown[] = value.type === 'fence' ? fenceCodes : value.type === 'error' ? errorCodes : []
  return codes.includes(value.code)
}
