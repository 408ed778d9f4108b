/**
 * What does a machine's first process do before anything else can run in it?
 *
 * A POSIX shell script, started in fresh mount, UTS, IPC and PID namespaces with these variables: LAB the machine's
 * folder outside, LAB_HOST its name, LAB_KEPT and LAB_FRESH lists of folders, LAB_SERIAL and LAB_SERIAL_NAME the serial
 * line's path outside and inside. `/dev` is a small one of its own, because a device name must not appear on the host.
 */

/** The text of the script. It prints `ready` when the machine is, and reaps orphans from then on, as an init must. */
export const initScript = `
set -e
mount -t sysfs sysfs /sys
mount --bind "$LAB/boot-id" /proc/sys/kernel/random/boot_id
mkdir -p "$LAB/dev"
mount -t tmpfs -o mode=755 tmpfs "$LAB/dev"
mkdir "$LAB/dev/pts" "$LAB/dev/shm"
for device in null zero full random urandom tty; do
  : > "$LAB/dev/$device"
  mount --bind "/dev/$device" "$LAB/dev/$device"
done
mount --rbind /dev/pts "$LAB/dev/pts"
mount -t tmpfs tmpfs "$LAB/dev/shm"
ln -s pts/ptmx "$LAB/dev/ptmx"
ln -s /proc/self/fd "$LAB/dev/fd"
if [ -n "$LAB_SERIAL" ]; then ln -s "$LAB_SERIAL" "$LAB/dev/\${LAB_SERIAL_NAME##*/}"; fi
mount --move "$LAB/dev" /dev
for folder in $LAB_FRESH; do mkdir -p "$folder"; mount -t tmpfs -o mode=755 tmpfs "$folder"; done
mkdir -p /run/hapair
for folder in $LAB_KEPT; do mkdir -p "$LAB/kept$folder" "$folder"; mount --bind "$LAB/kept$folder" "$folder"; done
hostname "$LAB_HOST"
echo ready
exec >/dev/null 2>&1
while :; do sleep 86400 & wait; done
`
