/**
 * Do the daemon and its clients understand each other, and can no client harm the daemon?
 */
import './control/lines.ts'
import './control/server.ts'
import './control/limits.ts'
