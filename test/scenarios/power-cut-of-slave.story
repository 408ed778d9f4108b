# The slave loses its power: nothing changes for the users.

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
  60.000s *** power-cut slave
  60.000s slave power off
  64.522s master tells peer-late: late; no beat on any path for 5000 ms
  64.522s master verdict late
  79.513s master tells path-lost: cable
  79.513s master tells path-lost: lan
  79.523s master tells path-lost: serial
  79.523s master tells peer-dead: powered-off; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
  79.523s master verdict powered-off
 120.000s ok  master is running-master (for 60s)
 130.000s *** power-on slave
 130.000s slave power on
 130.022s master tells peer-dead: silent-dead; no beat on any path for 70500 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
 130.022s master verdict silent-dead
 130.145s master tells peer-dead: agent-dead; no beat on any path for 70623 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
 130.145s master verdict agent-dead
 132.000s slave agent starts, run 2
 132.000s slave tells started: term 2
 132.000s slave tells peer-up: alive
 132.000s slave verdict alive
 132.001s master tells peer-up: alive
 132.001s master verdict alive
 132.001s master tells path-back: cable
 132.001s master tells path-back: lan
 132.001s slave tells path-back: cable
 132.001s slave tells standing-by: the peer is running-master
 132.001s slave starting => running-slave
 132.001s slave tells path-back: lan
 132.005s ok  slave is running-slave (after 2005 ms)
 132.009s master tells path-back: serial
 132.010s slave tells path-back: serial
 132.517s master tells conflict-over: term 1, heard 2
 162.005s ok  master holds all (for 30s)
