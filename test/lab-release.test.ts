/**
 * Does the emergency release give up what a dead agent held, nothing else, and in time?
 *
 * Needs root. Everything happens in namespaces of its own.
 */
import './package/lab-release.ts'
import './package/lab-release-agent.ts'
import './package/lab-release-disk.ts'
import './package/lab-release-list.ts'
