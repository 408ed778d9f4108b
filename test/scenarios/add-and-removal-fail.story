# An isolated master takes its addresses back and both the add and the removal after it fail half-way: it says released only
# when the lease of what was just added has ended, not that of the claim before (D5).

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
   2.513s master tells move-step: verify; 500.3 ms
   2.518s master holds 3 of 3
   2.518s master tells move-step: vip-add; 4.7 ms
   2.518s master tells move-done: running master; verify 500.3 ms; vip-add 4.7 ms; 505 ms in all
   2.518s master taking-over => running-master
   2.520s ok  master is running-master (after 2520 ms)
  60.000s *** cut all
  60.000s *** split
  60.000s *** hosts-silent master
  64.528s master tells peer-late: late; no beat on any path for 5000 ms
  64.528s master verdict late
  64.528s slave tells peer-late: late; no beat on any path for 5001 ms
  64.528s slave verdict late
  67.518s master tells isolated-release: authority is 8000 ms old
  67.518s master tells move-begun: giving up; cause: isolated
  67.518s master running-master => isolated
  67.520s ok  master is isolated (after 7520 ms)
  67.522s master holds 0 of 3
  67.522s master tells move-done: released; vip-remove 3.7 ms; 3.7 ms in all
  67.525s ok  master holds nothing (after 5 ms)
FAILED line 12: at 67.5s hands fail: the time must not lie in the past
