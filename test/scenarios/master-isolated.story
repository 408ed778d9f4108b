# The master is cut off from everybody: it drops its addresses before the slave takes them (D16, F16).

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
  60.000s *** hosts-silent master
  64.522s slave tells peer-late: late; no beat on any path for 5001 ms
  64.522s slave verdict late
  64.523s master tells peer-late: late; no beat on any path for 5001 ms
  64.523s master verdict late
  67.513s master tells isolated-release: authority is 8001 ms old
  67.513s master tells move-begun: giving up; cause: isolated
  67.513s master running-master => isolated
  67.513s master holds 0 of 1
  67.513s master tells move-done: released; vip-remove 0.4 ms; 0.4 ms in all
  67.515s ok  master is isolated (after 7515 ms)
  67.515s ok  master holds nothing (after 0 ms)
  73.013s master tells witness-lost: 
  79.513s master tells path-lost: cable
  79.513s master tells path-lost: lan
  79.513s slave tells path-lost: cable
  79.513s slave tells path-lost: lan
  79.522s master tells path-lost: serial
  79.522s master verdict gathering
  79.523s slave tells path-lost: serial
  79.523s slave tells peer-dead: silent-dead; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
  79.523s slave tells takeover: silent-dead; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
  79.523s slave tells move-begun: taking; cause: takeover
  79.523s slave running-slave => taking-over
  79.523s slave verdict silent-dead
  79.523s master tells i-am-isolated: i-am-isolated; no beat on any path for 20001 ms; no witness and no neighbour answers
  79.523s master verdict i-am-isolated
  79.524s slave holds 1 of 1
  79.524s slave tells move-done: running master; vip-add 1 ms; 1 ms in all
  79.524s slave taking-over => running-master
  79.525s ok  slave is running-master (after 12010 ms)
 120.000s *** mend all
 120.000s *** unsplit
 120.000s *** hosts-answer master
 120.014s slave tells conflict-won: only one node has a witness
 120.014s slave tells path-back: cable
 120.014s slave tells peer-up: alive
 120.014s slave verdict alive
 120.014s slave tells path-back: lan
 120.014s master tells conflict-lost: only one node has a witness
 120.014s master tells move-begun: giving up; cause: conflict
 120.014s master tells path-back: cable
 120.014s master tells peer-up: alive
 120.014s master isolated => releasing
 120.014s master verdict alive
 120.014s master tells path-back: lan
 120.014s slave tells conflict-over: term 2, heard 1
 120.014s master tells move-done: released; vip-remove 0.3 ms; 0.3 ms in all
 120.014s master releasing => running-slave
 120.015s ok  master is running-slave (after 15 ms)
 120.023s slave tells path-back: serial
 120.523s master tells path-back: serial
 129.814s master tells witness-back: 
 150.015s ok  slave is running-master (for 30s)
