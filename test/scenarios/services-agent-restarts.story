# The agent of either node crashes and starts again: no service notices [D6].

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
   2.514s master service ipsec is starting
   2.515s master service portal is starting
   4.157s master service portal is running
   4.157s master tells service-started: portal; 1647 ms
   4.160s ok  master runs portal (after 4160 ms)
   4.586s slave service openvpn is running
   4.586s slave tells service-started: openvpn; 2076 ms
   4.586s slave tells services-up: openvpn 2076 ms; ipsec 480 ms; 2585 ms since running-slave
   4.590s ok  slave runs openvpn (after 430 ms)
   7.328s master service ipsec is running
   7.328s master tells service-started: ipsec; 4819 ms
   7.328s master tells services-up: portal 1647 ms; ipsec 4819 ms; 4819 ms since running-master
  80.000s *** kill-agent master for 1s
  80.000s master agent killed
  81.000s master agent starts, run 2
  81.000s master tells adopted: term 2
  81.000s master tells services-up: portal unknown; ipsec unknown; 0 ms since running-master
  81.000s master starting => running-master
  81.000s master tells peer-up: alive
  81.000s master verdict alive
  81.001s master tells path-back: cable
  81.001s master tells path-back: lan
  81.010s master tells path-back: serial
 120.000s ok  master runs portal (for 40s)
 140.000s *** kill-agent slave for 1s
 140.000s slave agent killed
 141.000s slave agent starts, run 2
 141.000s slave tells started: term 3
 141.000s slave tells peer-up: alive
 141.000s slave verdict alive
 141.001s slave tells path-back: cable
 141.001s slave tells standing-by: the peer is running-master
 141.001s slave tells services-up: openvpn unknown; ipsec unknown; 0 ms since running-slave
 141.001s slave starting => running-slave
 141.001s slave tells path-back: lan
 141.010s slave tells path-back: serial
 141.054s master tells conflict-over: term 2, heard 3
 180.000s ok  slave runs openvpn (for 40s)
 181.000s ok  slave runs ipsec (for 1s)
