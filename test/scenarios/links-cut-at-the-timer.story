# The LAN of the master is down, and all paths are cut a moment before its timer ends: the last word of the slave is too old for a move (D19).

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
   2.512s master tells move-step: vip-add; 3.2 ms
   2.512s master tells move-done: running master; verify 500.9 ms; vip-add 3.2 ms; 504.1 ms in all
   2.512s master taking-over => running-master
   2.515s ok  master is running-master (after 2515 ms)
  60.000s *** links lan down master
  60.008s master tells link-down: lan; a timer of 60 s begins
 118.600s *** cut all
 120.008s master tells link-timer-over: lan; down for 60 s
 122.600s ok  master is running-master (for 4s)
 123.507s master tells link-kept: lan; the peer is not available; the node that shall take over goes on without it with --force
 123.507s master tells peer-late: late; no beat on any path for 5000 ms
 123.507s master verdict late
 123.509s slave tells peer-late: late; no beat on any path for 5000 ms
 123.509s slave verdict late
 124.000s *** mend all
 124.006s master tells peer-up: alive
 124.006s master tells link-move: lan down for 64 s
 124.006s master tells order-accepted: cause: lan-down; slave shall be running master
 124.006s master verdict alive
 124.007s slave tells peer-up: alive
 124.007s slave verdict alive
 124.007s master tells move-begun: giving up; cause: lan-down
 124.007s master running-master => releasing
 124.013s master holds 0 of 1
 124.013s master tells move-done: released; vip-remove 5.8 ms; 5.8 ms in all
 124.013s master releasing => running-slave
 124.013s slave tells move-begun: taking; cause: lan-down
 124.013s slave running-slave => taking-over
 124.017s slave holds 1 of 1
 124.017s slave tells move-done: running master; vip-add 3.8 ms; 3.8 ms in all
 124.017s slave taking-over => running-master
 124.020s ok  slave is running-master (after 20 ms)
