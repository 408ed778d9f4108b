# A planned release hangs and the links are cut meanwhile: the slave takes over from the silent master. When the step of
# the master is overdue it would take back, asks for the addresses first, and finds the slave (D5, VIP-18).

   0.000s *** power-on both
   0.000s master power on
   0.000s slave power on
   2.000s master agent starts, run 1
   2.000s master tells started: term 0
   2.000s slave agent starts, run 1
   2.000s slave tells started: term 0
   2.000s master tells peer-up: alive
   2.000s master verdict alive
   2.000s slave tells peer-up: alive
   2.000s slave verdict alive
   2.001s slave tells path-back: cable
   2.001s slave tells standing-by: the peer is starting
   2.001s slave starting => running-slave
   2.001s slave tells path-back: lan
   2.001s master tells path-back: cable
   2.001s master tells standing-by: the peer is starting
   2.001s master starting => running-slave
   2.001s master tells path-back: lan
   2.007s master tells boot-vacant: the peer cannot take
   2.007s master tells move-begun: taking; cause: vacant
   2.007s master running-slave => taking-over
   2.009s slave tells path-back: serial
   2.009s master tells path-back: serial
   2.508s master tells move-step: verify; 500.9 ms
   2.512s master holds 1 of 1
   2.512s master tells move-step: vip-add; 4.2 ms
   2.512s master tells move-done: running master; verify 500.9 ms; vip-add 4.2 ms; 505.1 ms in all
   2.512s master taking-over => running-master
   2.515s ok  master is running-master (after 2515 ms)
  60.000s *** hands hang
  60.000s *** order master make-slave
  60.000s master operator orders make-slave
  60.000s master tells order-accepted: cause: make-slave; slave shall be running master
  60.000s master tells move-begun: giving up; cause: make-slave
  60.000s master running-master => releasing
  60.500s *** hands work
  60.500s *** cut all
  61.010s slave tells peer-late: late; no beat on any path for 1000 ms
  61.010s slave tells order-expired: ready
  61.010s slave verdict late
  61.010s master tells peer-late: late; no beat on any path for 1001 ms
  61.010s master verdict late
  61.613s master holds 0 of 1
  64.001s master tells path-lost: cable
  64.001s master tells path-lost: lan
  64.009s master tells path-lost: serial
  64.009s master tells peer-dead: agent-dead; no beat on any path for 4000 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
  64.009s master verdict agent-dead
  64.010s slave tells path-lost: serial
  64.010s slave tells path-lost: cable
  64.010s slave tells path-lost: lan
  64.010s slave tells links-cut: links-cut; no beat on any path for 4001 ms; the peer answers for the virtual address in lan
  64.010s slave verdict links-cut
  64.261s slave verdict gathering
  64.511s slave tells peer-dead: agent-dead; no beat on any path for 4502 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
  64.511s slave tells takeover: agent-dead; no beat on any path for 4502 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
  64.511s slave tells move-begun: taking; cause: takeover
  64.511s slave running-slave => taking-over
  64.511s slave verdict agent-dead
  64.514s slave holds 1 of 1
  64.514s slave tells move-done: running master; vip-add 3.4 ms; 3.4 ms in all
  64.514s slave taking-over => running-master
  64.515s ok  slave is running-master (after 4015 ms)
  70.001s master tells move-failed: vip-remove: timed out after 10000 ms; taking back
  70.001s master tells move-begun: taking; cause: taken-back
  70.001s master releasing => taking-over
  70.001s master tells links-cut: links-cut; no beat on any path for 9992 ms; the peer answers for the virtual address in lan
  70.001s master tells move-failed: peer answers for the address in lan
  70.001s master taking-over => running-slave
  70.001s master verdict links-cut
  70.005s ok  master is running-slave (after 5490 ms)
  70.005s ok  master answers failed (after 0 ms)
 100.001s master tells order-expired: released
 100.005s ok  slave holds all (for 30s)
 120.000s *** mend all
 120.002s slave tells path-back: cable
 120.002s slave tells peer-up: alive
 120.002s slave verdict alive
 120.002s slave tells path-back: lan
 120.002s master tells path-back: cable
 120.002s master tells peer-up: alive
 120.002s master verdict alive
 120.002s master tells path-back: lan
 120.010s slave tells path-back: serial
 120.511s master tells path-back: serial
 180.000s ok  slave is running-master (for 60s)
 181.000s ok  master holds nothing (for 1s)
