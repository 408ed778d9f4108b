# The master loses its power in a pair with fencing devices: the slave has it switched off, and takes over after that word.

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
  50.000s *** device slave takes 3s
  60.000s *** power-cut master
  60.000s master power off
  60.000s master holds 0 of 1
  64.522s slave tells peer-late: late; no beat on any path for 5000 ms
  64.522s slave verdict late
  79.513s slave tells path-lost: cable
  79.513s slave tells path-lost: lan
  79.523s slave tells path-lost: serial
  79.523s slave tells peer-dead: powered-off; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
  79.523s slave tells fence-begun: the takeover waits for it
  79.523s slave verdict powered-off
  82.000s ok  slave holds nothing (for 2s)
  82.533s slave tells fence-done: 3011 ms
  82.533s slave tells takeover: powered-off; no beat on any path for 23011 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
  82.533s slave tells move-begun: taking; cause: takeover
  82.533s slave running-slave => taking-over
  82.536s slave holds 1 of 1
  82.536s slave tells move-done: running master; vip-add 2.2 ms; 2.2 ms in all
  82.536s slave taking-over => running-master
  82.540s ok  slave is running-master (after 540 ms)
  82.540s ok  slave holds all (after 0 ms)
 120.000s *** power-on master
 120.000s master power on
 120.042s slave tells peer-dead: silent-dead; no beat on any path for 60520 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
 120.042s slave verdict silent-dead
 120.111s slave tells peer-dead: agent-dead; no beat on any path for 60589 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
 120.111s slave tells fence-void: the peer's own address answers
 120.111s slave verdict agent-dead
 122.000s master agent starts, run 2
 122.000s master tells started: term 2
 122.000s master tells peer-up: alive
 122.000s master verdict alive
 122.001s slave tells peer-up: alive
 122.001s slave verdict alive
 122.001s slave tells path-back: cable
 122.001s slave tells path-back: lan
 122.001s master tells path-back: cable
 122.001s master tells standing-by: the peer is running-master
 122.001s master starting => running-slave
 122.001s master tells path-back: lan
 122.005s ok  master is running-slave (after 2005 ms)
 122.009s slave tells path-back: serial
 122.010s master tells path-back: serial
 122.501s slave tells conflict-over: term 2, heard 2
 182.005s ok  slave is running-master (for 60s)
