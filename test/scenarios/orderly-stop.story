# The agent of the master is stopped in order: the slave takes over without waiting for the dead time (F42).

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
  30.000s *** order master stop
  30.000s master operator orders stop
  30.000s master tells leaving: 
  30.000s master tells order-accepted: cause: leaving; slave shall be running master
  30.000s master tells move-begun: giving up; cause: leaving
  30.000s master running-master => releasing
  30.006s master holds 0 of 1
  30.006s master tells move-done: released; vip-remove 5.5 ms; 5.5 ms in all
  30.006s master releasing => running-slave
  30.006s slave tells peer-departed: departed; the peer said that it left and holds nothing
  30.006s slave tells move-begun: taking; cause: leaving
  30.006s slave running-slave => taking-over
  30.006s slave verdict departed
  30.009s slave holds 1 of 1
  30.009s slave tells move-done: running master; vip-add 3 ms; 3 ms in all
  30.009s slave taking-over => running-master
  30.010s ok  slave is running-master (after 10 ms)
  31.506s master agent exits
  31.510s ok  master answers done (after 1500 ms)
  51.007s slave tells path-lost: cable
  51.007s slave tells path-lost: lan
  51.016s slave tells path-lost: serial
  60.000s *** start-agent master
  60.500s master agent starts, run 2
  60.500s master tells started: term 3
  60.500s master tells peer-up: alive
  60.500s master verdict alive
  60.501s slave tells path-back: cable
  60.501s slave tells peer-up: alive
  60.501s slave verdict alive
  60.501s slave tells path-back: lan
  60.501s master tells path-back: cable
  60.501s master tells standing-by: the peer is running-master
  60.501s master starting => running-slave
  60.501s master tells path-back: lan
  60.505s ok  master is running-slave (after 505 ms)
