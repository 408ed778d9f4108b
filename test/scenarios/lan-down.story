# Every LAN device of the master fails its check for 5 minutes, its carrier stays up: the slave takes the whole role (FO-4, FO-5).
# Recovery one second before the end resets the timer, and the return of the LAN alone brings nothing back (FO-30, CON-63).

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
   2.011s master tells boot-vacant: the peer cannot take
   2.011s master tells move-begun: taking; cause: vacant
   2.011s master running-slave => taking-over
   2.511s master tells move-step: verify; 500 ms
   2.513s master holds 2 of 2
   2.513s master tells move-step: vip-add; 2.1 ms
   2.513s master tells move-done: running master; verify 500 ms; vip-add 2.1 ms; 502.2 ms in all
   2.513s master taking-over => running-master
   2.515s ok  master is running-master (after 2515 ms)
  60.000s *** links lan down master
  60.008s master tells link-down: lan; a timer of 300 s begins
 359.000s *** links lan up master
 359.018s master tells link-back: lan; after 299 s
 419.000s ok  master is running-master (for 60s)
 420.000s *** links lan down master
 420.013s master tells link-down: lan; a timer of 300 s begins
 719.000s ok  master is running-master (for 299s)
 720.014s master tells link-timer-over: lan; down for 300 s
 720.014s master tells link-move: lan down for 300 s
 720.014s master tells order-accepted: cause: lan-down; slave shall be running master
 720.015s master tells move-begun: giving up; cause: lan-down
 720.015s master running-master => releasing
 720.016s master holds 0 of 2
 720.016s master tells move-done: released; vip-remove 1.5 ms; 1.5 ms in all
 720.016s master releasing => running-slave
 720.016s slave tells move-begun: taking; cause: lan-down
 720.016s slave running-slave => taking-over
 720.017s slave holds 2 of 2
 720.017s slave tells move-done: running master; vip-add 0.5 ms; 0.5 ms in all
 720.017s slave taking-over => running-master
 720.020s ok  slave is running-master (after 1020 ms)
 720.020s ok  master is running-slave (after 0 ms)
 780.000s *** links lan up master
 780.000s master tells link-back: lan; after 360 s
1380.000s ok  slave is running-master (for 600s)
1400.000s *** order slave failback
1400.000s slave operator orders failback
1400.000s slave tells order-accepted: cause: failback; master shall be running master
1400.000s slave tells move-begun: giving up; cause: failback
1400.000s slave running-master => releasing
1400.005s slave holds 0 of 2
1400.005s slave tells move-done: released; vip-remove 5.1 ms; 5.1 ms in all
1400.005s slave releasing => running-slave
1400.006s master tells move-begun: taking; cause: failback
1400.006s master running-slave => taking-over
1400.007s master holds 2 of 2
1400.007s master tells move-done: running master; vip-add 1.1 ms; 1.1 ms in all
1400.007s master taking-over => running-master
1400.010s ok  master is running-master (after 10 ms)
