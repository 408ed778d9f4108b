/**
 * Are the settings of a pair read, judged, layered, shown and changed as the manual says?
 */
import './config/values.ts'
import './config/refusals-shape.ts'
import './config/refusals-pair.ts'
import './config/refusals-vip.ts'
import './config/refusals-monitor.ts'
import './config/refusals-volume.ts'
import './config/refusals-fencing.ts'
import './config/refusals.ts'
import './config/timing.ts'
import './config/volumes.ts'
import './config/site.ts'
import './config/facts.ts'
import './config/layers.ts'
import './config/edit.ts'
import './config/junk.ts'
import './config/pages.ts'
