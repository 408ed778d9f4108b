# The LAN cable of the master falls out: after the carrier delay the slave takes the role, and it stays there (FO-30).

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
  40.000s *** unplug lan master
  40.001s master tells zone-down: lan
  42.001s master tells carrier-move: lan
  42.001s master tells order-accepted: cause: carrier-loss; slave shall be running master
  42.001s master tells move-begun: giving up; cause: carrier-loss
  42.001s master running-master => releasing
  42.006s master holds 0 of 1
  42.006s master tells move-done: released; vip-remove 5.1 ms; 5.1 ms in all
  42.006s master releasing => running-slave
  42.006s slave tells move-begun: taking; cause: carrier-loss
  42.006s slave running-slave => taking-over
  42.007s slave holds 1 of 1
  42.007s slave tells move-done: running master; vip-add 1 ms; 1 ms in all
  42.007s slave taking-over => running-master
  42.010s ok  slave is running-master (after 2010 ms)
  42.010s ok  master is running-slave (after 0 ms)
  53.006s master tells witness-lost: 
  59.506s master tells path-lost: lan
  60.000s *** replug lan master
  60.001s master tells zone-up: lan
  60.001s slave tells path-lost: lan
  60.001s master tells path-back: lan
  60.040s slave tells path-back: lan
  62.387s master tells witness-back: 
 180.000s ok  slave is running-master (for 120s)
