/**
 * What follows from the facts: what passes, what fails, and what must be looked at by hand?
 *
 * Pure. A finding that fails says what to do. What cannot be known by a program (is the cable a null-modem cable, do
 * the nodes hang on two power circuits) is listed, so that it is not forgotten.
 */
import { checkAgainstDevices } from '../../config/devices.ts'
import { renderProblem } from '../../config/problem.ts'
import { timingClass } from '../../config/timing.ts'
import { renderSpan } from '../render-span.ts'
import type { DoctorFacts, PairFacts, SerialFacts } from './facts.ts'

/** Outcome of one check. `skipped`: it could not be made, and the text says why. */
export type Result = 'pass' | 'warn' | 'fail' | 'skipped' | 'manual'

/** One check with its outcome. */
export type Finding = { readonly check: string; readonly result: Result; readonly text: string }

/** Clock sources that are read without leaving the processor and do not step; all others cost or jump. */
const goodClockSources = ['tsc', 'kvm-clock', 'arch_sys_counter', 'hyperv_clocksource_tsc_page', 'xen']

/** What only a person can see. */
const manualChecks: readonly Finding[] = [
  { check: 'cable', result: 'manual', text: 'the serial cable is a null-modem cable, fastened at both ends' },
  { check: 'power', result: 'manual', text: 'the two nodes hang on different power circuits' },
  {
    check: 'network',
    result: 'manual',
    text: 'the switch ports of both nodes have no start-up delay (spanning tree: edge ports)',
  },
  { check: 'other-node', result: 'manual', text: 'hapair doctor passes on the other node as well' },
]

/** All findings, in the order in which they should be cured. */
export function findingsOf(facts: DoctorFacts): readonly Finding[] {
  const { pair } = facts
  return [
    settingsFinding(facts),
    ...(pair === undefined ? [] : pairFindings(pair, facts)),
    clockFinding(facts),
    ...daemonFindings(facts),
    ...manualChecks,
  ]
}

/** The findings as lines, and the count of each outcome. */
export function renderFindings(findings: readonly Finding[]): readonly string[] {
  const width = Math.max(...findings.map(({ check }) => check.length))
  const lines = findings.map(
    ({ check, result, text }) => `${result.padEnd('skipped'.length)}  ${check.padEnd(width)}  ${text}`,
  )
  const results: readonly Result[] = ['pass', 'warn', 'fail', 'skipped', 'manual']
  const counts = results.map((result) => `${findings.filter((finding) => finding.result === result).length} ${result}`)
  return [...lines, counts.join(', ')]
}

function pass(check: string, text: string): Finding {
  return { check, result: 'pass', text }
}

function fail(check: string, text: string): Finding {
  return { check, result: 'fail', text }
}

function settingsFinding({ settings }: DoctorFacts): Finding {
  if ('unreadable' in settings) return fail('settings', settings.unreadable)
  if (!settings.ok) {
    const first = settings.problems[0]
    const text = first === undefined ? '' : renderProblem(first)
    return fail('settings', `problems: ${settings.problems.length}, the first one: ${text}; see "hapair config check"`)
  }
  if (settings.site.role === 'standalone')
    return { check: 'settings', result: 'warn', text: 'valid; this node is standalone' }
  const { role, deadMs } = settings.site
  return pass('settings', `valid; ${role}, dead time ${renderSpan(deadMs)}, ${timingClass(deadMs)} class`)
}

function pairFindings(pair: PairFacts, facts: DoctorFacts): Finding[] {
  const { site, keyProblem, devices, carriers } = pair
  const contradictions = checkAgainstDevices(site, devices)
  const dead = carriers.filter(({ carrier }) => carrier !== true)
  return [
    keyProblem === null
      ? pass('key', `${site.keyFile} is right and closed to others`)
      : fail('key', `${keyProblem}; make it with "hapair keygen" on one node and copy it to the other`),
    contradictions.length === 0
      ? pass('devices', 'every device exists and has the addresses that the settings name')
      : fail('devices', contradictions.map(renderProblem).join('; ')),
    dead.length === 0
      ? pass('carrier', `carrier on ${carriers.map(({ device }) => device).join(', ')}`)
      : fail('carrier', `no carrier on ${dead.map(({ device }) => device).join(', ')}; check cable and switch`),
    ...placeFindings(pair),
    ...(pair.serial.length === 0
      ? [
          {
            check: 'serial',
            result: 'warn',
            text: 'no serial heartbeat: loss of the LAN can look like a dead peer',
          } as const,
        ]
      : pair.serial.map((port) => serialFinding(port, facts))),
  ]
}

