/** Are the addresses of the pair put on, renewed, told and taken off as ordered? Without a kernel. */
import './vip/plans.ts'
import './vip/keeper.ts'
import './vip/announcing.ts'
