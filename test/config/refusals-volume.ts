/**
 * Is each rule about replicated volumes refused with the exact message?
 */
import { refuse } from './refuse.ts'
import { plainProfile } from './texts.ts'

/** Two volumes, of which the second one is `second`; everything else is right. */
function two(second: string, first = 'disk: /dev/sdb1'): string {
  return `drbd:
  resources: [mail, web]
  via-primary-lan: true
  volume:
    - {name: mail, ${first}}
    - {name: web, ${second}}
`
}

refuse([
  {
    name: 'a volume without a disk is refused with the places where it may stand',
    pair: two('minor: 5'),
    says: 'pair.yaml:8: drbd.resources[1]: web (rule: has a disk: in drbd.volume with the name web, or in drbd.lower-disk of this node)',
  },
  {
    name: 'a volume that the pair does not replicate is refused with the nearest name',
    pair: two('disk: /dev/sdc1').replace('name: web', 'name: wed'),
    says: [
      'pair.yaml:8: drbd.resources[1]: web (rule: has a disk: in drbd.volume with the name web, or in drbd.lower-disk of this node)',
      'pair.yaml:12: drbd.volume[1].name: wed (rule: a name of drbd.resources; the nearest is web)',
    ],
  },
  {
    name: 'a disk of the node for a volume that the pair does not replicate is refused',
    pair: 'drbd: {via-primary-lan: true}\n',
    node: 'drbd: {lower-disk: [{name: mail, disk: /dev/sdb1}]}\n',
    says: 'node.yaml:5: drbd.lower-disk[0].name: mail (rule: a name of drbd.resources)',
  },
  {
    name: 'two volumes with one minor are refused, also when one of them is derived',
    pair: two('disk: /dev/sdc1, minor: 0'),
    says: 'pair.yaml:12: drbd.volume[1].minor: 0 (rule: unique; the minor 0 is that of mail)',
  },
  {
    name: 'two volumes with one port are refused',
    pair: two('disk: /dev/sdc1, port: 7788'),
    says: 'pair.yaml:12: drbd.volume[1].port: 7788 (rule: unique; the port 7788 is that of mail)',
  },
  {
    name: 'two volumes on one disk are refused',
    pair: two('disk: /dev/sdb1'),
    says: 'pair.yaml:12: drbd.volume[1].disk: /dev/sdb1 (rule: unique; the disk /dev/sdb1 is that of mail)',
  },
  {
    name: 'two volumes on one disk are refused where the node says so',
    pair: two('disk: /dev/sdc1'),
    node: 'drbd: {lower-disk: [{name: web, disk: /dev/sdb1}]}\n',
    says: 'node.yaml:5: drbd.lower-disk[0].disk: /dev/sdb1 (rule: unique; the disk /dev/sdb1 is that of mail)',
  },
  {
    name: 'metadata on the disk of a volume is refused, also on its own disk and where the node says so',
    pair: two('disk: /dev/sdc1, meta-disk: /dev/sdb1', 'disk: /dev/sdb1, meta-disk: "/dev/sdd1[0]"'),
    node: 'drbd: {lower-disk: [{name: mail, disk: /dev/sdb1, meta-disk: /dev/sdb1}]}\n',
    says: [
      'pair.yaml:12: drbd.volume[1].meta-disk: /dev/sdb1 (rule: no disk of a volume; /dev/sdb1 is that of mail)',
      'node.yaml:5: drbd.lower-disk[0].meta-disk: /dev/sdb1 (rule: no disk of a volume; /dev/sdb1 is that of mail)',
    ],
  },
  {
    name: 'two volumes with their metadata on one device need an index each',
    pair: two('disk: /dev/sdc1, meta-disk: /dev/sdd1', "disk: /dev/sdb1, meta-disk: '/dev/sdd1 [0]'"),
    says: 'pair.yaml:12: drbd.volume[1].meta-disk: /dev/sdd1 (rule: apart from mail: with an index each, not the same)',
  },
  {
    name: 'two volumes with their metadata at one index are refused',
    pair: two("disk: /dev/sdc1, meta-disk: '/dev/sdd1[0]'", "disk: /dev/sdb1, meta-disk: '/dev/sdd1 [0]'"),
    says: 'pair.yaml:12: drbd.volume[1].meta-disk: /dev/sdd1[0] (rule: apart from mail: with an index each, not the same)',
  },
  {
    name: 'two volumes with their metadata at two indexes of one device are accepted',
    pair: two("disk: /dev/sdc1, meta-disk: '/dev/sdd1[1]'", "disk: /dev/sdb1, meta-disk: '/dev/sdd1 [0]'"),
    says: [],
  },
  ...[
    'external',
    '/dev/sdd1 [256]',
    '/dev/sdd1 [-1]',
    '/dev/sdd1 [00]',
    '/dev/sd d1',
    '/dev/sdd1; drop',
    '[0]',
    '/dev/../sdd1',
  ].map((word) => ({
    name: `"${word}" is no place of metadata`,
    pair: two(`disk: /dev/sdc1, meta-disk: '${word}'`),
    says: `pair.yaml:12: drbd.volume[1].meta-disk: ${word} (rule: internal, or the absolute path of a block device, where it is shared with an index below 256: /dev/sdb1 [0])`,
  })),
  {
    name: 'two volumes in one folder are refused, with or without a closing slash',
    pair: two('disk: /dev/sdc1, mount-point: /srv/data/', 'disk: /dev/sdb1, mount-point: /srv/data'),
    says: 'pair.yaml:12: drbd.volume[1].mount-point: /srv/data/ (rule: unique; the mount point /srv/data is that of mail)',
  },
  {
    name: 'a volume in the folder of a later one is refused',
    pair: two('disk: /dev/sdc1, mount-point: /srv', 'disk: /dev/sdb1, mount-point: /srv/data'),
    says: 'pair.yaml:11: drbd.volume[0].mount-point: /srv/data (rule: comes after web in drbd.resources, in whose folder /srv it is mounted)',
  },
  {
    name: 'a volume above the durable record is refused',
    pair: two('disk: /dev/sdc1, mount-point: /var'),
    says: 'pair.yaml:12: drbd.volume[1].mount-point: /var (rule: not above state.folder (/var/lib/hapair): the record must be there without the volume)',
  },
  {
    name: 'the type and the options of a mount need a place',
    pair: two('disk: /dev/sdc1, file-system: ext4, mount-options: noatime'),
    says: [
      'pair.yaml:12: drbd.volume[1].file-system: ext4 (rule: only with mount-point)',
      'pair.yaml:12: drbd.volume[1].mount-options: noatime (rule: only with mount-point)',
    ],
  },
  {
    name: 'a control socket where the handler of the kernel does not look is refused with a disk',
    pair: two('disk: /dev/sdc1'),
    node: 'control: {socket: /run/other/control.sock}\n',
    says: "node.yaml:5: control.socket: /run/other/control.sock (rule: in /run/hapair on a node with a disk: the kernel's handler looks there)",
  },
  {
    name: 'names that mean something to the tools of the disk are refused',
    pair: 'drbd: {resources: [all, minor-3, a.b], via-primary-lan: true}\n',
    says: ['all', 'minor-3', 'a.b'].map(
      (name, index) =>
        `pair.yaml:7: drbd.resources[${index}]: ${name} (rule: a name of up to 40 letters, digits, dashes and underscores, but not all or minor-0)`,
    ),
  },
  {
    name: 'words that a tool could take for something else are refused',
    pair: two('disk: "/dev/sd c", mount-point: /, mount-options: -o bind'),
    says: [
      'pair.yaml:12: drbd.volume[1].disk: /dev/sd c (rule: the absolute path of a block device, such as /dev/vg0/data)',
      'pair.yaml:12: drbd.volume[1].mount-point: / (rule: an absolute path without .., and not / itself, such as /srv/data)',
      'pair.yaml:12: drbd.volume[1].mount-options: -o bind (rule: options of mount(8) joined by commas, such as noatime,nodev)',
    ],
  },
  {
    name: 'a profile that describes volumes of its appliance is no disk of the pair',
    profile: `${plainProfile}drbd: {volume: [{name: mail, disk: /dev/sdb1, mount-point: /srv/mail}]}\n`,
    says: [],
  },
])
