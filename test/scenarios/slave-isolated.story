# The slave is cut off from everybody: it knows that it is the isolated one and takes nothing (FO-12).

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
   2.508s master tells move-step: verify; 500.9 ms
   2.512s master holds 1 of 1
   2.512s master tells move-step: vip-add; 4.2 ms
   2.512s master tells move-done: running master; verify 500.9 ms; vip-add 4.2 ms; 505.1 ms in all
   2.512s master taking-over => running-master
   2.515s ok  master is running-master (after 2515 ms)
  60.000s *** cut all
  60.000s *** split
  60.000s *** hosts-silent slave
  64.522s slave tells peer-late: late; no beat on any path for 5000 ms
  64.522s slave verdict late
  64.523s master tells peer-late: late; no beat on any path for 5000 ms
  64.523s master verdict late
  72.501s slave tells witness-lost: 
  79.513s master tells path-lost: cable
  79.513s master tells path-lost: lan
  79.513s slave tells path-lost: cable
  79.513s slave tells path-lost: lan
  79.522s master tells path-lost: serial
  79.522s master tells peer-dead: silent-dead; no beat on any path for 20000 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
  79.522s master verdict silent-dead
  79.522s slave tells path-lost: serial
  79.522s slave verdict gathering
  79.523s slave tells i-am-isolated: i-am-isolated; no beat on any path for 20001 ms; no witness and no neighbour answers
  79.523s slave verdict i-am-isolated
  79.525s ok  slave judges i-am-isolated (after 19525 ms)
 139.525s ok  slave holds nothing (for 60s)
 160.000s *** mend all
 160.000s *** unsplit
 160.000s *** hosts-answer slave
 160.001s master tells path-back: cable
 160.001s master tells peer-up: alive
 160.001s master verdict alive
 160.001s master tells path-back: lan
 160.013s slave tells path-back: cable
 160.013s slave tells peer-up: alive
 160.013s slave verdict alive
 160.013s slave tells path-back: lan
 160.522s slave tells path-back: serial
 160.522s master tells path-back: serial
 169.865s slave tells witness-back: 
 190.000s ok  master is running-master (for 30s)
