/**
 * What form do the services have in a report?
 *
 * Part of `report-schema.ts`, by the same rules: held against the types, and open for fields that are added.
 */
import * as z from 'zod'
import type { ServiceStatus } from '../core/status-document.ts'

/** Every word of a union, once: a word too few or too many does not compile. */
type Words<Word extends string> = { readonly [Each in Word]: Each }

const text = z.string()
const flag = z.boolean()

/** One service of the pair on this node. */
export const serviceSchema: z.ZodType<ServiceStatus> = z.looseObject({
  name: text,
  placement: z.enum({
    master: 'master',
    both: 'both',
    slave: 'slave',
    'slave-when-available': 'slave-when-available',
  } satisfies Words<ServiceStatus['placement']>),
  wanted: z.enum({ run: 'run', stop: 'stop', leave: 'leave' } satisfies Words<ServiceStatus['wanted']>),
  unit: z.enum({
    stopped: 'stopped',
    starting: 'starting',
    running: 'running',
    stopping: 'stopping',
    failed: 'failed',
    missing: 'missing',
    masked: 'masked',
    unknown: 'unknown',
  } satisfies Words<ServiceStatus['unit']>),
  check: z.enum({ none: 'none', passed: 'passed', failed: 'failed' } satisfies Words<ServiceStatus['check']>),
  forMs: z.number().nullable(),
  restarts: z.int(),
  atBoot: flag,
  order: z.enum({ none: 'none', start: 'start', stop: 'stop', disable: 'disable' } satisfies Words<
    ServiceStatus['order']
  >),
  failed: z.enum({ nothing: 'nothing', start: 'start', stop: 'stop' } satisfies Words<ServiceStatus['failed']>),
  failures: z.int(),
  waitsForPeer: flag,
  peerRuns: flag.nullable(),
})
