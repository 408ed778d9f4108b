# The first of three services does not start on the node that takes over: it is listed as failed, the others start [SVC-13, FO-9].

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
   2.515s master service ipsec is starting
   2.989s master service ipsec is running
   2.989s master tells service-started: ipsec; 480 ms
   2.995s master service mail is starting
   6.684s master service mail is running
   6.684s master tells service-started: mail; 3695 ms
   6.688s master service portal is starting
  10.236s master service portal is running
  10.236s master tells service-started: portal; 3552 ms
  10.236s master tells services-up: ipsec 480 ms; mail 3695 ms; portal 3552 ms; 7726 ms since running-master
  10.240s ok  master runs portal (after 10240 ms)
  85.000s *** unit slave ipsec refuses
  90.000s *** power-cut master
  90.000s master power off
  90.000s master holds 0 of 1
  94.694s slave tells peer-late: late; no beat on any path for 5001 ms
  94.694s slave verdict late
 109.686s slave tells path-lost: cable
 109.686s slave tells path-lost: lan
 109.695s slave tells path-lost: serial
 109.695s slave tells peer-dead: powered-off; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
 109.695s slave tells takeover: powered-off; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
 109.695s slave tells move-begun: taking; cause: takeover
 109.695s slave running-slave => taking-over
 109.695s slave verdict powered-off
 109.698s slave holds 1 of 1
 109.698s slave tells move-done: running master; vip-add 3.1 ms; 3.1 ms in all
 109.698s slave taking-over => running-master
 109.700s ok  slave is running-master (after 19700 ms)
 109.703s slave service ipsec is starting
 110.492s slave service ipsec is failed
 110.492s slave tells service-failed: ipsec; start: exit 1
 110.493s slave service mail is starting
 110.495s ok  pair told service-failed (after 795 ms)
 112.499s slave service ipsec is starting
 113.371s slave service mail is running
 113.371s slave tells service-started: mail; 2879 ms
 113.375s slave service portal is starting
 115.936s slave service ipsec is failed
 115.936s slave tells service-failed: ipsec; start: exit 1
 117.450s slave service portal is running
 117.450s slave tells service-started: portal; 4079 ms
 117.450s slave tells services-up: ipsec failed; mail 2879 ms; portal 4079 ms; 7752 ms since running-master
 119.938s slave service ipsec is starting
 123.798s slave service ipsec is failed
 123.798s slave tells service-failed: ipsec; start: exit 1
 123.798s slave tells service-stays: ipsec; peer-not-available
 131.804s slave service ipsec is starting
 135.382s slave service ipsec is failed
 151.384s slave service ipsec is starting
 152.393s slave service ipsec is failed
 184.399s slave service ipsec is starting
 188.703s slave service ipsec is failed
 248.707s slave service ipsec is starting
 252.956s slave service ipsec is failed
 312.960s slave service ipsec is starting
 317.760s slave service ipsec is failed
 330.000s ok  slave runs mail (after 0 ms)
 330.000s ok  slave runs portal (after 0 ms)
 330.000s ok  pair told service-stays (after 0 ms)
 330.000s ok  slave holds all (after 0 ms)
 377.765s slave service ipsec is starting
 380.866s slave service ipsec is failed
 400.000s *** unit slave ipsec works
 440.870s slave service ipsec is starting
 444.038s slave service ipsec is running
 444.038s slave tells service-started: ipsec; 3172 ms
 444.040s ok  slave runs ipsec (after 44040 ms)
