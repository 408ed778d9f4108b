# A service of the master fails three times within ten minutes: the slave leads, once; there it fails as well and the role stays [FO-9, F71, F72].

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
   2.508s master tells move-step: verify; 501 ms
   2.509s master holds 1 of 1
   2.509s master tells move-step: vip-add; 1.1 ms
   2.509s master tells move-done: running master; verify 501 ms; vip-add 1.1 ms; 502.1 ms in all
   2.509s master taking-over => running-master
   2.512s master service portal is starting
   2.515s master service ipsec is starting
   4.706s master service portal is running
   4.706s master tells service-started: portal; 2197 ms
   7.060s master service ipsec is running
   7.060s master tells service-started: ipsec; 4550 ms
   7.060s master tells services-up: ipsec 4550 ms; portal 2197 ms; 4550 ms since running-master
   7.060s ok  master runs ipsec (after 7060 ms)
  70.000s *** unit master ipsec refuses
  70.000s *** unit slave ipsec refuses
  71.000s *** unit master ipsec dies
  71.000s master service ipsec is starting
  71.013s master tells service-failed: ipsec; it ended by itself
  71.241s master service ipsec is failed
  73.016s master service ipsec is starting
  77.097s master service ipsec is failed
  77.097s master tells service-failed: ipsec; start: exit 1
  77.097s master tells services-up: ipsec starting; portal 2197 ms; 74588 ms since running-master
  81.099s master service ipsec is starting
  85.188s master service ipsec is failed
  85.188s master tells service-failed: ipsec; start: exit 1
  85.188s master tells service-move: ipsec; 3 failures
  85.188s master tells order-accepted: cause: service-failure; slave shall be running master
  85.189s master tells move-begun: giving up; cause: service-failure
  85.264s master tells move-step: end-clients; 75.4 ms
  85.267s master service ipsec is stopped
  85.267s master tells service-stopped: ipsec; 3 ms
  85.267s master service portal is stopping
  86.835s master service portal is stopped
  86.835s master tells service-stopped: portal; 1571 ms
  86.835s master tells move-step: units-stop; 1570.7 ms
  86.835s master running-master => releasing
  86.838s master holds 0 of 1
  86.838s master tells move-step: vip-remove; 3.4 ms
  86.838s master tells move-done: released; end-clients 75.4 ms; units-stop 1570.7 ms; vip-remove 3.4 ms; 1649.5 ms in all
  86.838s master releasing => running-slave
  86.838s slave tells move-begun: taking; cause: service-failure
  86.838s slave running-slave => taking-over
  86.840s slave holds 1 of 1
  86.840s slave tells move-done: running master; vip-add 1.4 ms; 1.4 ms in all
  86.840s slave taking-over => running-master
  86.840s ok  slave is running-master (after 15840 ms)
  86.840s ok  pair told service-move (after 0 ms)
  86.842s slave service portal is starting
  86.842s slave service ipsec is starting
  88.589s slave service ipsec is failed
  88.589s slave tells service-failed: ipsec; start: exit 1
  90.590s slave service ipsec is starting
  91.040s slave service portal is running
  91.040s slave tells service-started: portal; 4201 ms
  91.040s slave tells services-up: ipsec starting; portal 4201 ms; 4201 ms since running-master
  91.045s ok  slave runs portal (after 4205 ms)
  93.679s slave service ipsec is failed
  93.679s slave tells service-failed: ipsec; start: exit 1
  97.684s slave service ipsec is starting
 101.990s slave service ipsec is failed
 101.990s slave tells service-failed: ipsec; start: exit 1
 101.990s slave tells service-stays: ipsec; it was moved already
 101.990s ok  pair told service-stays (after 10945 ms)
 109.991s slave service ipsec is starting
 113.892s slave service ipsec is failed
 129.895s slave service ipsec is starting
 132.114s slave service ipsec is failed
 164.115s slave service ipsec is starting
 165.313s slave service ipsec is failed
 225.319s slave service ipsec is starting
 227.197s slave service ipsec is failed
 287.200s slave service ipsec is starting
 290.606s slave service ipsec is failed
 350.608s slave service ipsec is starting
 351.773s slave service ipsec is failed
 411.780s slave service ipsec is starting
 413.842s slave service ipsec is failed
 473.842s slave service ipsec is starting
 477.000s slave service ipsec is failed
 501.990s ok  slave is running-master (for 400s)
 537.002s slave service ipsec is starting
 538.539s slave service ipsec is failed
 598.542s slave service ipsec is starting
 602.930s slave service ipsec is failed
 662.931s slave service ipsec is starting
 665.267s slave service ipsec is failed
 700.000s *** unit slave ipsec works
 700.000s *** unit master ipsec works
 725.272s slave service ipsec is starting
 728.882s slave service ipsec is running
 728.882s slave tells service-started: ipsec; 3614 ms
 728.885s ok  slave runs ipsec (after 28885 ms)
 800.000s *** order slave failback
 800.000s slave operator orders failback
 800.000s slave tells order-accepted: cause: failback; master shall be running master
 800.000s slave tells move-begun: giving up; cause: failback
 800.205s slave tells move-step: end-clients; 204.1 ms
 800.209s slave service ipsec is stopping
 800.209s slave service portal is stopping
 800.793s slave service portal is stopped
 800.793s slave tells service-stopped: portal; 588 ms
 801.471s slave service ipsec is stopped
 801.471s slave tells service-stopped: ipsec; 1266 ms
 801.471s slave tells move-step: units-stop; 1266.2 ms
 801.471s slave running-master => releasing
 801.473s slave holds 0 of 1
 801.473s slave tells move-step: vip-remove; 2 ms
 801.473s slave tells move-done: released; end-clients 204.1 ms; units-stop 1266.2 ms; vip-remove 2 ms; 1472.4 ms in all
 801.473s slave releasing => running-slave
 801.473s master tells move-begun: taking; cause: failback
 801.473s master running-slave => taking-over
 801.475s master holds 1 of 1
 801.475s master tells move-done: running master; vip-add 1.7 ms; 1.7 ms in all
 801.475s master taking-over => running-master
 801.476s master service portal is starting
 801.479s master service ipsec is starting
 802.804s master service portal is running
 802.804s master tells service-started: portal; 1330 ms
 805.859s master service ipsec is running
 805.859s master tells service-started: ipsec; 4384 ms
 805.859s master tells services-up: ipsec 4384 ms; portal 1330 ms; 4384 ms since running-master
 805.860s ok  master runs ipsec (after 5860 ms)
