/** With what do the tests of the keeper begin: a fake node, a keeper over it, and what it told. */
import { DiskKeeper } from '../../src/drbd/index.ts'
import type { DiskFacts, KeptResource } from '../../src/drbd/index.ts'
import { FakeDrbd, settle } from './fake-drbd.ts'

/** An order that nobody takes back. */
export const wanted = new AbortController().signal

/** The resource of most tests, with a place to be mounted. */
export const r0: KeptResource = { name: 'r0', minor: 0, place: { point: '/data' } }

/** The end of a tool. */
export const exited = (code: number, errors = '', output = '') => ({ type: 'exited', code, output, errors }) as const

/** A keeper over a fake node, and all that it told. */
export type Scene = {
  readonly drbd: FakeDrbd
  readonly keeper: DiskKeeper
  readonly told: DiskFacts[][]
  readonly troubles: string[]
}

/** Starts a keeper over a node. */
export async function begin(drbd = new FakeDrbd(), resources: readonly KeptResource[] = [r0]): Promise<Scene> {
  const told: DiskFacts[][] = []
  const troubles: string[] = []
  const keeper = new DiskKeeper({
    resources,
    edge: drbd.edge(),
    onFacts: (facts) => told.push([...facts]),
    onTrouble: (error) => troubles.push(error.message),
  })
  await keeper.start()
  await settle()
  return { drbd, keeper, told, troubles }
}

/** The orders that the keeper gave, without its questions. */
export const orders = (drbd: FakeDrbd): readonly string[] =>
  drbd.calls.filter((call) => !/get-gi|events2|--version|findmnt|systemctl/.test(call))
