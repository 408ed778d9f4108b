/**
 * Does the package have, and its units and scripts do, what is promised?
 */
import './package/boot-scripts.ts'
import './package/content.ts'
import './package/kept.ts'
import './package/release-list.ts'
import './package/scripts.ts'
import './package/units.ts'
import './package/upgrade.ts'
