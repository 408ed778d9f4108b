/**
 * Where does the agent look to know whether it could take over, and whether it is cared for?
 *
 * What is in memory is taken from there; files, file systems and programs are asked beside the loop, each with a
 * deadline. Its care is asked on both nodes, but rarely: it changes by the day.
 */
import type { SiteSettings } from '../config/site.ts'
import { status } from '../core/status.ts'
import type { StatusDocument } from '../core/status-document.ts'
import type { FitnessFacts } from '../doctor/fitness.ts'
import { answerOf, thisMachine } from '../doctor/gather-command.ts'
import { fitnessAnswers } from '../doctor/gather-fitness.ts'
import type { FitnessQuestions } from '../doctor/gather-fitness.ts'
import { backupsHere, entitlementHere, updatesHere } from '../doctor/gather-upkeep.ts'
import { readPastMoves } from '../doctor/past-moves.ts'
import { standingWarnings } from '../doctor/standing.ts'
import { monotonicNow } from '../linux/clock.ts'
import type { Journal } from './journal.ts'
import type { Loop } from './loop.ts'
import { Readiness } from './readiness.ts'

/** Looks from one look at the care of a node to the next. */
const upkeepEvery = 30

/** What is watched, and where it is told. `site` is asked anew each time. */
export type ReadinessSurroundings = {
  readonly site: () => SiteSettings
  readonly loop: Pick<Loop, 'state' | 'settings'>
  readonly journal: Pick<Journal, 'alarm' | 'tell' | 'last'>
}

/** A readiness that looks by itself until it is stopped. */
export function openReadiness(around: ReadinessSurroundings): Readiness {
  const { loop, site, journal } = around
  const document = (): StatusDocument => status(loop.state(), loop.settings(), monotonicNow())
  const readiness = new Readiness({
    standingBy: () => loop.state().phase === 'running-slave',
    facts: async () => {
      return fitnessFacts(document(), await fitnessAnswers(thisMachine, questionsOf(site()), Date.now()))
    },
    upkeepEvery,
    upkeep: async () => {
      const { appliance } = site()
      return standingWarnings({
        updates: await answerOf(thisMachine, () => updatesHere(thisMachine, appliance.updatesCheck)),
        entitlement: await answerOf(thisMachine, () => entitlementHere(thisMachine, appliance.entitlement)),
        backups: await answerOf(thisMachine, () => backupsHere(thisMachine, appliance, Date.now())),
        moves: readPastMoves(journal.last(Number.MAX_SAFE_INTEGER)).map(({ ms }) => ms),
      })
    },
    unfit: (text) => journal.alarm('standby-unfit', [text], monotonicNow()),
    fit: () =>
      journal.tell({ category: 'failover', level: 'notice', reason: 'standby-fit', facts: [] }, monotonicNow()),
    now: monotonicNow,
  })
  readiness.start()
  return readiness
}

/** Config tests and certificates of every service, since a standby may have to start any of them. */
export function questionsOf({
  services,
  stateFolder,
}: Pick<SiteSettings, 'services' | 'stateFolder'>): FitnessQuestions {
  return {
    tests: services.flatMap(({ name, configTest }) =>
      configTest.length === 0 ? [] : [{ service: name, words: configTest }],
    ),
    certificates: [...new Set(services.flatMap(({ certificates }) => certificates))],
    folders: [stateFolder, '/var/log'],
  }
}

/** What is in memory, with what was answered. */
export function fitnessFacts(
  { zones, witness, disks, peer }: Pick<StatusDocument, 'zones' | 'witness' | 'disks' | 'peer'>,
  answers: Pick<FitnessFacts, 'services' | 'certificates' | 'folders'>,
): FitnessFacts {
  return {
    zones: zones.map(({ zone, device, carrier }) => ({ zone, device, carrier })),
    witness,
    disks: disks.map(({ resource, inSync }) => ({ resource, inSync })),
    settingsMatch: peer.settingsMatch,
    ...answers,
  }
}
