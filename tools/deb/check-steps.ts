/**
 * What is done with the package on the bare machine, in which order, and what must come of it?
 *
 * Each step is a script for the shell of the chroot. They follow one another: what one installs the next one uses.
 */

/** The script must end with exit code 0. `prints`: each must be found in what it prints. */
export type Step = {
  readonly name: string
  readonly script: string
  readonly prints?: readonly RegExp[]
}

/** A device with the address of the example, in the network of the step, which ends with it. */
const device = `
mount -t sysfs sysfs /sys
ip link set lo up
ip link add eth0 type veth peer name other0
ip addr add 192.0.2.11/24 dev eth0
ip link set eth0 up
ip link set other0 up
`

const pages = ['hapaird.8', 'hapair.8', 'ha-status.8', 'hapair.conf.5', 'hapair-profile.5', 'hapair-states.7'].concat([
  'hapair-wire.7',
])

function installing(): Step[] {
  return [
    {
      name: 'the machine has no npm, no compiler and no network',
      script: 'for tool in node npm gcc cc make python3; do ! command -v $tool; done; ip link show up | wc -l',
      prints: [/^0$/m],
    },
    {
      name: 'a disk unit of the distribution that starts at boot is there',
      script: `mkdir -p /etc/systemd/system/multi-user.target.wants
        printf '[Unit]\\nDescription=disks\\n[Service]\\nExecStart=/bin/true\\n[Install]\\nWantedBy=multi-user.target\\n' \\
          >/lib/systemd/system/drbd.service
        DPKG_MAINTSCRIPT_PACKAGE=drbd-utils deb-systemd-helper enable drbd.service`,
    },
    { name: 'it installs', script: 'dpkg -i /hapair.deb', prints: [/drbd\.service is disabled/] },
    { name: 'its files are as they were packed', script: 'test -z "$(dpkg --verify hapair)"' },
    {
      name: 'keys and record are for root only, administrators have a group, the agent is enabled, the disk unit is not',
      script: `stat -c '%a %U %n' /etc/hapair/keys /var/lib/hapair
        getent group hapair-admin
        test -L /etc/systemd/system/multi-user.target.wants/hapaird.service
        ! test -e /etc/systemd/system/multi-user.target.wants/drbd.service`,
      prints: [/^700 root \/etc\/hapair\/keys$/m, /^700 root \/var\/lib\/hapair$/m],
    },
  ]
}

function using(version: string): Step[] {
  const literal = version.replaceAll('.', '\\.')
  return [
    { name: 'hapair says its version', script: 'hapair --version', prints: [new RegExp(`^${literal}$`, 'm')] },
    {
      name: 'hapaird says its version',
      script: 'hapaird --version',
      prints: [new RegExp(`^hapaird ${literal}$`, 'm')],
    },
    { name: 'hapaird says its options', script: 'hapaird --help', prints: [/--no-realtime/] },
    { name: 'without settings hapaird says what is missing', script: '! hapaird --check', prints: [/pair\.yaml/] },
    {
      name: 'the examples are settings that pass',
      script: `${device}cp /usr/share/doc/hapair/examples/*.yaml /etc/hapair/
        hapair keygen
        hapair config check
        hapaird --check`,
    },
    {
      name: 'the agent runs, takes the address, answers, and gives it up when it stops',
      // The generic profile expects a serial port; there is none, which is told and does not keep it from serving.
      script: `${device}
        hapaird --no-realtime --no-recorder >/tmp/log 2>&1 &
        agent=$!
        for turn in $(seq 600); do ip addr show dev eth0 | grep -q 192.0.2.10 && break; sleep 0.1; done
        ip -oneline addr show dev eth0
        hapair status || :
        kill -TERM $agent
        wait $agent || :
        ! ip addr show dev eth0 | grep -q 192.0.2.10 || { cat /tmp/log; exit 1; }`,
      prints: [/192\.0\.2\.10/, /running master/],
    },
    {
      name: 'every manual page can be read',
      script: `for page in ${pages.join(' ')}; do
        name=\${page%.*}
        MANWIDTH=80 man --warnings -P cat "\${page##*.}" "$name" >/tmp/page
        test "$(wc -l </tmp/page)" -gt 40
      done`,
    },
    {
      name: 'the completion is right shell',
      script: 'bash -n /usr/share/bash-completion/completions/hapair',
    },
    { name: 'the emergency release has nothing to do', script: '/usr/lib/hapair/hapair-release', prints: [/nothing/] },
  ]
}

function leaving(): Step[] {
  return [
    {
      name: 'it installs over itself, and settings stay',
      script: 'dpkg -i /hapair.deb; test -s /etc/hapair/pair.yaml',
    },
    {
      name: 'removed: the program is gone, settings, keys and record stay',
      script: `dpkg -r hapair
        ! test -e /usr/lib/hapair
        test -s /etc/hapair/pair.yaml -a -s /etc/hapair/keys/7
        ls /var/lib/hapair`,
      prints: [/memory\.[ab]/],
    },
    {
      name: 'purged: settings and keys are gone, the record that says which data is current stays',
      script: `dpkg -P hapair
        ! test -e /etc/hapair
        ls /var/lib/hapair
        ! dpkg -s hapair
        ! test -e /etc/systemd/system/multi-user.target.wants/hapaird.service
        ! ls /var/lib/systemd/deb-systemd-helper-enabled/hapaird.service.dsh-also`,
      prints: [/memory\.[ab]/, /is kept/],
    },
  ]
}

/** All steps, in order. `version`: that of the package. */
export function steps(version: string): Step[] {
  return [...installing(), ...using(version), ...leaving()]
}
