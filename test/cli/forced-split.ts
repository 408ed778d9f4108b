/** What is said of data that parted because somebody forced one copy to lead? */
import t from 'tap'
import { relationWords } from '../../src/cli/disk-words.ts'
import { compareSides } from '../../src/cli/split-brain.ts'
import { sampleStatus } from './samples.ts'

void t.test('data that parted by a forced promotion is told so, and not as of another origin', (t) => {
  const serves = sampleStatus('split-brain slave serves')
  const evidence = (forced: boolean): string => {
    const disks = serves.disks.map((disk) => ({ ...disk, relation: 'unrelated' as const, forced }))
    return compareSides({ ...serves, disks }).evidence.join()
  }
  t.match(evidence(true), 'parted when this copy was forced to lead')
  t.match(evidence(false), 'forced to lead on the other node, or of different origin')
  t.notMatch(relationWords.unrelated, 'origin', 'the identifiers alone do not say that')
  t.end()
})
