/**
 * Cases for packaging/release/hapair-release: a list that is wrong anywhere is not followed at all.
 */
import { test } from 'tap'
import { inRoom, listText } from './lab-room.ts'

const first = { device: 'lan0', address: '10.9.0.100', prefix: 24 }

const good = listText({ addresses: [first], units: ['a.service'] }, { reset: '/nowhere' })
const wrongLists: Readonly<Record<string, string>> = {
  'cut off': good.replace('end\n', ''),
  'of another version': good.replace('list 1', 'list 2'),
  empty: '',
  'with two agents': good.replace('lease', 'agent 5 5\nlease'),
  'without a lease': good.replace(/^lease .*\n/m, ''),
  'with an unknown word': good.replace('end\n', 'remove /\nend\n'),
  'with a line after its end': `${good}unit b.service\n`,
  'with an option for a unit': good.replace('unit a.service', 'unit --all.service'),
  'with two units in a line': good.replace('unit a.service', 'unit a.service b.service'),
  'with a command for a unit': good.replace('a.service', '$(reboot).service'),
  'with an address of more words': good.replace('/24', '/24 dev lo'),
  'with a relative mount': good.replace('end\n', 'mount srv\nend\n'),
  'with a resource that is an option': good.replace('end\n', 'resource --all 0\nend\n'),
  'with a number that is none': good.replace(/^limit .*$/m, 'limit 1;reboot'),
}

void test('a list that is wrong anywhere is not followed at all', (t) => {
  for (const [what, list] of Object.entries(wrongLists)) {
    const { output, calls } = inRoom(t.testdir(), {
      list,
      script: `ip addr add 10.9.0.100/24 dev lan0; hapair_release --now $ROOM/list; echo code $?; ip -oneline addr show dev lan0`,
    })
    t.match(output, /code 1/, what)
    t.match(output, /is wrong, nothing is released: /, what)
    t.match(output, /inet 10\.9\.0\.100\/24/, what)
    t.strictSame(calls, [], what)
  }
  t.end()
})
