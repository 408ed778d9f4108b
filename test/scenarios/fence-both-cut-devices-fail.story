# Every path is cut and no device works: nobody takes, and after the heal all is as it was.

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
  50.000s *** device slave fails
  50.000s *** device master fails
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
  81.320s slave tells fence-failed: the device does not answer; tried again in 2 s
  83.320s slave tells fence-begun: the takeover waits for it
  84.489s slave tells fence-failed: the device does not answer; tried again in 4 s
  88.490s slave tells fence-begun: the takeover waits for it
  89.385s slave tells fence-failed: the device does not answer; tried again in 8 s
  97.386s slave tells fence-begun: the takeover waits for it
  99.173s slave tells fence-failed: the device does not answer; tried again in 16 s
 115.174s slave tells fence-begun: the takeover waits for it
 115.509s slave tells fence-failed: the device does not answer; tried again in 32 s
 120.000s ok  slave holds nothing (for 60s)
 121.000s ok  master holds all (for 1s)
 122.000s *** order slave make-master
 122.000s slave operator orders make-master
 122.000s slave tells order-refused: not-fenced
 122.000s ok  slave answers refused not-fenced (after 0 ms)
 125.000s ok  slave holds nothing (for 3s)
 130.000s *** unsplit
 130.000s *** mend all
 130.001s master tells path-back: cable
 130.001s master tells peer-up: alive
 130.001s master verdict alive
 130.001s master tells path-back: lan
 130.013s slave tells path-back: cable
 130.013s slave tells peer-up: alive
 130.013s slave verdict alive
 130.013s slave tells path-back: lan
 130.015s ok  slave judges alive (after 15 ms)
 130.022s master tells path-back: serial
 130.522s slave tells path-back: serial
 190.015s ok  master is running-master (for 60s)
 250.015s ok  slave holds nothing (for 60s)
