/** The decision core: every rule in a pair of two states, by the fact. */
import './core/verdict.ts'
import './core/silence.ts'
import './core/boot.ts'
import './core/conflict.ts'
import './core/orders.ts'
import './core/handover.ts'
import './core/failback.ts'
