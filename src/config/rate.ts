/**
 * How is the speed of disk replication written?
 *
 * A bare number means KiB/s, the unit of the replication tool itself (CON-1). Suffixes `K`, `M`, `G` count bytes in
 * powers of 1024; `kbit` and `Mbit` count bits in powers of 1000. The canonical value is whole KiB/s.
 */
import * as z from 'zod'
import { kindOf } from './kind.ts'
import type { Kind } from './kind.ts'

/** Largest rate, KiB/s: 4 GiB/s, the ceiling of the replication tool's own option. */
const rateMax = 4_194_304

const rateText = /^(\d{1,10})(K|M|G|kbit|Mbit)?$/

/** KiB/s of one of each unit. */
const unitKib: Readonly<Record<string, number>> = {
  K: 1,
  M: 1024,
  G: 1_048_576,
  kbit: 1000 / 8192,
  Mbit: 1_000_000 / 8192,
}

function parseRate(written: string | number): number | undefined {
  const match = rateText.exec(String(written))
  if (match === null) return undefined
  const rate = Math.floor(Number(match[1]) * (unitKib[match[2] ?? 'K'] ?? 0))
  return rate >= 1 && rate <= rateMax ? rate : undefined
}

/** A rate in KiB/s. */
export const rate: Kind<number> = kindOf({
  type: 'rate',
  unit: 'KiB/s',
  range: `1..${rateMax}`,
  rule: 'a rate such as 40M (bytes) or 400Mbit (bits) per second; a bare number means KiB/s',
  schema: z.union([z.int().min(1), z.string().regex(/^\d+(K|M|G|kbit|Mbit)?$/)]).transform((written, context) => {
    const found = parseRate(written)
    if (found !== undefined) return found
    context.addIssue({ code: 'custom', message: 'out of range' })
    return z.NEVER
  }),
  render: String,
})
