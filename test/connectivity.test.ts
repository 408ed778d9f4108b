/** Connectivity without any device: what frames prove, whom to ask, which replies count. */
import './connectivity/classify.ts'
import './connectivity/claim.ts'
import './connectivity/neighbourhood.ts'
import './connectivity/ping.ts'
import './connectivity/device-check.ts'
import './connectivity/rounds.ts'
