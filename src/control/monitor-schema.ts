/**
 * What form do the monitors have in the status document?
 */
import * as z from 'zod'
import type { LinkState } from '../core/eyes.ts'
import type { LinkStatus, MonitorStatus } from '../core/status-document.ts'
import type { OutlookReport } from './protocol.ts'

const text = z.string()
const flag = z.boolean()
const ms = z.number()
const linkState = z.enum({ unwatched: 'unwatched', up: 'up', down: 'down' } satisfies {
  readonly [Each in LinkState]: Each
})

const link: z.ZodType<LinkStatus> = z.looseObject({
  state: linkState,
  forMs: ms.nullable(),
  peer: linkState,
  handsOverAfterMs: ms.nullable(),
})

const unwatched: LinkStatus = { state: 'unwatched', forMs: null, peer: 'unwatched', handsOverAfterMs: null }

const jury = z.looseObject({
  round: z.int(),
  reached: z.int(),
  peerReached: z.int().nullable(),
  comparedAgoMs: ms.nullable(),
  fewerForMs: ms.nullable(),
  handsOverAfterMs: ms.nullable(),
})

/** What the core says; a daemon of yesterday watches nothing. */
export const monitorSchema: z.ZodType<MonitorStatus> = z
  .looseObject({
    lan: link,
    internet: link,
    jury: jury.nullable(),
    peerCheck: z.looseObject({ failures: z.int(), failuresMax: z.int(), decisive: flag, asked: flag }),
  })
  .default({
    lan: unwatched,
    internet: unwatched,
    jury: null,
    peerCheck: { failures: 0, failuresMax: 0, decisive: false, asked: false },
  })

/** What only the daemon knows of them. */
export const outlookSchema: z.ZodType<OutlookReport> = z
  .looseObject({
    devices: z.array(
      z.looseObject({
        device: text,
        kind: z.enum({ lan: 'lan', internet: 'internet' }),
        state: z.enum({ unknown: 'unknown', up: 'up', down: 'down', unwatched: 'unwatched' }),
        why: text,
      }),
    ),
    gatewayLeftOut: text.nullable(),
    unknownNames: z.array(text),
    detection: text,
  })
  .default({ devices: [], gatewayLeftOut: null, unknownNames: [], detection: '' })
