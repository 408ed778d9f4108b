/**
 * Does `hapair doctor` find what is wrong with a node and with a pair, and say what to do about it?
 */
import './doctor/own.ts'
import './doctor/pairs.ts'
import './doctor/fitness.ts'
import './doctor/gather.ts'
