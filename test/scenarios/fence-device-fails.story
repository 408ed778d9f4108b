# The device of the slave fails while the master is dead: nothing is taken, loudly, until it works again or the operator uses force.

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
  81.320s slave tells fence-failed: the device does not answer; tried again in 2 s
  83.320s slave tells fence-begun: the takeover waits for it
  84.489s slave tells fence-failed: the device does not answer; tried again in 4 s
  88.490s slave tells fence-begun: the takeover waits for it
  89.384s slave tells fence-failed: the device does not answer; tried again in 8 s
  97.385s slave tells fence-begun: the takeover waits for it
  99.172s slave tells fence-failed: the device does not answer; tried again in 16 s
 115.173s slave tells fence-begun: the takeover waits for it
 115.508s slave tells fence-failed: the device does not answer; tried again in 32 s
 120.000s ok  slave holds nothing (for 60s)
 120.000s *** order slave make-master
 120.000s slave operator orders make-master
 120.000s slave tells order-refused: not-fenced
 120.000s ok  slave answers refused not-fenced (after 0 ms)
 130.000s *** order slave make-master --force
 130.000s slave operator orders make-master --force
 130.000s slave tells order-accepted: make-master; forced: peer not demoted
 130.000s slave tells move-begun: taking; cause: make-master
 130.000s slave running-slave => taking-over
 130.004s slave holds 1 of 1
 130.004s slave tells move-done: running master; vip-add 4.1 ms; 4.1 ms in all
 130.004s slave taking-over => running-master
 130.005s ok  slave is running-master (after 5 ms)
 130.005s ok  slave holds all (after 0 ms)
