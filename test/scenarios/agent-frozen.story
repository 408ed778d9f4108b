# The agent of the master hangs for two dead times: its lease ends, the slave takes over, the old master gives way.

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
  60.000s *** stop-agent master for 40s
  60.000s master agent stopped by a signal
  64.522s slave tells peer-late: late; no beat on any path for 5000 ms
  64.522s slave verdict late
  67.735s master holds 0 of 1
  67.740s ok  master holds nothing (after 7740 ms)
  79.513s slave tells path-lost: cable
  79.513s slave tells path-lost: lan
  79.522s slave tells path-lost: serial
  79.522s slave tells links-cut: links-cut; no beat on any path for 20000 ms; the peer answers for the virtual address in lan
  79.522s slave verdict links-cut
  79.774s slave verdict gathering
  80.024s slave tells peer-dead: agent-dead; no beat on any path for 20502 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
  80.024s slave tells takeover: agent-dead; no beat on any path for 20502 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
  80.024s slave tells move-begun: taking; cause: takeover
  80.024s slave running-slave => taking-over
  80.024s slave verdict agent-dead
  80.028s slave holds 1 of 1
  80.028s slave tells move-done: running master; vip-add 4.2 ms; 4.2 ms in all
  80.028s slave taking-over => running-master
  80.030s ok  slave is running-master (after 12290 ms)
 100.000s master agent goes on
 100.000s master tells claim-lapsed: stalled for 39988 ms
 100.000s master tells conflict-lost: one of the claims was interrupted
 100.000s master tells move-begun: giving up; cause: conflict
 100.000s master running-master => releasing
 100.000s master tells one-way: serial
 100.000s master tells one-way: cable
 100.000s master tells one-way: lan
 100.000s master tells witness-lost: 
 100.000s slave tells path-back: cable
 100.000s slave tells peer-up: alive
 100.000s slave verdict alive
 100.000s slave tells path-back: lan
 100.001s master tells witness-back: 
 100.005s master tells move-done: released; vip-remove 5 ms; 5 ms in all
 100.005s master releasing => running-slave
 100.009s slave tells path-back: serial
 101.000s ok  master is running-slave (after 0 ms)
 131.000s ok  slave holds all (for 30s)
