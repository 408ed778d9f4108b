/**
 * What is wrong on this very node: its settings, its devices, its agent and its links?
 *
 * Pure. What the agent says is taken from it; a serial port is judged from the outside only.
 */
import { checkAgainstDevices } from '../config/devices.ts'
import { renderProblem } from '../config/problem.ts'
import { renderSpan } from '../config/span.ts'
import { timingClass } from '../config/timing.ts'
import { failed, passed, skipped, warned } from './finding.ts'
import type { DoctorRule, Finding } from './finding.ts'
import type { LocalFacts, PairFacts, SerialFacts } from './local-facts.ts'

const page = 'hapair(8)'
const confPage = 'hapair.conf(5)'
const daemonPage = 'hapaird(8)'
const rules = {
  settings: { check: 'settings', rule: 'the settings are right', page: confPage },
  key: { check: 'key', rule: 'the secret key of the pair is there, and closed to others', page: confPage },
  devices: { check: 'devices', rule: 'devices and addresses are those of the settings', page: confPage },
  carrier: { check: 'carrier', rule: 'every device of the pair has its cable', page },
  volumes: { check: 'volumes', rule: 'everything that a volume needs is there', page: confPage },
  serial: { check: 'serial', rule: 'a serial line, used by nobody else, carries the heartbeat', page: daemonPage },
  clock: { check: 'clock', rule: 'the kernel has a good clock', page: daemonPage },
  daemon: { check: 'daemon', rule: 'the agent runs', page: daemonPage },
  realtime: { check: 'realtime', rule: 'the agent runs in real time', page: daemonPage },
  links: { check: 'links', rule: 'every heartbeat path works in both directions', page },
  witness: { check: 'witness', rule: 'a witness answers', page: confPage },
  peer: { check: 'peer', rule: 'the peer is heard and has the same settings', page: daemonPage },
  fencing: { check: 'fencing', rule: 'the fencing device answers', page },
} as const satisfies Readonly<Record<string, DoctorRule>>

/** Clock sources that are read without leaving the processor and do not step; all others cost or jump. */
const goodClockSources = ['tsc', 'kvm-clock', 'arch_sys_counter', 'hyperv_clocksource_tsc_page', 'xen']

/** All of them, in the order in which they should be cured. */
export function ownFindings(facts: LocalFacts): readonly Finding[] {
  const { pair } = facts
  return [
    settingsFinding(facts),
    ...(pair === undefined ? [] : pairFindings(pair, facts)),
    clockFinding(facts),
    ...daemonFindings(facts),
  ]
}

function settingsFinding({ settings }: LocalFacts): Finding {
  if ('unreadable' in settings) return failed(rules.settings, settings.unreadable, 'write the settings of this node')
  if (!settings.ok) {
    const first = settings.problems[0]
    const text = first === undefined ? '' : renderProblem(first)
    const found = `problems: ${settings.problems.length}, the first one: ${text}`
    return failed(rules.settings, found, 'see them all with "hapair config check"')
  }
  if (settings.site.role === 'standalone')
    return warned(rules.settings, 'valid; this node is standalone', 'set node.role to make it one of a pair')
  const { role, deadMs } = settings.site
  return passed(rules.settings, `valid; ${role}, dead time ${renderSpan(deadMs)}, ${timingClass(deadMs)} class`)
}

function pairFindings(pair: PairFacts, facts: LocalFacts): readonly Finding[] {
  const { site, keyProblem, devices } = pair
  const contradictions = checkAgainstDevices(site, devices)
  return [
    keyProblem === null
      ? passed(rules.key, `${site.keyFile} is right and closed to others`)
      : failed(rules.key, keyProblem, 'make it with "hapair keygen" on one node and copy it to the other'),
    contradictions.length === 0
      ? passed(rules.devices, 'every device exists and has the addresses that the settings name')
      : failed(rules.devices, contradictions.map(renderProblem).join('; '), 'correct the settings or the devices'),
    carrierFinding(pair),
    ...placeFindings(pair),
    ...(pair.serial.length === 0
      ? [
          warned(
            rules.serial,
            'no serial heartbeat: loss of the LAN can look like a dead peer',
            'connect both nodes by a null-modem cable, and set heartbeat.serial',
          ),
        ]
      : pair.serial.map((port) => serialFinding(port, facts))),
  ]
}

function carrierFinding({ carriers }: PairFacts): Finding {
  const dead = carriers.filter(({ carrier }) => carrier !== true)
  if (dead.length === 0) return passed(rules.carrier, `carrier on ${carriers.map(({ device }) => device).join(', ')}`)
  return failed(rules.carrier, `no carrier on ${dead.map(({ device }) => device).join(', ')}`, 'check cable and switch')
}

