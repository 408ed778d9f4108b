# Every Ethernet path is cut but the serial line lives: nobody moves (F13).

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
  30.000s *** cut ethernet
  49.513s slave tells path-lost: cable
  49.513s slave tells path-lost: lan
  49.513s master tells path-lost: cable
  49.513s master tells path-lost: lan
  90.000s ok  master holds all (for 60s)
 100.000s *** mend ethernet
 100.001s master tells path-back: cable
 100.001s master tells path-back: lan
 100.013s slave tells path-back: cable
 100.013s slave tells path-back: lan
 130.000s ok  slave is running-slave (for 30s)
