# New settings come into force while a release hangs: they lengthen no lifetime, and the kernel ends the addresses (C7).

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
  65.000s *** change-settings master
  65.000s master tells settings-changed: 
  65.000s master tells settings-differ: 
  65.000s *** change-settings slave
  65.000s slave tells settings-changed: 
  65.000s slave tells settings-differ: 
  65.000s *** hands work
  67.735s master holds 0 of 1
  69.000s ok  master is releasing (for 4s)
  70.001s master tells move-failed: vip-remove: timed out after 10000 ms; taking back
  70.001s master tells move-begun: taking; cause: taken-back
  70.001s master releasing => taking-over
  70.501s master tells move-step: verify; 500.1 ms
  70.503s master holds 1 of 1
  70.503s master tells move-step: vip-add; 2.8 ms
  70.503s master tells move-done: running master; verify 500.1 ms; vip-add 2.8 ms; 502.9 ms in all
  70.503s master taking-over => running-master
  70.504s slave tells move-refused: switching
  70.505s ok  master is running-master (after 1505 ms)
 130.505s ok  master holds all (for 60s)
