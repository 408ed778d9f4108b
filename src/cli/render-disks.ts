/**
 * How are the replicated volumes said to a person?
 *
 * First what the copy on this node is and does, then the connection and the copy of the peer, then everything that an
 * operator must know before touching a node: writes that wait, a copy that may not lead, a resynchronisation, diverged
 * data. What is harmless is not said.
 */
import type { DaemonStatus, ReplicationReport, ResyncReport, VerifyReport } from '../control/protocol.ts'
import type { DiskStatus } from '../core/status-document.ts'
import { connectionWords, qualityWords, roleWords, staleSentence } from './disk-words.ts'
import { renderKib } from './render-size.ts'
import { renderSpan } from './render-span.ts'
import type { Paint } from './terminal.ts'

/** Have the data of the two nodes parted in this resource? */
export function isApart({ relation }: DiskStatus): boolean {
  return relation === 'diverged' || relation === 'unrelated'
}

/** Is the pair in split-brain as to its data? */
export function isDiverged(status: DaemonStatus): boolean {
  return status.divergedForMs !== null || status.disks.some(isApart)
}

/** Lines of every volume; nothing for a pair without a disk. */
export function renderDisks({ disks, resyncs, replication }: DaemonStatus, paint: Paint): readonly string[] {
  const volumes = disks.flatMap((disk) => {
    const resync = resyncs.find(({ resource }) => resource === disk.resource)
    return [headOf(disk, paint), ...concernsOf(disk, resync, paint).map((line) => `  ${line}`)]
  })
  if (replication === null) return volumes
  const verified = replication.verifications.flatMap((one) => verifyLine(one, paint))
  return [...volumes, ...verified, rateLine(replication, paint)]
}

/** How far a comparison is, or when the last one ended, and how. */
function verifyLine({ resource, runningForMs, donePercent, last }: VerifyReport, paint: Paint): readonly string[] {
  if (runningForMs !== null) {
    const done = donePercent === null ? '' : `, ${Math.floor(donePercent)} %`
    return [`${resource}: the comparison of both copies runs for ${renderSpan(runningForMs)}${done}`]
  }
  if (last === null) return []
  const amount = `${renderKib(last.outOfSyncKib ?? 0)} differed`
  const words = { alike: 'alike', different: paint('bad', amount), 'broken-off': 'broken off' }
  return [`${resource}: both copies were last compared until ${last.endedAt}: ${words[last.outcome]}`]
}

/** Both units, so that one who reads bits for bytes sees it (CON-1). */
function rateLine({ rateKib, rateInForce }: ReplicationReport, paint: Paint): string {
  const megabits = Math.round((rateKib * bitsPerKib) / bitsPerMegabit)
  const doubt = rateInForce === false ? `, ${paint('warn', 'but the driver has another rate')}` : ''
  return `resynchronises at ${renderKib(rateKib)}/s (${megabits} Mbit/s)${doubt}`
}

const bitsPerKib = 8192
const bitsPerMegabit = 1_000_000

/** How far a resynchronisation is: `42 %, 1.3 GiB left at 30 MiB/s, about 44 s`. */
export function renderResync({ donePercent, leftKib, rateKib, secondsLeft }: ResyncReport): string {
  const rate = rateKib === null ? '' : ` at ${renderKib(rateKib)}/s`
  const end = secondsLeft === null ? '' : `, about ${renderSpan(secondsLeft * msPerSecond)}`
  return `${Math.floor(donePercent)} %, ${renderKib(leftKib)} left${rate}${end}`
}

const msPerSecond = 1000

function headOf(disk: DiskStatus, paint: Paint): string {
  const mounted = disk.mounted ? ', mounted' : ''
  const forced = disk.forced ? `, ${paint('warn', 'forced to lead')}` : ''
  const own = `${roleWords[disk.role]}${mounted}, ${quality(disk.disk, paint)}${forced}`
  const sync = disk.inSync ? `, ${paint('good', 'in sync')}` : ''
  const peer =
    disk.peerRole === 'unknown' && disk.peerDisk === 'unknown'
      ? 'peer unknown'
      : `peer ${roleWords[disk.peerRole]}, ${quality(disk.peerDisk, paint)}`
  return `${disk.resource}: ${own}; ${connection(disk, paint)}, ${peer}${sync}`
}

function quality(word: DiskStatus['disk'], paint: Paint): string {
  return word === 'up-to-date' ? qualityWords[word] : paint(word === 'failed' ? 'bad' : 'warn', qualityWords[word])
}

function connection({ connection: word, lostForMs }: DiskStatus, paint: Paint): string {
  if (word === 'connected') return connectionWords.connected
  const lost = lostForMs === null ? '' : ` for ${renderSpan(lostForMs)}`
  return `${paint('bad', connectionWords[word])}${lost}`
}

function concernsOf(disk: DiskStatus, resync: ResyncReport | undefined, paint: Paint): readonly string[] {
  return [
    ...(disk.suspended ? [paint('bad', 'writes are frozen until it is known what became of the peer')] : []),
    ...(disk.stale ? [`${paint('bad', 'stale')}: ${staleSentence}`] : []),
    ...syncLines(disk, resync, paint),
    ...(isApart(disk) ? [paint('bad', 'the data of the two nodes has diverged')] : []),
  ]
}

function syncLines(
  { connection, sync, outOfSyncKib }: DiskStatus,
  resync: ResyncReport | undefined,
  paint: Paint,
): readonly string[] {
  const amount = amountText(outOfSyncKib)
  const rest = resync === undefined ? amount : renderResync(resync)
  switch (sync) {
    case 'source':
      return [paint('warn', `resynchronising to the peer, ${rest}; do not power down either node`)]
    case 'target':
      return [paint('warn', `resynchronising from the peer, ${rest}; do not power down either node`)]
    case 'paused':
      return [paint('warn', `the resynchronisation waits, ${rest}; do not power down either node`)]
    case 'verify':
      return ['both copies are being compared']
    case 'none':
      // Without the peer nobody expects to know it.
      return outOfSyncKib === 0 || (outOfSyncKib === null && connection !== 'connected') ? [] : [paint('warn', amount)]
  }
}

function amountText(kib: number | null): string {
  if (kib === null) return 'how much is not yet replicated is not known'
  return kib > 0 ? `${renderKib(kib)} not yet replicated` : 'nothing left'
}

/**
 * What an operator must know while the data of the two nodes is apart (SB-4 to SB-6). `support`: the text of the firmware
 * profile, when it is known. Nothing while the data belongs together.
 */
export function renderDivergence(status: DaemonStatus, support: string | undefined, paint: Paint): readonly string[] {
  if (!isDiverged(status)) return []
  const known = status.divergedForMs === null ? '' : ` for ${renderSpan(status.divergedForMs)} that this node knows of`
  return [
    paint('bad', `the data of the two nodes has diverged${known}`),
    'replication is stopped and failover is disabled: nothing protects against a further disk or node failure',
    'the risk of loss grows with time: each side goes on alone, and only one side can be kept',
    paint('bad', 'do not reboot either node; contact support now'),
    ...(support ?? '').split('\n').filter((line) => line.trim() !== ''),
    '"hapair split-brain show" compares the two sides and says how to repair',
  ]
}

/** Whether a loss of the other node or of a disk would end the service now (FO-28); nothing while the pair is whole. */
export function renderProtection(status: DaemonStatus): readonly string[] {
  if (status.disks.length === 0 || isDiverged(status) || status.disks.every((disk) => disk.inSync)) return []
  return ['no protection against a disk or node failure until the disks are in sync again']
}
