# The operator moves the role to the slave; it stays there until ordered back.

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
  60.000s *** order slave make-master
  60.000s slave operator orders make-master
  60.000s slave tells order-accepted: cause: make-master; slave shall be running master
  60.000s master tells move-begun: giving up; cause: make-master
  60.000s master running-master => releasing
  60.001s master holds 0 of 1
  60.001s master tells move-done: released; vip-remove 0.3 ms; 0.3 ms in all
  60.001s master releasing => running-slave
  60.001s slave tells move-begun: taking; cause: make-master
  60.001s slave running-slave => taking-over
  60.006s slave holds 1 of 1
  60.006s slave tells move-done: running master; vip-add 4.9 ms; 4.9 ms in all
  60.006s slave taking-over => running-master
  60.010s ok  slave is running-master (after 10 ms)
  60.010s ok  master is running-slave (after 0 ms)
  60.010s ok  slave answers done (after 0 ms)
 150.010s ok  slave is running-master (for 90s)
