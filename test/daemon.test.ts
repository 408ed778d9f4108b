/** The daemon over fake edges: loop, record, journal, recorder, requests, hands, settings files, reports. */
import './daemon/loop.ts'
import './daemon/memory.ts'
import './daemon/performers.ts'
import './daemon/arguments.ts'
import './daemon/journal.ts'
import './daemon/recorder.ts'
