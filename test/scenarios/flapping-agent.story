# The agent of the master crashes again soon after each failback and comes back held, so that the slave takes a vacancy, not
# over from a dead peer: the second time automatic failback stops all the same (D4).

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
  30.000s *** power-cut master
  30.000s master power off
  30.000s master holds 0 of 1
  34.522s slave tells peer-late: late; no beat on any path for 5001 ms
  34.522s slave verdict late
  49.513s slave tells path-lost: cable
  49.513s slave tells path-lost: lan
  49.522s slave tells path-lost: serial
  49.522s slave verdict gathering
  49.523s slave tells peer-dead: powered-off; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
  49.523s slave tells takeover: powered-off; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
  49.523s slave tells move-begun: taking; cause: takeover
  49.523s slave running-slave => taking-over
  49.523s slave verdict powered-off
  49.527s slave holds 1 of 1
  49.527s slave tells move-done: running master; vip-add 4.2 ms; 4.2 ms in all
  49.527s slave taking-over => running-master
  49.530s ok  slave is running-master (after 19530 ms)
  60.000s *** power-on master
  60.000s master power on
  60.025s slave tells peer-dead: silent-dead; no beat on any path for 30503 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
  60.025s slave verdict silent-dead
  60.049s slave tells peer-dead: agent-dead; no beat on any path for 30528 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
  60.049s slave verdict agent-dead
  62.000s master agent starts, run 2
  62.000s master tells started: term 2
  62.000s master tells peer-up: alive
  62.000s master verdict alive
  62.001s slave tells peer-up: alive
  62.001s slave verdict alive
  62.001s slave tells path-back: cable
  62.001s slave tells path-back: lan
  62.001s master tells path-back: cable
  62.001s master tells standing-by: the peer is running-master
  62.001s master starting => running-slave
  62.001s master tells path-back: lan
  62.009s slave tells path-back: serial
  62.010s master tells path-back: serial
  62.501s slave tells conflict-over: term 2, heard 2
  67.501s slave tells failback-begun: 
  67.501s slave tells order-accepted: cause: automatic-failback; master shall be running master
  67.502s slave tells move-begun: giving up; cause: automatic-failback
  67.502s slave running-master => releasing
  67.508s slave holds 0 of 1
  67.508s slave tells move-done: released; vip-remove 5.9 ms; 5.9 ms in all
  67.508s slave releasing => running-slave
  67.508s master tells move-begun: taking; cause: automatic-failback
  67.508s master running-slave => taking-over
  67.512s master holds 1 of 1
  67.512s master tells move-done: running master; vip-add 4 ms; 4 ms in all
  67.512s master taking-over => running-master
  67.515s ok  master is running-master (after 7515 ms)
  90.000s *** order master hold
  90.000s master operator orders hold
  90.000s master tells held: 
  91.000s *** kill-agent master for 12s
  91.000s master agent killed
  95.502s slave tells peer-late: late; no beat on any path for 5001 ms
  95.502s slave verdict late
 100.577s master holds 0 of 1
 103.000s master agent starts, run 3
 103.000s master tells started: term 5
 103.000s master tells peer-up: alive
 103.000s master verdict alive
 103.001s slave tells peer-up: alive
 103.001s slave verdict alive
 103.001s master tells path-back: cable
 103.001s master tells standing-by: the peer is running-slave
 103.001s master starting => held
 103.001s master tells path-back: lan
 103.001s slave tells boot-vacant: the peer cannot take
 103.001s slave tells move-begun: taking; cause: vacant
 103.001s slave running-slave => taking-over
 103.010s master tells path-back: serial
 103.502s slave tells move-step: verify; 500.6 ms
 103.506s slave holds 1 of 1
 103.506s slave tells move-step: vip-add; 4.9 ms
 103.506s slave tells move-done: running master; verify 500.6 ms; vip-add 4.9 ms; 505.5 ms in all
 103.506s slave tells conflict-over: term 5, heard 5
 103.506s slave taking-over => running-master
 103.510s ok  slave is running-master (after 12510 ms)
 120.000s *** order master unhold
 120.000s master operator orders unhold
 120.000s master tells unheld: 
 120.000s master held => running-slave
 160.001s slave tells failback-begun: 
 160.001s slave tells order-accepted: cause: automatic-failback; master shall be running master
 160.001s slave tells move-begun: giving up; cause: automatic-failback
 160.001s slave running-master => releasing
 160.005s slave holds 0 of 1
 160.005s slave tells move-done: released; vip-remove 4 ms; 4 ms in all
 160.005s slave releasing => running-slave
 160.005s master tells move-begun: taking; cause: automatic-failback
 160.005s master running-slave => taking-over
 160.006s master holds 1 of 1
 160.006s master tells move-done: running master; vip-add 0.4 ms; 0.4 ms in all
 160.006s master taking-over => running-master
 160.010s ok  master is running-master (after 40010 ms)
 190.000s *** order master hold
 190.000s master operator orders hold
 190.000s master tells held: 
 191.000s *** kill-agent master for 12s
 191.000s master agent killed
 195.502s slave tells peer-late: late; no beat on any path for 5000 ms
 195.502s slave verdict late
 200.473s master holds 0 of 1
 203.000s master agent starts, run 4
 203.000s master tells started: term 8
 203.000s master tells peer-up: alive
 203.000s master verdict alive
 203.001s slave tells peer-up: alive
 203.001s slave verdict alive
 203.001s master tells path-back: cable
 203.001s master tells standing-by: the peer is running-slave
 203.001s master starting => held
 203.001s master tells path-back: lan
 203.001s slave tells boot-vacant: the peer cannot take
 203.001s slave tells failback-stopped: 2 takeovers after failbacks
 203.001s slave tells move-begun: taking; cause: vacant
 203.001s slave running-slave => taking-over
 203.010s master tells path-back: serial
 204.002s slave tells move-step: verify; 1000.7 ms
 204.003s slave holds 1 of 1
 204.003s slave tells move-step: vip-add; 1.5 ms
 204.003s slave tells move-done: running master; verify 1000.7 ms; vip-add 1.5 ms; 1002.2 ms in all
 204.003s slave tells conflict-over: term 8, heard 8
 204.003s slave taking-over => running-master
 204.005s ok  slave is running-master (after 13005 ms)
 220.000s *** order master unhold
 220.000s master operator orders unhold
 220.000s master tells unheld: 
 220.000s master held => running-slave
 520.000s ok  slave is running-master (for 300s)
