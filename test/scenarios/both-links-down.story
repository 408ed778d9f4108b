# The Internet is down on both nodes alike: the roles stay, with one alarm; when only the slave has it back, it takes over (FO-7).

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
  60.000s *** links internet down both
  60.008s master tells link-down: internet; a timer of 180 s begins
  60.018s slave tells link-down: internet; a timer of 180 s begins
 240.008s master tells link-timer-over: internet; down for 180 s
 240.008s master tells link-kept: internet; those of the peer are down as well
 240.018s slave tells link-timer-over: internet; down for 180 s
1260.000s ok  master is running-master (for 20min)
1300.000s *** links internet up slave
1300.007s slave tells link-back: internet; after 1240 s
1300.007s master tells link-move: internet down for 1240 s
1300.007s master tells order-accepted: cause: internet-down; slave shall be running master
1300.007s master tells move-begun: giving up; cause: internet-down
1300.007s master running-master => releasing
1300.010s master holds 0 of 1
1300.010s master tells move-done: released; vip-remove 2.1 ms; 2.1 ms in all
1300.010s master releasing => running-slave
1300.010s slave tells move-begun: taking; cause: internet-down
1300.010s slave running-slave => taking-over
1300.010s slave holds 1 of 1
1300.010s slave tells move-done: running master; vip-add 0.7 ms; 0.7 ms in all
1300.010s slave taking-over => running-master
1300.015s ok  slave is running-master (after 15 ms)
