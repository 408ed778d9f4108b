# The master comes back with other settings than the slave: no automatic failback while they differ (S17).

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
  64.522s slave tells peer-late: late; no beat on any path for 5000 ms
  64.522s slave verdict late
  79.513s slave tells path-lost: cable
  79.513s slave tells path-lost: lan
  79.523s slave tells path-lost: serial
  79.523s slave tells peer-dead: powered-off; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
  79.523s slave tells takeover: powered-off; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
  79.523s slave tells move-begun: taking; cause: takeover
  79.523s slave running-slave => taking-over
  79.523s slave verdict powered-off
  79.526s slave holds 1 of 1
  79.526s slave tells move-done: running master; vip-add 3.1 ms; 3.1 ms in all
  79.526s slave taking-over => running-master
  79.530s ok  slave is running-master (after 19530 ms)
 100.000s *** power-on master
 100.000s master power on
 100.050s slave tells peer-dead: silent-dead; no beat on any path for 40528 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
 100.050s slave verdict silent-dead
 100.067s slave tells peer-dead: agent-dead; no beat on any path for 40545 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
 100.067s slave verdict agent-dead
 102.000s master agent starts, run 2
 102.000s master tells started: term 2
 102.000s master tells peer-up: alive
 102.000s master verdict alive
 102.001s slave tells peer-up: alive
 102.001s slave verdict alive
 102.001s slave tells path-back: cable
 102.001s slave tells path-back: lan
 102.001s master tells path-back: cable
 102.001s master tells standing-by: the peer is running-master
 102.001s master starting => running-slave
 102.001s master tells path-back: lan
 102.005s ok  master is running-slave (after 2005 ms)
 102.009s slave tells path-back: serial
 102.010s master tells path-back: serial
 102.502s slave tells conflict-over: term 2, heard 2
 112.000s *** change-settings master
 112.000s master tells settings-changed: 
 112.000s master tells settings-differ: 
 112.000s slave tells settings-differ: 
 232.000s ok  slave is running-master (for 120s)
