/**
 * Which bugs of disks, fencing and repair must the simulator find (D4, D5, D11, S1, S4..S11)?
 */
import { playScriptHolds } from './mutant.ts'
import type { Mutant } from './mutant.ts'

/** Bugs planted in what decides about data. */
export const dataMutants: readonly Mutant[] = [
  {
    name: 'a primary that the replication hears is no life (S1)',
    file: 'verdict.ts',
    find: '  if (hearsPrimary(state)) {',
    replace: '  if (hearsPrimary(state) && now < 0) {',
    // The guard behind it is for a peer that left and came back.
    also: ' || hearsPrimary(state)',
    alsoIn: 'standby.ts',
    promises: ['one-primary-connected'],
  },
  {
    name: 'a promotion does not wait for a primary that the driver hears (S1)',
    file: 'verify.ts',
    find: "  if (step === 'disk-primary') return (plan.forced && unsaid) || (!ordered && hearsPrimary(state))\n",
    replace: "  if (step === 'disk-primary') return plan.forced && unsaid\n",
    promises: ['one-primary-connected'],
    from: 169_535,
  },
  {
    name: 'the slave decides long after the master was let go (D11a)',
    file: 'disk-fitness.ts',
    find: 'export const decideShare = 1.1',
    replace: 'export const decideShare = 6',
    promises: ['promoted-is-current', 'one-line-of-writes'],
  },
  {
    name: 'a copy that is behind leads when both hear each other (S4)',
    file: 'disk-fitness.ts',
    find: "  return peerAlive(state, settings, now) && (related === 'equal' || related === 'theirs-behind')\n",
    replace: "  return peerAlive(state, settings, now) && related !== 'unrelated'\n",
    promises: ['promoted-is-current', 'behind-takes-nothing'],
    script: 'disk-behind-keeps-still.txt',
  },
  {
    name: 'a copy whose peer is only presumed to be behind leads alone (S4)',
    file: 'disk-fitness.ts',
    find: "  return peerBehind !== 'no' && peerBehind !== 'presumed'\n",
    replace: "  return peerBehind !== 'no'\n",
    promises: ['promoted-is-current'],
    plan: 'boot of a copy whose peer was only presumed to be behind, with a disk',
  },
  {
    name: 'a peer that is only presumed to be behind counts as one that cannot lead (D15)',
    file: 'disk-fitness.ts',
    find: "  return peerBehind !== 'no' && peerBehind !== 'presumed'\n",
    replace: "  return peerBehind !== 'no'\n",
    promises: ['manual-waits-for-operator'],
    plan: 'boot of a copy that left its peer to the operator, with a disk',
  },
  {
    name: 'the standing word leads beside a peer that was heard (D4, S5)',
    file: 'disk-fitness.ts',
    find: "settings.soloStart === 'promote' && !heardHere(state) && mayForce(state)",
    replace: "settings.soloStart === 'promote' && mayForce(state)",
    // The guard behind it ends a take by force that is not a lone start.
    also: "  if (accompanied(turn, plan)) {\n    failStep(turn, plan, 'the peer is there: this is no lone start')\n    return\n  }\n",
    alsoIn: 'plan-watch.ts',
    promises: ['no-force-without-operator'],
  },
  {
    name: 'a lone start goes on in company (D4, S5)',
    file: 'plan-watch.ts',
    find: '  if (accompanied(turn, plan)) {\n',
    replace: '  if (accompanied(turn, plan) && turn.now < 0) {\n',
    promises: ['no-force-without-operator'],
    script: 'disk-lone-start-in-company.txt',
  },
  {
    name: 'a take whose question can never be answered any more waits for it (D11a)',
    file: 'plan-watch.ts',
    find: '  if (askedTooLate(turn.state, turn.settings, turn.now)) {\n',
    replace: '  if (askedTooLate(turn.state, turn.settings, turn.now) && turn.now < 0) {\n',
    promises: [playScriptHolds],
    script: 'disk-asked-too-late.txt',
  },
  {
    name: 'an isolated master lets its writes go on (D16)',
    file: 'fence-finding.ts',
    find: "state.phase === 'isolated' || isolated(state, settings, now)",
    replace: 'now < 0',
    // The guard behind it asks for a living witness by itself (D2, D15).
    also: '  if (settings.zones.length > 0 && witnessKnown(state) && witnessesSilent(state, settings, now)) return undefined\n',
    from: 124_019,
    promises: ['one-line-of-writes', 'promoted-is-current'],
  },
  {
    name: 'data is discarded without an order (S5)',
    file: 'repair.ts',
    find: "  if (repair === undefined || victim === '' || victimOf(state, settings, resource) !== victim) return undefined\n  return { victim: victim.slice(0, victimDigits), number: repair.number }\n",
    replace:
      "  const theirs = victimOf(state, settings, resource)\n  return theirs === '' ? undefined : { victim: theirs.slice(0, victimDigits), number: repair?.number ?? 0 }\n",
    promises: ['nothing-discarded'],
  },
  {
    name: 'a victim discards data that the operator did not name (S5)',
    file: 'repair.ts',
    find: '  if (current === undefined || !current.startsWith(asked.victim)) return\n',
    replace: '  if (current === undefined) return\n',
    promises: ['nothing-discarded'],
    script: 'disk-repair-other-data.txt',
  },
  {
    name: 'every promotion is forced (S5)',
    file: 'plan.ts',
    find: 'order(turn, { type: step, id, force: plan.forced })',
    replace: 'order(turn, { type: step, id, force: true })',
    promises: ['no-force-without-operator'],
  },
]

