/**
 * Do the times hang together? Each refusal shows its sum (D3, D7, D19).
 */
import { blameKey } from '../blame.ts'
import { siteVipKeys, vipDrafts } from '../derive-vips.ts'
import { listed, need } from '../entry.ts'
import type { Key } from '../key.ts'
import { isUsed, serviceDraftKeys, serviceDrafts } from '../derive-services.ts'
import { drbdResources } from '../keys/disk.ts'
import { onCarrierLoss } from '../keys/failover.ts'
import { beatInterval, deadTime, serialBaud, serialBeatInterval, serialEnabled } from '../keys/heartbeat.ts'
import { serviceWrites } from '../keys/profile-services.ts'
import { vips } from '../keys/vip.ts'
import { renderSpan } from '../span.ts'
import { fastBelowMs, renewalOf, timingClass } from '../timing.ts'
import type { Check, Whole } from '../whole.ts'
import type { Problem } from '../problem.ts'

/** Every medium must beat this many times in the dead time, the fastest one of the normal class this many: D7. */
const beatsPerDead = { every: 3, fastest: 8 } as const

/** A beat on the serial line: about 96 bytes (D8), each with start and stop bit. */
const serialBeat = { bytes: 96, bitsPerByte: 10 } as const

/** Share of the interval that a serial beat may fill, as a divisor: one half. */
const serialLoadDivisor = 2

/** Shortest wait after a loss of carrier for a pair with a disk, ms: D19. */
const carrierWithDiskMs = 2000

/** Time to renew one address, ms: 1,000 IPv4 addresses in 8 ms, 1,000 IPv6 addresses in 260 ms (D3, D10). */
const renewMs = { 4: 0.008, 6: 0.26 } as const

/** Share of its period that a renewal round may take: D3. */
const renewShare = 0.05

const beatKeys: readonly Key[] = [deadTime, beatInterval, serialEnabled, serialBeatInterval]

/** The media with their intervals; the Ethernet paths share one. */
function media(whole: Whole): readonly { readonly key: typeof beatInterval; readonly beatMs: number }[] {
  const ethernet = { key: beatInterval, beatMs: need(whole, beatInterval) }
  if (!need(whole, serialEnabled)) return [ethernet]
  return [ethernet, { key: serialBeatInterval, beatMs: need(whole, serialBeatInterval) }]
}

const everyMedium: Check = {
  reads: beatKeys,
  find: (whole) => {
    const deadMs = need(whole, deadTime)
    const limit = Math.floor(deadMs / beatsPerDead.every)
    const rule = `at most a third of the dead time: ${renderSpan(deadMs)} / ${beatsPerDead.every} = ${renderSpan(limit)}`
    const slow = media(whole).filter((medium) => medium.beatMs > limit)
    return slow.map((medium) => blameKey(whole, medium.key, rule, whole.pairFile))
  },
}

const fastestMedium: Check = {
  reads: beatKeys,
  find: (whole) => {
    const deadMs = need(whole, deadTime)
    if (timingClass(deadMs) === 'fast') return []
    const third = Math.floor(deadMs / beatsPerDead.every)
    const limit = Math.floor(deadMs / beatsPerDead.fastest)
    const fastest = media(whole).reduce((least, medium) => (medium.beatMs < least.beatMs ? medium : least))
    // An interval beyond a third is told by the rule above; one message is enough.
    if (fastest.beatMs <= limit || fastest.beatMs > third) return []
    const sum = `${renderSpan(deadMs)} / ${beatsPerDead.fastest} = ${renderSpan(limit)}`
    const rule = `the fastest medium beats at least every eighth of the dead time: ${sum}`
    return [blameKey(whole, fastest.key, rule, whole.pairFile)]
  },
}

const serialLoad: Check = {
  reads: [serialEnabled, serialBaud, serialBeatInterval],
  find: (whole) => {
    if (!need(whole, serialEnabled)) return []
    const baud = need(whole, serialBaud)
    const { bytes, bitsPerByte } = serialBeat
    const beatMs = Math.ceil((bytes * bitsPerByte * 1000) / baud)
    if (beatMs * serialLoadDivisor <= need(whole, serialBeatInterval)) return []
    const sum = `${bytes} bytes x ${bitsPerByte} bits / ${baud} bit/s = ${beatMs}ms`
    const rule = `one beat fills at most half of its interval: ${sum}, so at least ${beatMs * serialLoadDivisor}ms`
    return [blameKey(whole, serialBeatInterval, rule, whole.pairFile)]
  },
}

const fastAlone: Check = {
  reads: [deadTime, drbdResources, ...serviceDraftKeys],
  find: (whole) => {
    if (timingClass(need(whole, deadTime)) !== 'fast') return []
    const disks = listed(whole, drbdResources).map((resource) => resource.value)
    const writers = writingServices(whole)
    const least = renderSpan(fastBelowMs)
    const rules = [
      ...(disks.length > 0 ? [`at least ${least} with a disk (${disks.join(', ')})`] : []),
      ...(writers.length > 0 ? [`at least ${least} with placed services that write (${writers.join(', ')})`] : []),
    ]
    return rules.map((rule) => blameKey(whole, deadTime, rule, whole.pairFile))
  },
}

function writingServices(whole: Whole): readonly string[] {
  const writing = serviceDrafts(whole).filter((draft) => isUsed(draft) && need(draft.entry, serviceWrites))
  return writing.map(({ name }) => name)
}

const carrierWithDisk: Check = {
  reads: [onCarrierLoss, drbdResources],
  find: (whole) => {
    const waitMs = need(whole, onCarrierLoss)
    const disks = listed(whole, drbdResources).map((resource) => resource.value)
    if (waitMs === 'off' || waitMs >= carrierWithDiskMs || disks.length === 0) return []
    const rule = `off, or at least ${renderSpan(carrierWithDiskMs)} with a disk (${disks.join(', ')})`
    return [blameKey(whole, onCarrierLoss, rule, whole.pairFile)]
  },
}

const renewalRound: Check = {
  reads: [deadTime, ...siteVipKeys],
  find: (whole) => {
    const addresses = vipDrafts(whole)
      .filter((vip) => vip.enabled)
      .flatMap((vip) => vip.addresses)
    const roundMs = addresses.reduce((sum, address) => sum + renewMs[address.family], 0)
    const periodMs = renewalOf(need(whole, deadTime))
    return roundMs <= periodMs * renewShare ? [] : [tooManyAddresses(whole, addresses.length, roundMs, periodMs)]
  },
}

function tooManyAddresses(whole: Whole, count: number, roundMs: number, periodMs: number): Problem {
  const sum = `about ${Math.ceil(roundMs)}ms for ${count} addresses, every ${renderSpan(periodMs)}`
  const rule = `a renewal round takes at most 5 % of its period: ${sum}`
  const entry = whole.entries.get(vips.path)
  const place = entry?.form === 'records' && entry.origin.type !== 'default' ? entry.origin : undefined
  const { file, line, column } = place ?? { file: whole.pairFile, line: 0, column: 0 }
  return { file, line, column, key: vips.path, value: `${count} addresses`, rule }
}

/** Rules about times. */
export const timingChecks: readonly Check[] = [
  everyMedium,
  fastestMedium,
  serialLoad,
  fastAlone,
  carrierWithDisk,
  renewalRound,
]
