# The device of the slave hangs, then fails, then works: the order is given again by itself, and the slave takes over.

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
  50.000s *** device slave hangs
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
  91.523s slave tells fence-failed: no answer within 12000 ms; tried again in 2 s
  93.524s slave tells fence-begun: the takeover waits for it
 100.000s *** device slave fails
 105.524s slave tells fence-failed: no answer within 12000 ms; tried again in 4 s
 109.525s slave tells fence-begun: the takeover waits for it
 110.694s slave tells fence-failed: the device does not answer; tried again in 8 s
 118.695s slave tells fence-begun: the takeover waits for it
 119.590s slave tells fence-failed: the device does not answer; tried again in 16 s
 130.000s *** device slave works
 135.590s slave tells fence-begun: the takeover waits for it
 137.798s slave tells fence-done: 2208 ms
 137.798s slave tells takeover: powered-off; no beat on any path for 78276 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
 137.798s slave tells move-begun: taking; cause: takeover
 137.798s slave running-slave => taking-over
 137.801s slave holds 1 of 1
 137.801s slave tells move-done: running master; vip-add 3 ms; 3 ms in all
 137.801s slave taking-over => running-master
 137.805s ok  slave is running-master (after 7805 ms)
 137.805s ok  slave holds all (after 0 ms)
