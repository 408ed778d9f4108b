# The service manager answers nobody: a handover is undone, nothing is given up; when it answers again the handover goes through [FO-10, F70].

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
   2.515s master service portal is starting
   2.989s master service portal is running
   2.989s master tells service-started: portal; 480 ms
   2.989s master tells services-up: portal 480 ms; 480 ms since running-master
   2.990s ok  master runs portal (after 2990 ms)
  70.000s *** manager master deaf
  70.031s master tells services-unknown: 
  70.035s ok  pair told services-unknown (after 35 ms)
  80.000s *** order master failover
  80.000s master operator orders failover
  80.000s master tells order-accepted: cause: failover; slave shall be running master
  80.000s master tells move-begun: giving up; cause: failover
  88.000s ok  master holds all (for 8s)
  89.000s master tells farewell-failed: no end within the limit
  89.000s master tells move-step: end-clients; 9000 ms
  97.000s master tells service-failed: portal; stop: no end within the limit
  99.001s master tells move-failed: units-stop: timed out after 10000 ms (portal); this node goes on
  99.001s slave tells move-refused: switching
  99.005s ok  master answers failed (after 11005 ms)
 129.005s ok  master holds all (for 30s)
 200.000s *** manager master answers
 200.040s master tells services-known: 
 200.040s ok  pair told services-known (after 40 ms)
 200.040s ok  master runs portal (after 0 ms)
 400.000s *** order master failover
 400.000s master operator orders failover
 400.000s master tells order-accepted: cause: failover; slave shall be running master
 400.000s master tells move-begun: giving up; cause: failover
 400.011s master tells move-step: end-clients; 10.6 ms
 400.015s master service portal is stopping
 400.163s master service portal is stopped
 400.163s master tells service-stopped: portal; 152 ms
 400.163s master tells move-step: units-stop; 152.3 ms
 400.163s master running-master => releasing
 400.167s master holds 0 of 1
 400.167s master tells move-step: vip-remove; 3.8 ms
 400.167s master tells move-done: released; end-clients 10.6 ms; units-stop 152.3 ms; vip-remove 3.8 ms; 166.6 ms in all
 400.167s master releasing => running-slave
 400.167s slave tells move-begun: taking; cause: failover
 400.167s slave running-slave => taking-over
 400.169s slave holds 1 of 1
 400.169s slave tells move-done: running master; vip-add 1.3 ms; 1.3 ms in all
 400.169s slave taking-over => running-master
 400.170s ok  slave is running-master (after 170 ms)
 400.170s slave service portal is starting
 401.336s slave service portal is running
 401.336s slave tells service-started: portal; 1167 ms
 401.336s slave tells services-up: portal 1167 ms; 1167 ms since running-master
 401.340s ok  slave runs portal (after 1170 ms)
 401.340s ok  master rests portal (after 0 ms)
