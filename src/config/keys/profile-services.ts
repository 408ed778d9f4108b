/**
 * What does a firmware profile say of each service of its appliance?
 *
 * How it is started, stopped, checked, tested and left in good order: a unit of the service manager, and commands as lists
 * of words that are never given to a shell. Where it runs is a setting of the pair (`keys/services.ts`).
 */
import { servicesMax } from '../../core/eyes.ts'
import { servicePort } from '../service-port.ts'
import { count, name, span, text, toggle } from '../kind.ts'
import { profileOnly, records, required, value, values } from '../key.ts'
import { filePath } from '../place-kinds.ts'

/** Our own limits for what a profile may list. */
const limit = { name: 40, line: 200, words: 16, order: 99, ports: 16, certificates: 8 }

/** Limits of a start and of a stop, ms. A stop beyond two minutes would outlast the patience of any peer. */
const secondMs = 1000
const startMsMax = 600_000
const stopMsMax = 120_000

const word = text(limit.line, /^[^\p{Cc}]+$/u, `one word of a command, up to ${limit.line} characters`)
const line = text(limit.line, /^[^\p{Cc}]+$/u, `one line of up to ${limit.line} characters`)
const unitName = text(
  limit.line,
  /^(?!hapair)[A-Za-z0-9:_.\\-]+(?:@[A-Za-z0-9:_.\\-]+)?\.(?:service|target|timer|socket)$/,
  'a unit of the service manager, such as nginx.service or openvpn-server@server.service; not one of hapair itself',
)

export const serviceName = required({
  path: 'services[].name',
  layers: profileOnly,
  kind: name(limit.name),
  meaning: 'Name of the service in service.placement.',
  requirement: 'PROF-1, SVC-3',
})

export const serviceTitle = value({
  path: 'services[].title',
  layers: profileOnly,
  kind: line,
  meaning: 'Name of the service as people say it.',
  requirement: 'SVC-3',
})

export const serviceUnit = required({
  path: 'services[].unit',
  layers: profileOnly,
  kind: unitName,
  meaning: 'Unit of the service manager that starts and stops the service; it must not be enabled at boot.',
  rule: 'unique',
  requirement: 'PROF-1, SVC-3',
})

export const serviceCheck = values({
  path: 'services[].check',
  layers: profileOnly,
  kind: word,
  max: limit.words,
  meaning:
    'Command that ends with 0 when the service works, as a list of words; asked while it runs, at most 10 s long, every service.audit-period.',
  requirement: 'PROF-1',
})

export const serviceOrder = value({
  path: 'services[].order',
  layers: profileOnly,
  kind: count(0, limit.order),
  initial: 50,
  meaning: 'Services start in rising order and stop in falling order; those of one order start side by side.',
  requirement: 'SVC-9',
})

export const serviceAfter = values({
  path: 'services[].after',
  layers: profileOnly,
  kind: name(limit.name),
  max: servicesMax,
  meaning: 'Services that this one waits for, where they start on the same node; one that failed is not waited for.',
  rule: 'services of this profile with the same or a lower order; no loop',
  requirement: 'SVC-9, SVC-13',
})

export const serviceStartLimit = value({
  path: 'services[].start-limit',
  layers: profileOnly,
  kind: span(secondMs, startMsMax),
  initial: '90s',
  meaning: 'A start that takes longer has failed.',
  requirement: 'SVC-9, SVC-13',
})

export const serviceStopLimit = value({
  path: 'services[].stop-limit',
  layers: profileOnly,
  kind: span(secondMs, stopMsMax),
  initial: '30s',
  meaning: 'A stop that takes longer has failed; what is left of the service is then killed where it must not run.',
  requirement: 'SVC-9',
})

export const serviceWrites = value({
  path: 'services[].writes',
  layers: profileOnly,
  kind: toggle,
  initial: true,
  meaning: 'Whether the service writes data; such a service rules out the fast timing class.',
  requirement: 'D7',
})

export const serviceNeedsVolume = value({
  path: 'services[].needs-volume',
  layers: profileOnly,
  kind: toggle,
  initial: false,
  meaning:
    'Whether the service needs the replicated volume, which only the running master has: it cannot be placed elsewhere, nor be started for a check on the slave.',
  requirement: 'SVC-12',
})

export const serviceSlaveProxy = value({
  path: 'services[].slave-proxy',
  layers: profileOnly,
  kind: toggle,
  initial: false,
  meaning: 'Whether service.slave-proxy moves this service to the slave.',
  requirement: 'PAR-50, SVC-7',
})

export const servicePorts = values({
  path: 'services[].ports',
  layers: profileOnly,
  kind: servicePort,
  max: limit.ports,
  meaning: 'Ports at which clients of the service begin; hapair clients disable closes them for new ones.',
  requirement: 'SVC-11, PROF-1',
})

export const serviceConnections = values({
  path: 'services[].connections',
  layers: profileOnly,
  kind: word,
  max: limit.words,
  meaning:
    'Command that tells how many clients are connected, as a list of words: the first number that it prints, or the number of lines with services[].connections-line.',
  requirement: 'SVC-10',
})

export const serviceConnectionsLine = value({
  path: 'services[].connections-line',
  layers: profileOnly,
  kind: line,
  meaning: 'Text that stands in one printed line for each connected client, as it is.',
  rule: 'only with connections',
  requirement: 'SVC-10',
})

export const serviceFarewell = values({
  path: 'services[].farewell',
  layers: profileOnly,
  kind: word,
  max: limit.words,
  meaning:
    'Command that tells the clients of the service to go, as a list of words; called before a planned release, at most 5 s long.',
  requirement: 'SVC-10',
})

export const serviceConfigTest = values({
  path: 'services[].config-test',
  layers: profileOnly,
  kind: word,
  max: limit.words,
  meaning: 'Command that ends with 0 when the service could start with its settings, as a list of words.',
  requirement: 'PROF-1',
})

export const serviceVerify = values({
  path: 'services[].verify',
  layers: profileOnly,
  kind: word,
  max: limit.words,
  meaning:
    'Command that only reads and ends with 0 when the service serves the right content, as a list of words; for hapair service start NAME --verify.',
  requirement: 'SVC-12',
})

export const serviceCertificates = values({
  path: 'services[].certificates',
  layers: profileOnly,
  kind: filePath,
  max: limit.certificates,
  meaning: 'Certificates in PEM form that must be valid for the service to be of use.',
  requirement: 'PROF-1',
})

export const profileServices = records({
  path: 'services',
  layers: profileOnly,
  max: servicesMax,
  identity: 'services[].name',
  fields: [
    serviceName,
    serviceTitle,
    serviceUnit,
    serviceOrder,
    serviceAfter,
    serviceStartLimit,
    serviceStopLimit,
    serviceCheck,
    serviceConfigTest,
    serviceVerify,
    serviceFarewell,
    serviceConnections,
    serviceConnectionsLine,
    servicePorts,
    serviceCertificates,
    serviceWrites,
    serviceNeedsVolume,
    serviceSlaveProxy,
  ],
  meaning: 'Services of the appliance; entries of a profile and of the one that it extends are joined by name.',
  requirement: 'PROF-1, SVC-3',
})
