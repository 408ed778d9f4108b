/**
 * Which pairs are examined in the tests: a healthy one, and one in which nearly everything is wrong.
 */
import type { NodeFacts } from '../../src/doctor/node-facts.ts'

const bootId = { master: 1, slave: 2 } as const

/** The facts of a node of a healthy pair. */
export function soundNode(role: 'master' | 'slave'): NodeFacts {
  return {
    version: 1,
    takenAt: '2026-11-20T08:00:00.000Z',
    role,
    enabled: true,
    wantsSerial: true,
    hapair: '0.1.0',
    pairId: 7,
    settingsHash: 4_711,
    hostname: `ha1-${role}.example.org`,
    base: 'ha1',
    domain: 'example.org',
    configuredHostname: `ha1-${role}.example.org`,
    release: { value: 'Appliance 8.4.2' },
    machine: {
      value: {
        processors: 8,
        memoryMib: 15_950,
        devices: ['eth0', 'eth1', 'eth2'],
        serialPorts: ['ttyS0'],
        replicationDriver: true,
      },
    },
    volumes: { value: [{ name: 'data', disk: '/dev/vg0/data', sizeKib: 104_857_600 }] },
    clock: { value: { wallMs: 1_000_000, monotonicMs: 50_000, bootId: bootId[role], synchronised: true } },
    zones: {
      value: [
        {
          zone: 'lan',
          device: 'eth0',
          address: role === 'master' ? '192.0.2.11' : '192.0.2.12',
          present: true,
          carrier: true,
          gateways: [{ address: '192.0.2.1', answers: true }],
        },
      ],
    },
    routes: { value: [{ destination: 'default', gateway: '192.0.2.1', device: 'eth0' }] },
    ports: {
      value: [
        { name: 'replication of data', port: 7_788, protocol: 'tcp', reached: 'open' },
        { name: 'sync', port: 8_443, protocol: 'tcp', reached: 'open' },
      ],
    },
    repeated: { value: { port: 8_443, attempts: 20, succeeded: 20, firstFailure: null } },
    updates: { value: { state: 'off', found: 'APT::Periodic::Unattended-Upgrade is not set' } },
    entitlement: {
      value: { state: 'entitled', found: '/etc/appliance/license.dat', fingerprint: `f-${role}`, contract: 'C-77' },
    },
    backups: {
      value: [
        { kind: 'configuration', file: '/var/backups/settings', ageMs: 3_600_000 },
        { kind: 'user-data', file: '/var/backups/mail', ageMs: 7_200_000 },
      ],
    },
    load: { value: { fifteenMinutes: 0.4, processors: 8 } },
    moves: { value: [{ ms: 4_200 }, { ms: 3_100 }] },
  }
}

/** A master that was set up in a hurry. */
export function poorMaster(): NodeFacts {
  return {
    ...soundNode('master'),
    ...{ enabled: false, hostname: 'mail-slave.example.org', base: null, domain: null, configuredHostname: null },
    updates: { value: { state: 'on', found: 'APT::Periodic::Unattended-Upgrade is 1' } },
    backups: {
      value: [
        { kind: 'configuration', file: '/var/backups/settings', ageMs: 200_000_000 },
        { kind: 'user-data', file: '/var/backups/mail', ageMs: null },
      ],
    },
    ports: {
      value: [
        { name: 'replication of data', port: 7_788, protocol: 'tcp', reached: 'silent' },
        { name: 'sync', port: 8_443, protocol: 'tcp', reached: 'refused' },
        { name: 'beats', port: 694, protocol: 'udp', reached: 'not-tried' },
      ],
    },
    repeated: { value: { port: 22, attempts: 9, succeeded: 6, firstFailure: 7 } },
    load: { value: { fifteenMinutes: 7.25, processors: 8 } },
    moves: { value: [{ ms: 4_000 }, { ms: 121_000 }, { ms: 150_500 }, { ms: 300_000 }] },
  }
}

/** Its slave, which is the smaller machine, another release, and not wired. */
export function poorSlave(): NodeFacts {
  return {
    ...soundNode('slave'),
    ...{ hapair: '0.2.0', settingsHash: 815, hostname: 'web.example.net', base: null, domain: null },
    configuredHostname: 'mail-slave.example.org',
    release: { value: 'Appliance 8.3.9' },
    machine: {
      value: { processors: 2, memoryMib: 3_900, devices: ['eth0'], serialPorts: [], replicationDriver: false },
    },
    volumes: { value: [{ name: 'data', disk: '/dev/vg0/data', sizeKib: 52_428_800 }] },
    clock: { value: { wallMs: 1_009_000, monotonicMs: 45_000, bootId: 2, synchronised: false } },
    zones: {
      value: [
        {
          zone: 'lan',
          device: 'eth0',
          address: '192.0.2.12',
          present: true,
          carrier: false,
          gateways: [{ address: '192.0.2.254', answers: false }],
        },
      ],
    },
    routes: { value: [] },
    ports: { unanswered: 'no answer within 20 s' },
    entitlement: {
      value: {
        state: 'not-entitled',
        found: 'there is no /etc/appliance/license.dat',
        fingerprint: null,
        contract: null,
      },
    },
  }
}
