# The slave serves and stands still with its clock shortly before the failback is due: whether the master stood by meanwhile
# nobody knows, so the steady time begins anew (D4, C5).

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
  60.000s *** power-cut master
  60.000s master power off
  60.000s master holds 0 of 1
  60.522s slave tells peer-late: late; no beat on any path for 1000 ms
  60.522s slave verdict late
  63.513s slave tells path-lost: cable
  63.513s slave tells path-lost: lan
  63.522s slave tells path-lost: serial
  63.522s slave tells peer-dead: powered-off; no beat on any path for 4001 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
  63.522s slave tells takeover: powered-off; no beat on any path for 4001 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
  63.522s slave tells move-begun: taking; cause: takeover
  63.522s slave running-slave => taking-over
  63.522s slave verdict powered-off
  63.525s slave holds 1 of 1
  63.525s slave tells move-done: running master; vip-add 2.4 ms; 2.4 ms in all
  63.525s slave taking-over => running-master
  63.525s ok  slave is running-master (after 3525 ms)
  80.000s *** power-on master
  80.000s master power on
  80.011s slave tells peer-dead: silent-dead; no beat on any path for 20489 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
  80.011s slave verdict silent-dead
  80.056s slave tells peer-dead: agent-dead; no beat on any path for 20534 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
  80.056s slave verdict agent-dead
  82.000s master agent starts, run 2
  82.000s master tells started: term 2
  82.000s master tells peer-up: alive
  82.000s master verdict alive
  82.001s slave tells peer-up: alive
  82.001s slave verdict alive
  82.001s slave tells path-back: cable
  82.001s slave tells path-back: lan
  82.001s master tells path-back: cable
  82.001s master tells standing-by: the peer is running-master
  82.001s master starting => running-slave
  82.001s master tells path-back: lan
  82.009s slave tells path-back: serial
  82.010s master tells path-back: serial
  82.502s slave tells conflict-over: term 2, heard 2
 100.000s *** freeze slave for 3000ms
 100.000s slave machine frozen
 100.000s slave holds 1 of 1
 100.511s master tells peer-late: late; no beat on any path for 1000 ms
 100.511s master verdict late
 103.000s slave machine thawed
 103.000s slave holds 1 of 1
 103.000s slave tells claim-lapsed: stalled for 1001 ms
 103.000s master tells peer-up: alive
 103.000s master verdict alive
 103.001s slave tells claim-resumed: a fresh beat shows that the peer does not claim
 122.500s ok  slave is running-master (for 19s)
 123.001s slave tells failback-begun: 
 123.001s slave tells order-accepted: cause: automatic-failback; master shall be running master
 123.002s slave tells move-begun: giving up; cause: automatic-failback
 123.002s slave running-master => releasing
 123.006s slave holds 0 of 1
 123.006s slave tells move-done: released; vip-remove 4.3 ms; 4.3 ms in all
 123.006s slave releasing => running-slave
 123.006s master tells move-begun: taking; cause: automatic-failback
 123.006s master running-slave => taking-over
 123.011s master holds 1 of 1
 123.011s master tells move-done: running master; vip-add 4.7 ms; 4.7 ms in all
 123.011s master taking-over => running-master
 123.015s ok  master is running-master (after 515 ms)
