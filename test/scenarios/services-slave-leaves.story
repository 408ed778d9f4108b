# The slave is stopped in order: it stops its services before it says that it left; then the master starts them [SVC-9].

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
   2.512s slave service openvpn is starting
   2.515s master service portal is starting
   4.706s slave service openvpn is running
   4.706s slave tells service-started: openvpn; 2197 ms
   4.706s slave tells services-up: openvpn 2197 ms; 2706 ms since running-slave
   4.710s ok  slave runs openvpn (after 4710 ms)
   6.204s master service portal is running
   6.204s master tells service-started: portal; 3694 ms
   6.204s master tells services-up: portal 3694 ms; 3694 ms since running-master
  70.000s *** order slave stop
  70.000s slave operator orders stop
  70.000s slave tells leaving: 
  70.001s slave service openvpn is stopping
  71.996s slave service openvpn is stopped
  71.996s slave tells service-stopped: openvpn; 1996 ms
  71.996s master tells peer-departed: departed; the peer said that it left and holds nothing
  71.996s master verdict departed
  72.000s ok  slave rests openvpn (after 2000 ms)
  73.496s slave agent exits
  92.001s master service openvpn is starting
  92.997s master tells path-lost: cable
  92.997s master tells path-lost: lan
  93.020s master tells path-lost: serial
  96.520s master service openvpn is running
  96.520s master tells service-started: openvpn; 4524 ms
  96.520s master tells services-up: openvpn 4524 ms; portal 3694 ms; 94011 ms since running-master
  96.525s ok  master runs openvpn (after 24525 ms)
 200.000s *** start-agent slave
 200.500s slave agent starts, run 2
 200.500s slave tells started: term 2
 200.500s slave tells peer-up: alive
 200.500s slave verdict alive
 200.501s master tells path-back: cable
 200.501s master tells peer-up: alive
 200.501s master verdict alive
 200.501s master tells path-back: lan
 200.501s slave tells path-back: cable
 200.501s slave tells standing-by: the peer is running-master
 200.501s slave tells services-up: openvpn unknown; 0 ms since running-slave
 200.501s slave starting => running-slave
 200.501s slave tells path-back: lan
 200.505s master service openvpn is stopping
 200.509s master tells path-back: serial
 200.510s slave tells path-back: serial
 201.021s master tells conflict-over: term 1, heard 2
 201.059s master service openvpn is stopped
 201.059s master tells service-stopped: openvpn; 558 ms
 201.065s slave service openvpn is starting
 202.070s slave service openvpn is running
 202.070s slave tells service-started: openvpn; 1011 ms
 202.070s slave tells services-up: openvpn 1011 ms; 1569 ms since running-slave
 202.075s ok  slave runs openvpn (after 2075 ms)
 232.075s ok  master rests openvpn (for 30s)
