/**
 * Do the placed services follow the orders of the core, and is what they do told as it is?
 */
import './services/units.ts'
import './services/keeper.ts'
import './services/keeper-commands.ts'
import './services/runner.ts'