function placeFindings({ missingPlaces }: PairFacts): readonly Finding[] {
  if (missingPlaces === null) return []
  if (missingPlaces.length === 0)
    return [passed(rules.volumes, 'every mount point and every disk below a volume is there')]
  return [
    failed(rules.volumes, missingPlaces.join('; '), 'make the folders and the disks; without, this node cannot lead'),
  ]
}

function serialFinding(port: SerialFacts, { daemon }: LocalFacts): Finding {
  const { device, present, holders } = port
  if (present === 'absent')
    return failed(rules.serial, `${device} does not exist`, 'check the port and its name in node.yaml')
  if (present === 'other') return failed(rules.serial, `${device} is no device`, 'check its name in node.yaml')
  if (holders === null) return skipped(rules.serial, `${device} exists; only root can see who uses it`)
  const own = 'status' in daemon ? daemon.status.program.pid : undefined
  const strangers = holders.filter(({ pid }) => pid !== own)
  if (strangers.length === 0) return passed(rules.serial, `${device} exists and is used by nobody else`)
  const names = strangers.map(({ pid, name }) => `${name} (process ${pid})`).join(', ')
  return failed(rules.serial, `${device} is used by ${names}`, 'end it, and mask its login service if it is one')
}

function clockFinding({ clockSource }: LocalFacts): Finding {
  if (clockSource === null) return skipped(rules.clock, 'the clock source of the kernel cannot be read')
  if (goodClockSources.includes(clockSource)) return passed(rules.clock, `the kernel keeps time with ${clockSource}`)
  return warned(rules.clock, `the kernel keeps time with ${clockSource}, which is slow to read`, 'prefer tsc')
}

function daemonFindings({ daemon }: LocalFacts): readonly Finding[] {
  if ('why' in daemon) {
    const only = [rules.realtime, rules.links, rules.witness, rules.peer]
    return [
      failed(rules.daemon, daemon.why, 'start it: systemctl start hapaird'),
      ...only.map((rule) => skipped(rule, 'only the running daemon knows')),
    ]
  }
  const { status } = daemon
  const { version, pid, realtime } = status.program
  return [
    passed(rules.daemon, `hapaird ${version} runs, process ${pid}`),
    /SCHED_FIFO \d/.test(realtime)
      ? passed(rules.realtime, realtime)
      : warned(rules.realtime, realtime, 'give the agent the capability SYS_NICE, or start it by its unit'),
    ...linkFindings(daemon),
    witnessFinding(status.witness),
    peerFinding(daemon),
    ...fencingFindings(daemon),
  ]
}

type Daemon = Extract<LocalFacts['daemon'], { readonly status: unknown }>

function linkFindings({ status, links }: Daemon): readonly Finding[] {
  return status.paths.map((path) => {
    const report = links.paths.find((link) => link.name === path.name)
    const told = report === undefined ? '' : `: ${report.sentence}`
    if (path.up && !path.oneWay) return passed(rules.links, `${path.name} works in both directions`)
    const found = `${path.name} ${path.up ? 'works in one direction only' : 'is down'}${told}`
    return failed(rules.links, found, 'see "hapair links" on both nodes')
  })
}

function witnessFinding(witness: Daemon['status']['witness']): Finding {
  switch (witness) {
    case 'answers':
      return passed(rules.witness, 'a witness answers')
    case 'silent':
      return warned(rules.witness, 'no witness answers', 'check the ping targets and the gateway')
    case 'no witness': {
      const found = 'no witness is known; isolation cannot be told from a dead peer'
      return warned(rules.witness, found, 'set ping.monitor or a gateway')
    }
  }
}

function peerFinding({ status: { peer } }: Daemon): Finding {
  if (peer.verdict !== 'alive') return failed(rules.peer, `the peer is judged ${peer.verdict}`, 'see "hapair why"')
  if (peer.settingsMatch === false)
    return failed(rules.peer, 'the peer has other settings', 'copy pair.yaml to it and reload')
  return passed(rules.peer, 'the peer is heard and has the same settings')
}

function fencingFindings({ status: { fencing } }: Daemon): readonly Finding[] {
  if (fencing === null) return []
  switch (fencing.answers) {
    case 'yes':
      return [passed(rules.fencing, 'the fencing device of the peer answers')]
    case 'unknown':
      return [warned(rules.fencing, 'the fencing device of the peer was not asked yet', 'look again in a minute')]
    case 'no': {
      const found = `the fencing device of the peer does not answer (${fencing.answersText})`
      return [failed(rules.fencing, found, 'try "hapair fencing test"')]
    }
  }
}
