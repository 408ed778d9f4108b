# Somebody starts a service of the master on the slave and enables it at boot: both are put right [D12].

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
   2.001s slave tells services-up: ipsec unknown; 0 ms since running-slave
   2.001s slave starting => running-slave
   2.001s slave tells path-back: lan
   2.001s master tells path-back: cable
   2.001s master tells standing-by: the peer is starting
   2.001s master tells services-up: ipsec unknown; 0 ms since running-slave
   2.001s master starting => running-slave
   2.001s master tells path-back: lan
   2.007s master tells boot-vacant: the peer cannot take
   2.007s master tells move-begun: taking; cause: vacant
   2.007s master running-slave => taking-over
   2.009s slave tells path-back: serial
   2.009s master tells path-back: serial
   2.023s slave service ipsec is starting
   2.498s slave service ipsec is running
   2.498s slave tells service-started: ipsec; 480 ms
   2.498s slave tells services-up: ipsec 480 ms; 497 ms since running-slave
   2.508s master tells move-step: verify; 501 ms
   2.509s master holds 1 of 1
   2.509s master tells move-step: vip-add; 1.1 ms
   2.509s master tells move-done: running master; verify 501 ms; vip-add 1.1 ms; 502.1 ms in all
   2.509s master taking-over => running-master
   2.514s master service ipsec is starting
   2.515s master service portal is starting
   3.717s master service portal is running
   3.717s master tells service-started: portal; 1207 ms
   3.720s ok  master runs portal (after 3720 ms)
   4.586s master service ipsec is running
   4.586s master tells service-started: ipsec; 2077 ms
   4.586s master tells services-up: portal 1207 ms; ipsec 2077 ms; 2077 ms since running-master
  70.000s *** unit slave portal starts
  70.000s slave service portal is starting
  70.054s slave tells service-wrong-node: portal
  70.055s slave service portal is stopping
  70.055s ok  pair told service-wrong-node (after 55 ms)
  71.710s slave service portal is stopped
  71.710s slave tells service-stopped: portal; 1656 ms
 190.000s ok  slave rests portal (after 0 ms)
 200.000s *** unit slave portal enabled
 200.059s slave tells service-at-boot: portal
 200.060s ok  pair told service-at-boot (after 60 ms)
 220.000s *** power-cut slave
 220.000s slave power off
 224.529s master tells peer-late: late; no beat on any path for 5001 ms
 224.529s master verdict late
 230.000s *** power-on slave
 230.000s slave power on
 232.000s slave agent starts, run 2
 232.000s slave tells started: term 2
 232.000s slave tells peer-up: alive
 232.000s slave verdict alive
 232.001s master tells peer-up: alive
 232.001s master verdict alive
 232.001s slave tells path-back: cable
 232.001s slave tells standing-by: the peer is running-master
 232.001s slave tells services-up: ipsec unknown; 0 ms since running-slave
 232.001s slave starting => running-slave
 232.001s slave tells path-back: lan
 232.005s ok  slave is running-slave (after 2005 ms)
 232.010s slave tells path-back: serial
 232.014s slave service ipsec is starting
 232.023s master tells conflict-over: term 1, heard 2
 234.097s slave service ipsec is running
 234.097s slave tells service-started: ipsec; 2086 ms
 234.097s slave tells services-up: ipsec 2086 ms; 2096 ms since running-slave
 352.005s ok  slave rests portal (for 120s)
 353.005s ok  master runs portal (for 1s)
