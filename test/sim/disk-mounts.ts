/**
 * How does a volume come into the file system and out of it?
 *
 * A frozen volume blocks both: a mount waits, an unmount vanishes from view at once but holds the device until the writes
 * go on; with a write under way it is busy (measured, A1 and A3).
 */
import type { End, Work } from './disk-hands.ts'
import { worse } from './replica.ts'
import type { Replica } from './replica.ts'

const mountMs = [20, 400] as const
const pollMs = 50

/** Mounts every volume, one after the other. */
export function mountAll(work: Work, end: End, index = 0): void {
  const { disks, node } = work
  const on = disks.replications[index]
  if (on === undefined) {
    end()
    return
  }
  const replica = on.of(node)
  const next = (): void => {
    mountAll(work, end, index + 1)
  }
  if (replica.mounted) {
    next()
    return
  }
  const readable = !worse(replica.disk, 'consistent') || replica.connection === 'connected'
  if (replica.role !== 'primary' || !readable || disks.mountFails[node] > 0 || replica.held) {
    end('mount: exit 32')
    return
  }
  if (replica.suspended) {
    waitFrozen(work, replica, () => {
      mountAll(work, end, index)
    })
    return
  }
  disks.later(node, disks.chance.between(...mountMs), () => {
    if (!work.wanted) return
    if (replica.role !== 'primary') {
      end('mount: exit 32')
      return
    }
    replica.mounted = true
    disks.changed(node)
    next()
  })
}

/** Unmounts every volume. */
export function unmountAll(work: Work, end: End, index = 0): void {
  const { disks, node } = work
  const on = disks.replications[index]
  if (on === undefined) {
    end()
    return
  }
  const replica = on.of(node)
  const again = (): void => {
    unmountAll(work, end, index)
  }
  if (replica.unmounting) {
    disks.later(node, pollMs, () => {
      if (work.wanted) again()
    })
    return
  }
  if (!replica.mounted) {
    unmountAll(work, end, index + 1)
    return
  }
  if (disks.unmountBusy[node] > 0 || (replica.suspended && replica.pending.length > 0)) {
    end('umount: exit 32 target is busy')
    return
  }
  if (replica.pending.length > 0) {
    disks.later(node, pollMs, () => {
      if (work.wanted) again()
    })
    return
  }
  replica.mounted = false
  replica.unmounting = replica.suspended
  disks.changed(node)
  disks.later(node, disks.chance.between(...mountMs), () => {
    if (work.wanted) again()
  })
}

/** A mount of a frozen volume holds the device until the writes go on; then it goes on if it is still wanted. */
function waitFrozen(work: Work, replica: Replica, then: () => void): void {
  const { disks, node } = work
  replica.unmounting = true
  disks.later(node, pollMs, () => {
    if (replica.suspended) {
      waitFrozen(work, replica, then)
      return
    }
    replica.unmounting = false
    if (work.wanted) then()
  })
}
