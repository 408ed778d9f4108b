/** The contracts of the core, C1 to C9, by hand-written sequences. */
import './contract/record.ts'
import './contract/orders.ts'
import './contract/stall.ts'
import './contract/claim.ts'
import './contract/replay.ts'
