/** The heartbeat paths without any device: framing, line check, backlog, datagram bounds. */
import './paths/framing.ts'
import './paths/line-check.ts'
import './paths/backlog.ts'
import './paths/cadence.ts'
import './paths/envelope.ts'
