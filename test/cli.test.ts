/**
 * Does the command line say what is, do what it was told, and end with the right code?
 */
import './cli/status.ts'
import './cli/role.ts'
import './cli/orders.ts'
import './cli/split-brain.ts'
import './cli/forced-split.ts'
import './cli/repair-core.ts'
import './cli/save-victim.ts'
import './cli/reboot.ts'
import './cli/verify.ts'
import './cli/settings.ts'
import './cli/fencing.ts'
import './cli/doctor.ts'
import './cli/completion.ts'
import './cli/replay.ts'
import './cli/replay-disk.ts'
import './cli/program.ts'
