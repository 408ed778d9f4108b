import { Pair } from './pair.ts'
const pair = Pair.running({ failback: 'manual' })
pair.master.hands['vip-remove'] = 'fail'
const show = (from: number, to = 1e9) => {
  for (const e of pair.story)
    if (e.at >= from && e.at < to) {
      if (e.effect.type === 'tell') console.log(e.at, e.node, e.effect.told.reason, e.effect.told.facts.join('; '))
      else if (e.effect.type === 'answer') console.log(e.at, e.node, JSON.stringify(e.effect))
      else if (e.effect.type === 'send-beat' && e.effect.beat.path === 0 && e.effect.beat.order)
        console.log(e.at, e.node, 'beat', JSON.stringify(e.effect.beat.order), e.effect.beat.phase)
      else if (
        !['send-beat', 'probe', 'ask-witnesses', 'vip-renew', 'remember', 'feed-watchdog', 'announce'].includes(
          e.effect.type,
        )
      )
        console.log(e.at, e.node, e.effect.type)
    }
}
const h = pair.now
pair.order('master', 'make-slave')
pair.run(40)
show(h)
console.log(pair.phases(), pair.owners())
