/**
 * Cases for the emergency release after a real agent: is what that agent held given up, and only if none comes back?
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { answers, furnish, opening } from './lab-agent-room.ts'
import { inRoom } from './lab-room.ts'

/** Two starts of an agent, its boot wait, and two leases of 5 s, on a busy machine, ms. */
const limitMs = 120_000
t.setTimeout(2 * limitMs)

void t.test('an agent that is killed: the next one keeps everything; without one everything is given up', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'hapair-room-'))
  // What the namespace still holds goes in a moment.
  t.teardown(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }))
  furnish(folder)
  const { output } = inRoom(folder, {
    answers,
    limitMs,
    script: `${opening}
      start_agent
      until_so serves; until_so test "$(listed)" = 3
      held first
      kill -KILL $agent; wait $agent
      # A lease in which an agent can start also on a busy machine.
      sed -i 's/^lease .*/lease 60000/' /run/hapair/release-list
      ip addr change 10.9.0.100/24 dev lan0 valid_lft 60 preferred_lft 60 noprefixroute
      start_agent
      hapair_release; echo code $?
      held second
      sleep 3
      held third
      kill -KILL $agent; wait $agent
      hapair_release; echo code $?
      ls /run/hapair
      mv /run/hapair/release-list.released /run/hapair/release-list
      held last`,
  })
  t.match(output, /first: serves[^]*first: Primary, 3 listed/)
  t.match(output, /an agent is back: nothing is released\ncode 0\nsecond: serves[^]*third: serves/)
  t.match(output, /third: Primary, 3 listed\n[^]*unmounted .*data\n[^]*made r0 secondary\n[^]*code 0/)
  t.match(output, /release-list\.released/)
  t.match(output, /\nlast: Secondary, 3 listed\n/)
  t.notMatch(output, /last: (address|mounted)/)
  t.equal(readFileSync(join(folder, 'trigger'), 'utf8'), '', 'nobody asked for a reset')
  t.end()
})