/** Bugs planted in the order of steps, the answers to the kernel, the record, and what is told. */
export const diskMutants: readonly Mutant[] = [
  {
    name: 'mounted before primary (S9)',
    file: 'plan-steps.ts',
    find: "['disk-primary', 'mount']",
    replace: "['mount', 'disk-primary']",
    promises: ['disk-order'],
  },
  {
    name: 'the disk goes before the addresses (S9)',
    file: 'plan-steps.ts',
    find: "return [...first, 'unmount', 'disk-secondary', ...last]",
    replace: "return ['unmount', 'disk-secondary', ...first, ...last]",
    promises: ['disk-order'],
  },
  {
    name: 'released is said with a primary disk (D5)',
    file: 'plan-steps.ts',
    find: "return [...first, 'unmount', 'disk-secondary', ...last]",
    replace: "return [...first, 'unmount', ...last]",
    promises: ['released-holds-no-disk', 'mounted-on-master-only'],
  },
  {
    name: 'leftovers of an earlier run stay mounted (S8)',
    file: 'plan.ts',
    find: "beginPlan(turn, 'release', 'leftovers', releaseSteps(turn, false), forced)",
    replace: "beginPlan(turn, 'release', 'leftovers', ['vip-remove'], forced)",
    promises: ['mounted-on-master-only', 'released-holds-no-disk'],
  },
  {
    name: 'connected counts as in sync (S6)',
    file: 'disk-view.ts',
    find: "  return facts.connection === 'connected' && whole && quiet\n",
    replace: "  return facts.connection === 'connected' && (whole || quiet || facts.sync !== 'none')\n",
    promises: ['planned-move-in-sync', 'promoted-is-current', 'stale-remembered'],
  },
  {
    name: 'a master goes on alone before the slave must have decided (D11a)',
    file: 'alone.ts',
    find: 'const aloneShare = 1.2',
    // The lateness of both drivers is counted besides: it shows where the beats outlive the replication.
    replace: 'const aloneShare = 1',
    promises: ['truthful-fence-answer'],
    script: 'disk-beats-outlive-replication.txt',
  },
  {
    name: 'a machine whose address fell silent for a moment may not lead any more (D6, D15)',
    file: 'alone.ts',
    find: 'elapsed(peerHeardAt, now) < deadMs',
    replace: 'elapsed(peerHeardAt, now) < deadMs / 100',
    from: 13_511,
    promises: ['one-line-of-writes'],
  },
  {
    name: 'an answer to the kernel is not judged again (S10)',
    file: 'fencing.ts',
    find: '  if (proven(turn, resource, now, ask.askedAt)?.code === verdict.code) finishAsk(turn, resource, now, ask, verdict)',
    replace: '  if (now.ask !== undefined) finishAsk(turn, resource, now, ask, verdict)',
    promises: ['truthful-fence-answer'],
  },
  {
    name: 'a copy counts as outdated before it was read back (S10)',
    file: 'outdating.ts',
    find: 'stale === true && behind(view) && state.claim',
    replace: 'stale === true && state.claim',
    promises: ['truthful-fence-answer'],
  },
  {
    name: 'a disk that failed is told to the kernel as an outdated one (S10)',
    file: 'fence-finding.ts',
    find: "  if (block.outdated && (block.disk === 'inconsistent' || block.disk === 'failed'))\n",
    replace: "  if (block.outdated && block.disk === 'inconsistent')\n",
    promises: ['truthful-fence-answer'],
  },
  {
    name: 'stale is forgotten with old facts (S11)',
    file: 'disk-record.ts',
    find: '  if (settles(turn, resource, view)) return settled(next)\n',
    replace: '  if (inSync(facts)) return settled(next)\n',
    promises: ['stale-remembered'],
  },
  {
    name: 'silence never ends a freeze (L8)',
    file: 'fence-finding.ts',
    find: '  if (!isDead(verdict) || now < later(aloneAt(state, settings), provenAt(state, settings))) return undefined\n',
    replace: '  if (!isDead(verdict) || now > state.startedAt) return undefined\n',
    promises: ['not-frozen-for-ever'],
  },
  {
    name: 'what a peer that leaves says after its disconnect counts as a loss (FO-24)',
    file: 'disk-fitness.ts',
    find: '  if (!(block.inSync || left) || block.outdate',
    replace: '  if (!block.inSync || block.outdate',
    promises: ['orderly-leave-hands-over'],
  },
  {
    name: 'a split brain has no name (FO-23)',
    file: 'condition.ts',
    find: "  if (diverged(state, settings)) return 'split-brain'\n",
    replace: '',
    promises: ['split-brain-told'],
  },
  {
    name: 'identifiers of a half-written copy are a split brain (SB-1)',
    file: 'divergence.ts',
    find: "  if (heard && (mine?.disk === 'inconsistent' || theirs.disk === 'inconsistent')) return false\n",
    replace:
      "  if (heard && (mine?.disk === 'inconsistent' || theirs.disk === 'inconsistent'))\n    return relate(mine?.generation, theirs.generation) === 'diverged'\n",
    promises: ['split-brain-is-true'],
  },
  {
    name: 'what stands alone is never connected again',
    file: 'outdating.ts',
    find: "  if (view.facts.connection !== 'stand-alone' || now < view.connectAt || state.leaving !== 'no') return\n",
    replace: "  if (now < view.connectAt || state.leaving !== 'no' || view.facts.connection !== 'unknown') return\n",
    promises: ['whole-after-heal'],
  },
]
