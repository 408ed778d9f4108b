# The provider of the master is gone for 3 minutes, link up, target silent: the slave takes the whole role (FO-2, FO-3, CON-29).

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
   2.009s slave tells path-back: serial
   2.009s master tells path-back: serial
   2.013s master tells boot-vacant: the peer cannot take
   2.013s master tells move-begun: taking; cause: vacant
   2.013s master running-slave => taking-over
   2.513s master tells move-step: verify; 500.2 ms
   2.515s master holds 3 of 3
   2.515s master tells move-step: vip-add; 2 ms
   2.515s master tells move-done: running master; verify 500.2 ms; vip-add 2 ms; 502.2 ms in all
   2.515s master taking-over => running-master
   2.515s ok  master is running-master (after 2515 ms)
  60.000s *** links internet down master
  60.008s master tells link-down: internet; a timer of 180 s begins
 239.000s *** links internet up master
 239.013s master tells link-back: internet; after 179 s
 240.000s *** links internet down master
 240.004s master tells link-down: internet; a timer of 180 s begins
 419.000s ok  master is running-master (for 179s)
 420.005s master tells link-timer-over: internet; down for 180 s
 420.005s master tells link-move: internet down for 180 s
 420.005s master tells order-accepted: cause: internet-down; slave shall be running master
 420.005s master tells move-begun: giving up; cause: internet-down
 420.005s master running-master => releasing
 420.008s master holds 0 of 3
 420.008s master tells move-done: released; vip-remove 3 ms; 3 ms in all
 420.008s master releasing => running-slave
 420.008s slave tells move-begun: taking; cause: internet-down
 420.008s slave running-slave => taking-over
 420.011s slave holds 3 of 3
 420.011s slave tells move-done: running master; vip-add 2.6 ms; 2.6 ms in all
 420.011s slave taking-over => running-master
 420.015s ok  slave is running-master (after 1015 ms)
 420.015s ok  slave holds all (after 0 ms)
 600.000s *** links internet up master
 600.005s master tells link-back: internet; after 360 s
 900.000s ok  slave is running-master (for 300s)
