# Four services in four placements: they run where they are placed, exchange nodes in a handover, and move when the slave goes and comes [ST-26].

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
   2.510s ok  master is running-master (after 2510 ms)
   2.512s slave service proxy is starting
   2.514s slave service openvpn is starting
   2.514s master service portal is starting
   2.515s master service ipsec is starting
   3.714s slave service proxy is running
   3.714s slave tells service-started: proxy; 1204 ms
   5.685s master service portal is running
   5.685s master tells service-started: portal; 3175 ms
   5.685s ok  master runs portal (after 3175 ms)
   6.063s master service ipsec is running
   6.063s master tells service-started: ipsec; 3553 ms
   6.063s master tells services-up: ipsec 3553 ms; portal 3175 ms; 3553 ms since running-master
   7.328s slave service openvpn is running
   7.328s slave tells service-started: openvpn; 4818 ms
   7.328s slave tells services-up: ipsec 480 ms; openvpn 4818 ms; proxy 1204 ms; 5328 ms since running-slave
   7.330s ok  slave runs openvpn (after 1645 ms)
   7.330s ok  slave runs proxy (after 0 ms)
   7.330s ok  slave runs ipsec (after 0 ms)
   7.330s ok  master runs ipsec (after 0 ms)
   7.330s ok  master rests openvpn (after 0 ms)
   7.330s ok  slave rests portal (after 0 ms)
  60.000s *** order master failover
  60.000s master operator orders failover
  60.000s master tells order-accepted: cause: failover; slave shall be running master
  60.000s master tells move-begun: giving up; cause: failover
  60.046s master tells move-step: end-clients; 45.9 ms
  60.051s master service portal is stopping
  60.272s master service portal is stopped
  60.272s master tells service-stopped: portal; 226 ms
  60.272s master tells move-step: units-stop; 225.7 ms
  60.272s master running-master => releasing
  60.272s master holds 0 of 1
  60.272s master tells move-step: vip-remove; 0.4 ms
  60.272s master tells move-done: released; end-clients 45.9 ms; units-stop 225.7 ms; vip-remove 0.4 ms; 272.1 ms in all
  60.272s master releasing => running-slave
  60.273s slave tells move-begun: taking; cause: failover
  60.273s slave running-slave => taking-over
  60.278s slave holds 1 of 1
  60.278s slave tells move-done: running master; vip-add 5.5 ms; 5.5 ms in all
  60.278s slave taking-over => running-master
  60.280s ok  slave is running-master (after 280 ms)
  60.280s ok  master answers done (after 0 ms)
  60.280s slave service openvpn is stopping
  60.282s slave service proxy is stopping
  60.283s slave service portal is starting
  61.358s slave service openvpn is stopped
  61.358s slave tells service-stopped: openvpn; 1080 ms
  61.363s master service openvpn is starting
  61.364s slave service proxy is stopped
  61.364s slave tells service-stopped: proxy; 1086 ms
  61.369s master service proxy is starting
  62.215s master service proxy is running
  62.215s master tells service-started: proxy; 851 ms
  62.249s master service openvpn is running
  62.249s master tells service-started: openvpn; 891 ms
  62.249s master tells services-up: ipsec 3553 ms; openvpn 891 ms; proxy 851 ms; 1977 ms since running-slave
  62.706s slave service portal is running
  62.706s slave tells service-started: portal; 2428 ms
  62.706s slave tells services-up: ipsec 480 ms; portal 2428 ms; 2428 ms since running-master
  62.710s ok  slave runs portal (after 2430 ms)
  62.710s ok  master runs openvpn (after 0 ms)
  62.710s ok  master rests portal (after 0 ms)
  62.710s ok  slave rests openvpn (after 0 ms)
  62.710s ok  slave rests proxy (after 0 ms)
  72.710s ok  slave runs ipsec (for 10s)
 120.000s *** power-cut master
 120.000s master power off
 124.866s slave tells peer-late: late; no beat on any path for 5001 ms
 124.866s slave verdict late
 139.398s slave tells path-lost: serial
 139.866s slave tells path-lost: cable
 139.866s slave tells path-lost: lan
 139.866s slave tells peer-dead: powered-off; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
 139.866s slave verdict powered-off
 150.000s ok  slave rests openvpn (for 30s)
 159.867s slave service proxy is starting
 159.867s slave service openvpn is starting
 160.786s slave service openvpn is running
 160.786s slave tells service-started: openvpn; 919 ms
 160.790s ok  slave runs openvpn (after 10790 ms)
 162.073s slave service proxy is running
 162.073s slave tells service-started: proxy; 2207 ms
 162.073s slave tells services-up: ipsec 480 ms; portal 2428 ms; openvpn 919 ms; proxy 2207 ms; 101795 ms since running-master
 162.075s ok  slave runs proxy (after 1285 ms)
 240.000s *** power-on master
 240.000s master power on
 240.041s slave tells peer-dead: silent-dead; no beat on any path for 120176 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
 240.041s slave verdict silent-dead
 240.088s slave tells peer-dead: agent-dead; no beat on any path for 120222 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
 240.088s slave verdict agent-dead
 242.000s master agent starts, run 2
 242.000s master tells started: term 3
 242.000s master tells peer-up: alive
 242.000s master verdict alive
 242.001s slave tells peer-up: alive
 242.001s slave verdict alive
 242.001s slave tells path-back: cable
 242.001s slave tells path-back: lan
 242.001s master tells path-back: cable
 242.001s master tells standing-by: the peer is running-master
 242.001s master tells services-up: ipsec unknown; openvpn unknown; proxy unknown; 0 ms since running-slave
 242.001s master starting => running-slave
 242.001s master tells path-back: lan
 242.004s slave service openvpn is stopping
 242.006s slave service proxy is stopping
 242.009s slave tells path-back: serial
 242.010s master tells path-back: serial
 242.039s slave tells conflict-over: term 2, heard 3
 242.039s master service ipsec is starting
 242.521s slave service proxy is stopped
 242.521s slave tells service-stopped: proxy; 520 ms
 242.523s master service proxy is starting
 242.642s master service ipsec is running
 242.642s master tells service-started: ipsec; 608 ms
 243.635s slave service openvpn is stopped
 243.635s slave tells service-stopped: openvpn; 1634 ms
 243.636s master service openvpn is starting
 243.640s ok  slave rests openvpn (after 3640 ms)
 244.509s master service proxy is running
 244.509s master tells service-started: proxy; 1988 ms
 244.672s master service openvpn is running
 244.672s master tells service-started: openvpn; 1037 ms
 244.672s master tells services-up: ipsec 608 ms; openvpn 1037 ms; proxy 1988 ms; 2671 ms since running-slave
 244.675s ok  master runs openvpn (after 1035 ms)
 244.675s ok  master runs proxy (after 0 ms)
 304.675s ok  slave runs portal (for 60s)
 304.675s ok  slave rests proxy (after 0 ms)
