/**
 * What did a real service systemd print of units in each state?
 *
 * `systemctl show` of systemd 252 (Debian 12), recorded on 2026-11-21, its blocks as they came. Left out here and
 * made from the others: a unit of a boot script, and one that left processes behind, which want a system instance.
 */

/** The properties of one unit, as they are printed. */
export type Block = {
  readonly id: string
  readonly load?: string
  readonly active?: string
  readonly sub?: string
  readonly file?: string
  readonly result?: string
  readonly restarts?: number
  readonly tasks?: string
  readonly wantedBy?: string
}

/** One block in the order of systemd 252. */
export function blockText(block: Block): string {
  const { id, load = 'loaded', active = 'inactive', sub = 'dead', file = 'disabled', result = 'success' } = block
  const { restarts = 0, tasks = '[not set]', wantedBy = '' } = block
  return [
    `Result=${result}`,
    `NRestarts=${restarts}`,
    `TasksCurrent=${tasks}`,
    `Id=${id}`,
    'RequiredBy=',
    `WantedBy=${wantedBy}`,
    `LoadState=${load}`,
    `ActiveState=${active}`,
    `SubState=${sub}`,
    `UnitFileState=${file}`,
    '',
  ].join('\n')
}

/** What was printed of several units. */
export function showText(blocks: readonly Block[]): string {
  return blocks.map(blockText).join('\n')
}

/** Units in the states in which they were recorded. */
export const recordedBlocks = {
  running: { id: 'good.service', active: 'active', sub: 'running' },
  stopped: { id: 'good.service' },
  enabled: { id: 'good.service', file: 'enabled', wantedBy: 'default.target' },
  restarted: { id: 'dying.service', active: 'active', sub: 'running', file: 'static', restarts: 2 },
  restarting: {
    id: 'dying.service',
    active: 'activating',
    sub: 'auto-restart',
    file: 'static',
    result: 'exit-code',
    restarts: 2,
  },
  failed: { id: 'broken.service', active: 'failed', sub: 'failed', file: 'static', result: 'exit-code' },
  wrong: { id: 'bad.service', load: 'bad-setting', file: 'static' },
  starting: { id: 'slow.service', active: 'activating', sub: 'start', file: 'static' },
  masked: { id: 'masked.service', load: 'masked', file: 'masked' },
  missing: { id: 'nowhere.service', load: 'not-found', file: '' },
} satisfies Readonly<Record<string, Block>>
