/**
 * Are the settings of a pair read, judged, layered, shown and changed as the manual says?
 */
import './config/refusals.ts'
