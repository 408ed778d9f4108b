/**
 * With what does a real agent run in the room of the emergency release?
 *
 * Settings of a configured master whose peer is silent, one volume, tools that keep the role of that volume in a file, and
 * a neighbour that answers. The kernel's own reset file is covered by a plain one before anything is started.
 */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execPath } from 'node:process'

const agent = join(import.meta.dirname, '../../src/daemon/main.ts')

const pair = (folder: string): string => `
profile: none
pair: {id: 7, name: lab}
master: {lan-ip: 10.9.0.11}
slave: {lan-ip: 10.9.0.12}
solo-start: promote
heartbeat: {dead-time: 10s, beat-interval: 500ms, serial: {enabled: false}, eth: {devices: [{device: lan0, master-address: 10.9.0.11, slave-address: 10.9.0.12}]}}
ping: {gateway: 10.9.0.1}
vip: [{name: lan, zone: lan, enabled: true, address: 10.9.0.100/24, master-ip: 10.9.0.11, slave-ip: 10.9.0.12}]
drbd: {resources: [r0], via-primary-lan: true, volume: [{name: r0, minor: 7, disk: /dev/sdz, mount-point: ${folder}/data}]}
`
const node = (folder: string): string => `
ha: {enabled: true}
node: {role: master}
pair: {key-file: ${folder}/etc/keys/7}
lan: {primary-device: lan0}
console: {device: "off"}
`

/** The peer is known to be behind, so the copy may lead alone. */
const drbdsetup = (folder: string): string => `#!/bin/sh
PATH=/usr/bin:/bin
role() { cat ${folder}/role; }
lines() {
  echo "$1 resource name:r0 role:$(role) suspended:no"
  echo "$1 connection name:r0 peer-node-id:0 conn-name:peer connection:Connecting role:Unknown"
  echo "$1 device name:r0 volume:0 minor:7 disk:UpToDate size:65000"
  echo "$1 peer-device name:r0 peer-node-id:0 conn-name:peer volume:0 replication:Off peer-disk:Outdated resync-suspended:no received:0 sent:0"
}
case "$*" in
  'events2 --now --statistics') lines exists; echo 'exists -' ;;
  events2*)
    lines exists; echo 'exists -'; last=$(role)
    while sleep 0.1; do now=$(role); [ "$now" = "$last" ] || lines change; last=$now; done ;;
  get-gi*) echo F9C061FDDC6EFB5F:0000000000000000:0000000000000000:0000000000000000:1:1:1:1:0:0:0 ;;
  secondary*) echo Secondary >${folder}/role ;;
esac
`
const drbdadm = (folder: string): string => `#!/bin/sh
PATH=/usr/bin:/bin
case "$*" in
  --version) echo DRBD_KERNEL_VERSION_CODE=0x08040b ;;
  primary*) echo Primary >${folder}/role ;;
  secondary*) echo Secondary >${folder}/role ;;
esac
`

/** Answers for the programs of the emergency release: the same volume. */
export const answers = {
  'systemctl-show': 'echo ActiveState=failed',
  'drbdsetup-role': 'echo $(cat $ROOM/role)/Unknown',
  'drbdsetup-secondary': 'echo Secondary >$ROOM/role',
}

function program(path: string, text: string): void {
  writeFileSync(path, text)
  chmodSync(path, 0o755)
}

/** Files of the agent below `folder`. */
export function furnish(folder: string): void {
  const root = join(folder, 'root')
  for (const place of ['usr/sbin', 'usr/bin', 'sys/module/drbd', 'proc/self', 'etc/drbd.d'])
    mkdirSync(join(root, place), { recursive: true })
  mkdirSync(join(folder, 'data'))
  mkdirSync(join(folder, 'etc', 'keys'), { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, 'role'), 'Secondary\n')
  writeFileSync(join(folder, 'etc', 'pair.yaml'), pair(folder))
  writeFileSync(join(folder, 'etc', 'node.yaml'), node(folder))
  writeFileSync(join(folder, 'etc', 'keys', '7'), Buffer.alloc(32, 0x5a).toString('base64'), { mode: 0o600 })
  writeFileSync(join(root, 'proc', 'sysrq-trigger'), '')
  symlinkSync('/proc/self/mountinfo', join(root, 'proc', 'self', 'mountinfo'))
  for (const name of ['findmnt', 'umount']) symlinkSync(`/usr/bin/${name}`, join(root, 'usr', 'bin', name))
  program(
    join(root, 'usr', 'bin', 'mount'),
    '#!/bin/sh\nfor point; do :; done\nexec /usr/bin/mount -t tmpfs /dev/drbd7 "$point"\n',
  )
  program(join(root, 'usr', 'sbin', 'drbdsetup'), drbdsetup(folder))
  program(join(root, 'usr', 'sbin', 'drbdadm'), drbdadm(folder))
}

/** Lines for the script of the room: the world around the agent, and words to start it and to wait. */
export const opening = `
  : >$ROOM/trigger; [ ! -e /proc/sysrq-trigger ] || mount --bind $ROOM/trigger /proc/sysrq-trigger || exit 9
  unshare --net sleep 1000 & neighbour=$!
  sleep 0.2
  ip link set other0 netns $neighbour
  nsenter --target=$neighbour --net sh -c 'ip addr add 10.9.0.1/24 dev other0; ip link set other0 up'
  ip addr add 10.9.0.11/24 dev lan0
  start_agent() {
    ${execPath} --no-maglev ${agent} --config-dir $ROOM/etc --state-dir $ROOM/state --run-dir /run/hapair \\
      --disk-root $ROOM/root --no-realtime --no-recorder >>$ROOM/log 2>&1 &
    agent=$!
  }
  serves() { ip -oneline addr show dev lan0 | grep -q 10.9.0.100/ && mountpoint -q $ROOM/data && grep -q Primary $ROOM/role; }
  until_so() {
    count=0
    until "$@"; do count=$((count + 1)); [ $count -lt 400 ] || { echo "never: $*"; cat $ROOM/log; exit 8; }; sleep 0.1; done
  }
  listed() { grep -cE '^(address|mount|resource) ' /run/hapair/release-list; }
  held() {
    if serves; then echo "$1: serves"; fi
    if ip -oneline addr show dev lan0 | grep -q 10.9.0.100/; then echo "$1: address"; fi
    if mountpoint -q $ROOM/data; then echo "$1: mounted"; fi
    echo "$1: $(cat $ROOM/role), $(listed) listed"
  }
`