function placeFindings({ missingPlaces }: PairFacts): Finding[] {
  if (missingPlaces === null) return []
  if (missingPlaces.length === 0) return [pass('volumes', 'every mount point and every disk below a volume is there')]
  return [fail('volumes', `${missingPlaces.join('; ')}; without it this node cannot take over`)]
}

function serialFinding(port: SerialFacts, { daemon }: DoctorFacts): Finding {
  const { device, present, holders } = port
  if (present === 'absent') return fail('serial', `${device} does not exist; check the port and its name in node.yaml`)
  if (present === 'other') return fail('serial', `${device} is no device; check its name in node.yaml`)
  if (holders === null)
    return { check: 'serial', result: 'skipped', text: `${device} exists; only root can see who uses it` }
  const own = 'status' in daemon ? daemon.status.program.pid : undefined
  const strangers = holders.filter(({ pid }) => pid !== own)
  if (strangers.length === 0) return pass('serial', `${device} exists and is used by nobody else`)
  const names = strangers.map(({ pid, name }) => `${name} (process ${pid})`).join(', ')
  return fail('serial', `${device} is used by ${names}; end it, and mask its login service if it is one`)
}

function clockFinding({ clockSource }: DoctorFacts): Finding {
  if (clockSource === null)
    return { check: 'clock', result: 'skipped', text: 'the clock source of the kernel cannot be read' }
  if (goodClockSources.includes(clockSource)) return pass('clock', `the kernel keeps time with ${clockSource}`)
  return {
    check: 'clock',
    result: 'warn',
    text: `the kernel keeps time with ${clockSource}, which is slow to read; prefer tsc`,
  }
}

function daemonFindings({ daemon }: DoctorFacts): Finding[] {
  if ('why' in daemon) {
    const skipped = ['realtime', 'links', 'witness', 'peer'].map((check): Finding => ({
      check,
      result: 'skipped',
      text: 'only the running daemon knows',
    }))
    return [fail('daemon', daemon.why), ...skipped]
  }
  const { status } = daemon
  const realtime = /SCHED_FIFO \d/.test(status.program.realtime)
  return [
    pass('daemon', `hapaird ${status.program.version} runs, process ${status.program.pid}`),
    realtime
      ? pass('realtime', status.program.realtime)
      : { check: 'realtime', result: 'warn', text: status.program.realtime },
    ...linkFindings(daemon),
    status.witness === 'answers'
      ? pass('witness', 'a witness answers')
      : { check: 'witness', result: 'warn', text: witnessText(status.witness) },
    peerFinding(daemon),
    ...fencingFindings(daemon),
  ]
}

type Daemon = Extract<DoctorFacts['daemon'], { readonly status: unknown }>

function linkFindings({ status, links }: Daemon): Finding[] {
  return status.paths.map((path) => {
    const report = links.paths.find((link) => link.name === path.name)
    const told = report === undefined ? '' : `: ${report.sentence}`
    if (path.up && !path.oneWay) return pass('links', `${path.name} works in both directions`)
    return fail('links', `${path.name} ${path.up ? 'works in one direction only' : 'is down'}${told}`)
  })
}

function witnessText(witness: 'silent' | 'no witness'): string {
  if (witness === 'silent') return 'no witness answers; check the ping targets and the gateway'
  return 'no witness is known; isolation cannot be told from a dead peer: set ping.monitor or a gateway'
}

function fencingFindings({ status: { fencing } }: Daemon): Finding[] {
  if (fencing === null) return []
  if (fencing.answers === 'yes') return [pass('fencing', 'the fencing device of the peer answers')]
  const text =
    fencing.answers === 'unknown'
      ? 'the fencing device of the peer was not asked yet'
      : `the fencing device of the peer does not answer (${fencing.answersText}); try "hapair fencing test"`
  return [fencing.answers === 'unknown' ? { check: 'fencing', result: 'warn', text } : fail('fencing', text)]
}

function peerFinding({ status }: Daemon): Finding {
  const { peer } = status
  if (peer.verdict !== 'alive') return fail('peer', `the peer is judged ${peer.verdict}; see "hapair why"`)
  if (peer.settingsMatch === false) return fail('peer', 'the peer has other settings; copy pair.yaml to it and reload')
  return pass('peer', 'the peer is heard and has the same settings')
}
