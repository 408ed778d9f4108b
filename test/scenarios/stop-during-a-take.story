# The agent of the master is stopped in the middle of its first take: it ends the move, gives up and ends; the slave takes.

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
   2.010s ok  master is taking-over (after 2010 ms)
   2.200s *** order master stop
   2.200s master operator orders stop
   2.200s master tells leaving: 
   2.200s ok  master holds nothing (after 0 ms)
   2.508s master tells move-step: verify; 500.9 ms
   2.510s master holds 1 of 1
   2.510s master tells move-step: vip-add; 1.8 ms
   2.510s master tells move-done: running master; verify 500.9 ms; vip-add 1.8 ms; 502.7 ms in all
   2.510s master tells move-begun: giving up; cause: leaving
   2.510s master taking-over => releasing
   2.512s master holds 0 of 1
   2.512s master tells move-done: released; vip-remove 2.3 ms; 2.3 ms in all
   2.512s master releasing => running-slave
   2.513s slave tells peer-departed: departed; the peer said that it left and holds nothing
   2.513s slave tells takeover-departed: departed; the peer said that it left and holds nothing
   2.513s slave tells move-begun: taking; cause: takeover
   2.513s slave running-slave => taking-over
   2.513s slave verdict departed
   2.515s slave holds 1 of 1
   2.515s slave tells move-done: running master; vip-add 2.5 ms; 2.5 ms in all
   2.515s slave taking-over => running-master
   4.013s master agent exits
   4.015s ok  master answers done (after 1815 ms)
   4.015s ok  slave is running-master (after 0 ms)
  23.514s slave tells path-lost: cable
  23.514s slave tells path-lost: lan
  23.523s slave tells path-lost: serial
  64.015s ok  slave holds all (for 60s)
