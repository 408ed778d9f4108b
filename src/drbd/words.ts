/**
 * Which words does DRBD use for its states, and what do they mean here?
 *
 * Both grammars (the 8.4 module behind drbd-utils 9.22, and DRBD 9) share most words; where they differ the table has
 * both. A word that is not in the table means `unknown`, which permits nothing: a newer DRBD may say more than we know.
 * States that a disk or connection only passes through are `unknown` or the state that they lead away from, never the
 * good one.
 * Source: drbd-utils user/v84/drbd_strings.c and user/v84/drbdsetup.c (drbd_conn_str9, drbd_repl_str9).
 */

/** Role of a node for one resource. */
export type DiskRole = 'disk-primary' | 'disk-secondary' | 'unknown'

/** State of the connection to the peer. `connecting`: DRBD tries by itself; `stand-alone`: it does not. */
export type Connection = 'connected' | 'connecting' | 'stand-alone' | 'unknown'

/**
 * State of a copy. `consistent`: whole, but whether it is the latest is not known. `diskless`: no disk attached.
 * `unknown`: DRBD says that it does not know, or passes through, or we have not been told.
 */
export type Disk = 'up-to-date' | 'consistent' | 'outdated' | 'inconsistent' | 'failed' | 'diskless' | 'unknown'

/** What replication does. `off`: there is no peer to replicate to. `verify`: an online comparison runs. */
export type Replication =
  'off' | 'established' | 'sync-source' | 'sync-target' | 'verify' | 'ahead' | 'behind' | 'unknown'

/** Why I/O on a primary is frozen. */
export type Suspension = 'user' | 'no-data' | 'fencing' | 'quorum'

/** A set of words. `undefined` for a word that is not in it. */
export type Vocabulary<T extends string> = (word: string) => T | undefined

function vocabulary<T extends string>(meanings: Readonly<Record<T, string>>): Vocabulary<T> {
  const byWord = new Map<string, T>()
  for (const meaning in meanings) for (const word of meanings[meaning].split(' ')) byWord.set(word, meaning)
  return (word) => byWord.get(word)
}

/** `role:` of a resource (mine) and of a connection (the peer's). */
export const roleWord: Vocabulary<DiskRole> = vocabulary<DiskRole>({
  'disk-primary': 'Primary',
  'disk-secondary': 'Secondary',
  unknown: 'Unknown',
})

/** `connection:`. Everything between two attempts to connect is `connecting`; a teardown ends in `stand-alone`. */
export const connectionWord: Vocabulary<Connection> = vocabulary<Connection>({
  connected: 'Connected WFReportParams',
  connecting: 'Connecting WFConnection Unconnected Timeout BrokenPipe NetworkFailure ProtocolError TearDown',
  'stand-alone': 'StandAlone Disconnecting',
  unknown: 'Unknown',
})

/** `disk:` and `peer-disk:`. */
export const diskWord: Vocabulary<Disk> = vocabulary<Disk>({
  'up-to-date': 'UpToDate',
  consistent: 'Consistent',
  outdated: 'Outdated',
  inconsistent: 'Inconsistent',
  failed: 'Failed',
  diskless: 'Diskless',
  unknown: 'DUnknown Attaching Detaching Negotiating',
})

/** `replication:`. The states that prepare a resynchronisation count as it. */
export const replicationWord: Vocabulary<Replication> = vocabulary<Replication>({
  off: 'Off',
  established: 'Established',
  'sync-source': 'SyncSource StartingSyncS WFBitMapS PausedSyncS',
  'sync-target': 'SyncTarget StartingSyncT WFBitMapT WFSyncUUID PausedSyncT',
  verify: 'VerifyS VerifyT',
  ahead: 'Ahead',
  behind: 'Behind',
  unknown: 'Unknown',
})

/** One word out of the list in `suspended:`, which is `no` or such words joined by commas. */
export const suspensionWord: Vocabulary<Suspension> = vocabulary<Suspension>({
  user: 'user',
  'no-data': 'no-data',
  fencing: 'fencing',
  quorum: 'quorum',
})
