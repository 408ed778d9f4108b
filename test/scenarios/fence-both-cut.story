# Every path is cut and the networks are split, but both nodes see hosts: what class A excepts. With devices one is left.

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
  60.000s *** cut all
  60.000s *** split
  64.522s slave tells peer-late: late; no beat on any path for 5000 ms
  64.522s slave verdict late
  64.523s master tells peer-late: late; no beat on any path for 5001 ms
  64.523s master verdict late
  79.513s master tells path-lost: cable
  79.513s master tells path-lost: lan
  79.514s slave tells path-lost: cable
  79.514s slave tells path-lost: lan
  79.522s master tells path-lost: serial
  79.522s master tells peer-dead: silent-dead; no beat on any path for 20000 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
  79.522s master verdict silent-dead
  79.522s slave tells path-lost: serial
  79.522s slave tells peer-dead: silent-dead; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
  79.522s slave tells fence-begun: the takeover waits for it
  79.522s slave verdict silent-dead
  82.031s master switched off by the device
  82.031s master power off
  82.031s master holds 0 of 1
  82.533s slave tells fence-done: 3011 ms
  82.533s slave tells takeover: silent-dead; no beat on any path for 23011 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
  82.533s slave tells move-begun: taking; cause: takeover
  82.533s slave running-slave => taking-over
  82.536s slave holds 1 of 1
  82.536s slave tells move-done: running master; vip-add 2.6 ms; 2.6 ms in all
  82.536s slave taking-over => running-master
  82.540s ok  slave is running-master (after 22540 ms)
  82.540s ok  master holds nothing (after 0 ms)
 112.540s ok  slave holds all (for 30s)
