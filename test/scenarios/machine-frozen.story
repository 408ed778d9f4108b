# The whole master is frozen with its clock for a minute and wakes up with its addresses: it gives them up at once (F33).

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
  60.000s *** freeze master for 60s
  60.000s master machine frozen
  60.000s master holds 1 of 1
  64.522s slave tells peer-late: late; no beat on any path for 5000 ms
  64.522s slave verdict late
  79.513s slave tells path-lost: cable
  79.513s slave tells path-lost: lan
  79.522s slave tells path-lost: serial
  79.522s slave verdict gathering
  79.523s slave tells peer-dead: silent-dead; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
  79.523s slave tells takeover: silent-dead; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
  79.523s slave tells move-begun: taking; cause: takeover
  79.523s slave running-slave => taking-over
  79.523s slave verdict silent-dead
  79.524s slave holds 1 of 1
  79.524s slave tells move-done: running master; vip-add 0.8 ms; 0.8 ms in all
  79.524s slave taking-over => running-master
  79.525s ok  slave is running-master (after 19525 ms)
 120.000s master machine thawed
 120.000s master holds 1 of 1
 120.000s master tells claim-lapsed: stalled for 5001 ms
 120.000s slave tells conflict-won: one of the claims was interrupted
 120.000s slave tells path-back: cable
 120.000s slave tells peer-up: alive
 120.000s slave verdict alive
 120.000s slave tells path-back: lan
 120.000s master tells conflict-lost: one of the claims was interrupted
 120.000s master tells move-begun: giving up; cause: conflict
 120.000s master running-master => releasing
 120.001s slave tells conflict-over: term 2, heard 1
 120.005s master holds 0 of 1
 120.005s master tells move-done: released; vip-remove 4.9 ms; 4.9 ms in all
 120.005s master releasing => running-slave
 120.009s slave tells path-back: serial
 121.000s ok  master holds nothing (after 0 ms)
 151.000s ok  slave is running-master (for 30s)
