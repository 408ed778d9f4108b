# The master reaches fewer targets than the slave: after 30 s of it the role moves; silence for both, and a single round, move nothing.

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
  60.000s *** targets silent 3 both
 180.000s ok  master is running-master (for 120s)
 200.000s *** targets silent 0 both
 220.000s *** targets silent 2 master
 230.007s master tells targets-fewer: 1 answer here; 3 there
 240.000s *** targets silent 0 master
 245.006s master tells targets-level: 3 answer here; 3 there
 300.000s ok  master is running-master (for 60s)
 320.000s *** targets silent 1 master
 330.007s master tells targets-fewer: 2 answer here; 3 there
 349.000s ok  master is running-master (for 29s)
 355.006s master tells link-move: 2 targets answer here, 3 there
 355.006s master tells order-accepted: cause: fewer-targets; slave shall be running master
 355.007s master tells move-begun: giving up; cause: fewer-targets
 355.007s master running-master => releasing
 355.011s master holds 0 of 1
 355.011s master tells move-done: released; vip-remove 4.5 ms; 4.5 ms in all
 355.011s master releasing => running-slave
 355.012s slave tells move-begun: taking; cause: fewer-targets
 355.012s slave running-slave => taking-over
 355.016s slave holds 1 of 1
 355.016s slave tells move-done: running master; vip-add 4.9 ms; 4.9 ms in all
 355.016s slave taking-over => running-master
 355.020s ok  slave is running-master (after 6020 ms)
 400.000s *** targets silent 0 master
 405.012s master tells targets-level: 3 answer here; 3 there
 600.000s ok  slave is running-master (for 200s)
