# A slave boots with a service of the slave that starts by itself, while the master runs it in its place: the master stops its own.

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
   2.514s slave service openvpn is starting
   2.515s master service ipsec is starting
   3.717s master service ipsec is running
   3.717s master tells service-started: ipsec; 1207 ms
   3.717s master tells services-up: ipsec 1207 ms; 1207 ms since running-master
   5.869s slave service openvpn is running
   5.869s slave tells service-started: openvpn; 3359 ms
   5.869s slave tells services-up: openvpn 3359 ms; ipsec 480 ms; 3868 ms since running-slave
   5.870s ok  slave runs openvpn (after 5870 ms)
  65.000s *** power-cut slave
  65.000s slave power off
  69.520s master tells peer-late: late; no beat on any path for 5000 ms
  69.520s master verdict late
  84.520s master tells path-lost: serial
  84.520s master tells path-lost: cable
  84.520s master tells path-lost: lan
  84.520s master tells peer-dead: powered-off; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
  84.520s master verdict powered-off
 104.525s master service openvpn is starting
 104.834s master service openvpn is running
 104.834s master tells service-started: openvpn; 314 ms
 104.834s master tells services-up: openvpn 314 ms; ipsec 1207 ms; 102325 ms since running-master
 104.835s ok  master runs openvpn (after 39835 ms)
 150.000s *** manager slave deaf
 150.000s *** unit slave openvpn enabled
 151.000s *** power-on slave
 151.000s slave power on
 151.057s master tells peer-dead: silent-dead; no beat on any path for 86538 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
 151.057s master verdict silent-dead
 151.171s master tells peer-dead: agent-dead; no beat on any path for 86652 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
 151.171s master verdict agent-dead
 152.671s slave service openvpn is starting
 153.000s slave agent starts, run 2
 153.000s slave tells started: term 2
 153.000s slave tells peer-up: alive
 153.000s slave verdict alive
 153.001s master tells peer-up: alive
 153.001s master verdict alive
 153.001s master tells path-back: cable
 153.001s master tells path-back: lan
 153.001s slave tells path-back: cable
 153.001s slave tells standing-by: the peer is running-master
 153.001s slave tells services-up: openvpn unknown; ipsec unknown; 0 ms since running-slave
 153.001s slave starting => running-slave
 153.001s slave tells path-back: lan
 153.005s master service openvpn is stopping
 153.009s master tells path-back: serial
 153.010s slave tells path-back: serial
 153.010s slave tells services-unknown: 
 153.504s master tells conflict-over: term 1, heard 2
 154.114s master service openvpn is stopped
 154.114s master tells service-stopped: openvpn; 1113 ms
 155.224s slave service openvpn is running
 155.225s ok  slave runs openvpn (after 4225 ms)
 175.000s *** manager slave answers
 175.044s slave tells services-known: 
 175.044s slave tells service-at-boot: openvpn
 175.046s slave service ipsec is starting
 178.405s slave service ipsec is running
 178.405s slave tells service-started: ipsec; 3361 ms
 178.405s slave tells services-up: openvpn 0 ms; ipsec 3361 ms; 25404 ms since running-slave
 390.000s ok  master rests openvpn (for 60s)
 390.000s ok  slave runs openvpn (after 0 ms)
