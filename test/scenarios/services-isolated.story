# A master without a disk is cut off from everybody: its services end before the slave may start them [D16].

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
  70.000s *** cut all
  70.000s *** hosts-silent master
  70.000s *** split
  74.519s slave tells peer-late: late; no beat on any path for 5000 ms
  74.519s slave verdict late
  74.528s master tells peer-late: late; no beat on any path for 5001 ms
  74.528s master verdict late
  77.509s master tells isolated-release: authority is 8000 ms old
  77.509s master tells move-begun: giving up; cause: isolated
  77.509s master running-master => isolated
  77.510s ok  master is isolated (after 7510 ms)
  77.514s master holds 0 of 1
  77.514s master tells move-done: released; vip-remove 4.6 ms; 4.6 ms in all
  78.510s ok  master runs portal (for 1s)
  79.510s master service portal is stopping
  81.166s master service portal is stopped
  81.166s master tells service-stopped: portal; 1656 ms
  81.170s ok  master rests portal (after 2660 ms)
  82.666s master tells witness-lost: 
  89.510s slave tells path-lost: cable
  89.510s slave tells path-lost: lan
  89.519s slave tells path-lost: serial
  89.519s slave tells peer-dead: silent-dead; no beat on any path for 20000 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
  89.519s slave tells takeover: silent-dead; no beat on any path for 20000 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
  89.519s slave tells move-begun: taking; cause: takeover
  89.519s slave running-slave => taking-over
  89.519s slave verdict silent-dead
  89.525s slave holds 1 of 1
  89.525s slave tells move-done: running master; vip-add 5.7 ms; 5.7 ms in all
  89.525s slave taking-over => running-master
  89.525s ok  slave is running-master (after 8355 ms)
  89.528s master tells path-lost: serial
  89.528s master tells path-lost: cable
  89.528s master tells path-lost: lan
  89.528s master verdict gathering
  89.529s master tells i-am-isolated: i-am-isolated; no beat on any path for 20001 ms; no witness and no neighbour answers
  89.529s master verdict i-am-isolated
  89.530s slave service portal is starting
  93.195s slave service portal is running
  93.195s slave tells service-started: portal; 3671 ms
  93.195s slave tells services-up: portal 3671 ms; 3671 ms since running-master
  93.200s ok  slave runs portal (after 3675 ms)
 123.200s ok  master rests portal (for 30s)
 140.000s *** mend all
 140.000s *** unsplit
 140.000s *** hosts-answer master
 140.026s master tells conflict-lost: only one node has a witness
 140.026s master tells move-begun: giving up; cause: conflict
 140.026s master tells path-back: cable
 140.026s master tells peer-up: alive
 140.026s master isolated => releasing
 140.026s master verdict alive
 140.026s master tells path-back: lan
 140.026s slave tells path-back: cable
 140.026s slave tells peer-up: alive
 140.026s slave verdict alive
 140.026s slave tells path-back: lan
 140.030s master tells move-step: vip-remove; 4.2 ms
 140.030s master tells move-step: units-stop; 0 ms
 140.030s master tells move-done: released; vip-remove 4.2 ms; units-stop 0 ms; 4.2 ms in all
 140.030s master releasing => running-slave
 140.030s ok  master is running-slave (after 30 ms)
 140.035s slave tells path-back: serial
 140.035s master tells path-back: serial
 149.829s master tells witness-back: 
 200.030s ok  master rests portal (for 60s)
 200.030s ok  slave runs portal (after 0 ms)
