/**
 * Which keys say when the running-master role moves, and when it comes back?
 */
import { choice, count, span, spanOrOff, toggle } from '../kind.ts'
import { pairKey, value } from '../key.ts'

/** Limits of the link-down timers, minutes: PAR-17, PAR-19. */
const linkDownMinutes = { min: 1, max: 1440 }

/** Longest wait after a loss of carrier, ms; a longer wish is what the link-down timers are for. */
const carrierLossMsMax = 60_000

/** Limits of the steady time, ms. */
const steadyMs = { min: 1000, max: 3_600_000 }

/** Limits of the flap window, ms. */
const flapMs = { min: 60_000, max: 86_400_000 }

export const onFailure = value({
  path: 'failover.on-failure',
  layers: pairKey,
  kind: choice(['promote', 'keep-standby']),
  initial: 'promote',
  meaning: 'What the standing-by node does when the other one is judged dead: take over, or only tell.',
  requirement: 'PAR-21, FO-15, FO-16',
})

export const onCarrierLoss = value({
  path: 'failover.on-carrier-loss',
  layers: pairKey,
  kind: spanOrOff(0, carrierLossMsMax),
  initial: 'off',
  meaning: 'How long the device of a VIP may be without carrier before the running master hands over.',
  rule: 'less than 2s only for a pair without a disk',
  requirement: 'D19',
})

export const onLanDown = value({
  path: 'failover.on-lan-down',
  layers: pairKey,
  kind: toggle,
  initial: false,
  meaning:
    'Hand over when every LAN device of the running master fails its check for so long, and those of the slave do not.',
  rule: 'needs device[].check.enabled on each of them',
  requirement: 'PAR-18, FO-4, FO-7, CFG-20',
})

export const lanDownMinutes = value({
  path: 'failover.lan-down-minutes',
  layers: pairKey,
  kind: count(linkDownMinutes.min, linkDownMinutes.max, 'minutes'),
  initial: 5,
  meaning: 'How long the LAN must be down before that.',
  requirement: 'PAR-19, FO-5',
})

export const onInternetDown = value({
  path: 'failover.on-internet-down',
  layers: pairKey,
  kind: toggle,
  initial: false,
  meaning:
    'Hand over when every Internet device of the running master fails its check for so long, and those of the slave do not.',
  rule: 'needs device[].check.enabled on each of them',
  requirement: 'PAR-16, FO-2, FO-7, CFG-20',
})

export const internetDownMinutes = value({
  path: 'failover.internet-down-minutes',
  layers: pairKey,
  kind: count(linkDownMinutes.min, linkDownMinutes.max, 'minutes'),
  initial: 5,
  meaning: 'How long the Internet must be down before that.',
  requirement: 'PAR-17, FO-3',
})

export const takeFromStranger = value({
  path: 'failover.take-from-stranger',
  layers: pairKey,
  kind: toggle,
  initial: false,
  meaning: 'Take a VIP although a host that is not the peer answers for it.',
  requirement: 'D2',
})

export const failbackMode = value({
  path: 'failback.mode',
  layers: pairKey,
  kind: choice(['auto', 'manual']),
  initial: 'auto',
  meaning: 'Whether the configured master takes its role back by itself once it is well again.',
  requirement: 'PAR-22, ROLE-14',
})

export const steadyTime = value({
  path: 'failback.steady-time',
  layers: pairKey,
  kind: span(steadyMs.min, steadyMs.max),
  initial: '60s',
  meaning: 'How long the pair must have been steady before an automatic failback.',
  requirement: 'D4',
})

export const flapWindow = value({
  path: 'flap.window',
  layers: pairKey,
  kind: span(flapMs.min, flapMs.max),
  initial: '1h',
  meaning: 'A takeover this soon after a failback counts as flapping and delays or stops the next failback.',
  requirement: 'D4, D14',
})

/** Keys of moves, in the order of the manual page. */
export const failoverKeys = [
  onFailure,
  onCarrierLoss,
  onLanDown,
  lanDownMinutes,
  onInternetDown,
  internetDownMinutes,
  takeFromStranger,
  failbackMode,
  steadyTime,
  flapWindow,
]
