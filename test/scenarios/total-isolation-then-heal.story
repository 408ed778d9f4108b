# Every path is cut and the networks are split, but both nodes see hosts: two owners cannot be avoided without a
# fencing device (D15). The heal ends in one owner by the rule of D1.

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
  79.522s slave tells takeover: silent-dead; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
  79.522s slave tells move-begun: taking; cause: takeover
  79.522s slave running-slave => taking-over
  79.522s slave verdict silent-dead
  79.525s slave holds 1 of 1
  79.525s slave tells move-done: running master; vip-add 2.2 ms; 2.2 ms in all
  79.525s slave taking-over => running-master
  79.525s ok  slave is running-master (after 19525 ms)
  84.525s ok  master holds all (for 5s)
 120.000s *** unsplit
 120.000s *** mend all
 120.013s slave tells conflict-lost: the claims differ in age by 77514 ms
 120.013s slave tells move-begun: giving up; cause: conflict
 120.013s slave tells path-back: cable
 120.013s slave tells peer-up: alive
 120.013s slave running-master => releasing
 120.013s slave verdict alive
 120.013s slave tells path-back: lan
 120.013s master tells path-back: cable
 120.013s master tells peer-up: alive
 120.013s master verdict alive
 120.013s master tells path-back: lan
 120.016s slave holds 0 of 1
 120.016s slave tells move-done: released; vip-remove 2.6 ms; 2.6 ms in all
 120.016s slave releasing => running-slave
 120.017s master tells conflict-over: term 1, heard 2
 120.020s ok  slave is running-slave (after 20 ms)
 120.020s ok  slave holds nothing (after 0 ms)
 120.022s master tells path-back: serial
 120.522s slave tells path-back: serial
 180.020s ok  master is running-master (for 60s)
