import { LabPair } from './lab-pair.ts'
const pair = await LabPair.create()
try {
  const { spawn } = await import('node:child_process')
  const dump = spawn('ip', ['netns','exec',`${pair.lab.prefix}s`,'tcpdump','-lni','lan0','arp','or','icmp'], {stdio:['ignore','inherit','ignore']})
  await pair.normal()
  if (process.argv[2] === 'wait') await new Promise((r) => setTimeout(r, Number(process.argv[3])))
  const before = await pair.status('s')
  console.log(before?.witness, before?.peer.verdict)
  console.log('---- cut'); pair.lab.powerCut('m')
  await pair.untilOwner('s', 4000).catch((e) => console.log(String(e)))
  const st = await pair.status('s')
  console.log(st?.phase, st?.peer.verdict, st?.peer.evidence, st?.witness)
  for (const line of await pair.journal('s')) console.log(line.monotonicMs, line.reason, line.facts.join('; '))
} finally { dump.kill(); pair.destroy() }
process.exit(0)
