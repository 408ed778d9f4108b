# The operator hands over from the master and fails back from the slave.

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
  30.000s *** order master failover
  30.000s master operator orders failover
  30.000s master tells order-accepted: cause: failover; slave shall be running master
  30.000s master tells move-begun: giving up; cause: failover
  30.000s master running-master => releasing
  30.002s master holds 0 of 1
  30.002s master tells move-done: released; vip-remove 1.2 ms; 1.2 ms in all
  30.002s master releasing => running-slave
  30.002s slave tells move-begun: taking; cause: failover
  30.002s slave running-slave => taking-over
  30.007s slave holds 1 of 1
  30.007s slave tells move-done: running master; vip-add 4.8 ms; 4.8 ms in all
  30.007s slave taking-over => running-master
  30.010s ok  slave is running-master (after 10 ms)
  30.010s ok  master answers done (after 0 ms)
  60.000s *** order slave failback
  60.000s slave operator orders failback
  60.000s slave tells order-accepted: cause: failback; master shall be running master
  60.000s slave tells move-begun: giving up; cause: failback
  60.000s slave running-master => releasing
  60.004s slave holds 0 of 1
  60.004s slave tells move-done: released; vip-remove 3.2 ms; 3.2 ms in all
  60.004s slave releasing => running-slave
  60.004s master tells move-begun: taking; cause: failback
  60.004s master running-slave => taking-over
  60.009s master holds 1 of 1
  60.009s master tells move-done: running master; vip-add 5.4 ms; 5.4 ms in all
  60.009s master taking-over => running-master
  60.010s ok  master is running-master (after 10 ms)
  60.010s ok  slave is running-slave (after 0 ms)
  60.010s ok  slave answers done (after 0 ms)
 150.010s ok  master is running-master (for 90s)
