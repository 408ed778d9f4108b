/**
 * What does `hapair doctor` know of the node on which it runs, beyond what is compared with the other one?
 *
 * Settings with their problems, what the agent says, devices and ports. None of it goes into a file of facts.
 */
import type { DeviceFacts } from '../config/devices.ts'
import type { LoadResult } from '../config/load.ts'
import type { SiteSettings } from '../config/site.ts'
import type { DaemonStatus, LinksReport } from '../control/protocol.ts'

/** Facts that need sound settings of a pair. */
export type PairFacts = {
  readonly site: SiteSettings
  /** `null`: right. */
  readonly keyProblem: string | null
  readonly devices: readonly DeviceFacts[]
  /** Carrier of the devices that the settings name. */
  readonly carriers: readonly { readonly device: string; readonly carrier: boolean | undefined }[]
  readonly serial: readonly SerialFacts[]
  /** Mount points and lower disks that are not there; `null` without a volume. */
  readonly missingPlaces: readonly string[] | null
}

/** A serial port, seen from outside. */
export type SerialFacts = {
  readonly device: string
  readonly present: 'character-device' | 'other' | 'absent'
  /** Processes that have it open; `null` when the caller may not see all of them. */
  readonly holders: readonly { readonly pid: number; readonly name: string }[] | null
}

/** All of them. */
export type LocalFacts = {
  readonly settings: LoadResult | { readonly unreadable: string }
  readonly pair: PairFacts | undefined
  readonly daemon: { readonly status: DaemonStatus; readonly links: LinksReport } | { readonly why: string }
  /** Clock source of the kernel; `null` when it cannot be read. */
  readonly clockSource: string | null
}
