# The agent of the master is stopped while a release hangs: it ends only when the kernel has ended the addresses (D5).

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
  60.000s *** hands hang
  60.000s *** order master make-slave
  60.000s master operator orders make-slave
  60.000s master tells order-accepted: cause: make-slave; slave shall be running master
  60.000s master tells move-begun: giving up; cause: make-slave
  60.000s master running-master => releasing
  61.000s *** order master stop
  61.000s master operator orders stop
  61.000s master tells leaving: 
  61.000s *** hands work
  67.735s master holds 0 of 1
  67.740s ok  master holds nothing (after 6740 ms)
  70.001s master tells release-failed: vip-remove: timed out after 10000 ms
  70.001s master tells move-done: released; vip-remove 10000.3 ms; 10000.3 ms in all
  70.001s master releasing => running-slave
  70.001s slave tells peer-departed: departed; the peer said that it left and holds nothing
  70.001s slave tells move-begun: taking; cause: make-slave
  70.001s slave running-slave => taking-over
  70.001s slave verdict departed
  70.004s slave holds 1 of 1
  70.004s slave tells move-done: running master; vip-add 2.7 ms; 2.7 ms in all
  70.004s slave taking-over => running-master
  71.501s master agent exits
  71.505s ok  master answers done (after 3765 ms)
  71.505s ok  slave is running-master (after 0 ms)
  91.002s slave tells path-lost: cable
  91.002s slave tells path-lost: lan
  91.011s slave tells path-lost: serial
 131.505s ok  slave holds all (for 60s)
