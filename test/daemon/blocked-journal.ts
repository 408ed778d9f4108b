/**
 * What does a journal count whose output takes nothing? A program of its own, because the writer tries for ever until the journal is closed.
 *
 * Argument: a pipe that nobody reads. Prints what was dropped and kept as JSON, then ends.
 */
import { constants, openSync } from 'node:fs'
import { argv, exit, stdout } from 'node:process'
import { instant } from '../../src/base/time.ts'
import { Journal } from '../../src/daemon/journal.ts'
import { told } from './told.ts'

const output = openSync(argv[2] ?? '', constants.O_RDWR | constants.O_NONBLOCK)
const journal = new Journal({ node: 'slave', console: 'off', wall: () => new Date(0), output })
const facts = ['x'.repeat(10_000)]
for (let count = 0; count < 200; count += 1) journal.tell(told({ facts }), instant(0))
await new Promise((resolve) => setTimeout(resolve, 20))
const { droppedOutput: dropped } = journal.counts
await journal.close()
stdout.write(JSON.stringify({ dropped, kept: journal.last(1_000).length }), () => exit(0))
