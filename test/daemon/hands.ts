/** Hands of a node for tests: they note what reached them. */
import type { Hands } from '../../src/daemon/performers.ts'

/** Hands that note what reached them; `work` is what those with a promise do. */
export function openHands(work: () => Promise<void> = () => Promise.resolve()): {
  readonly hands: Hands
  readonly calls: string[]
} {
  const calls: string[] = []
  const note = (text: string): void => void calls.push(text)
  const noteWork = (text: string): Promise<void> => {
    note(text)
    return work()
  }
  const hands: Hands = {
    send: ({ beat }) => {
      note(`send ${beat.path}`)
    },
    remember: (memory) => noteWork(`remember ${memory.node}`),
    take: (leaseMs) => noteWork(`take ${leaseMs}`),
    renew: (leaseMs) => noteWork(`renew ${leaseMs}`),
    remove: () => noteWork('remove'),
    announce: () => noteWork('announce'),
    probe: (zones) => {
      note(`probe ${zones.join()}`)
    },
    askWitnesses: () => {
      note('ask')
    },
    answer: ({ orderId }) => {
      note(`answer ${orderId}`)
    },
    tell: ({ told }) => {
      note(`tell ${told.reason}`)
    },
    feedWatchdog: () => {
      note('feed')
    },
    exit: (code) => {
      note(`exit ${code}`)
    },
    answerKernel: ({ askId, code }) => {
      note(`kernel ${askId} ${code}`)
    },
    fence: () => noteWork('fence'),
    disks: {
      primary: (force) => noteWork(`primary ${force}`),
      secondary: (forced) => noteWork(`secondary ${forced}`),
      disconnect: () => noteWork('disconnect'),
      outdate: (resource) => noteWork(`outdate ${resource}`),
      connect: (resource, anew) => noteWork(`connect ${resource} ${anew}`),
      discard: ({ resource, generation, token }) => noteWork(`discard ${resource} ${generation} ${token}`),
      mount: () => noteWork('mount'),
      unmount: (forced) => noteWork(`unmount ${forced}`),
    },
    reset: (why) => {
      note(`reset ${why}`)
    },
    failed: (what, text) => {
      note(`failed ${what}: ${text}`)
    },
  }
  return { hands, calls }
}
