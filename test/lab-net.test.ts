/**
 * Can the lab be trusted: do its faults do what they say, do its instruments measure right, does it leave nothing?
 *
 * Needs root. Everything happens in namespaces of its own.
 */
import './net/figures.ts'
import './net/machines.ts'
import './net/leftovers.ts'
