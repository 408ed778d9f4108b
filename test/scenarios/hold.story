# A held slave takes nothing when the master dies; the operator lifts the hold and it takes over.

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
  30.000s *** order slave hold
  30.000s slave operator orders hold
  30.000s slave tells held: 
  30.000s slave running-slave => held
  30.000s ok  slave is held (after 0 ms)
  40.000s *** power-cut master
  40.000s master power off
  40.000s master holds 0 of 1
  44.522s slave tells peer-late: late; no beat on any path for 5000 ms
  44.522s slave verdict late
  59.522s slave tells path-lost: serial
  59.522s slave tells path-lost: cable
  59.522s slave tells path-lost: lan
  59.522s slave verdict gathering
  59.522s slave tells peer-dead: powered-off; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
  59.522s slave verdict powered-off
 100.000s ok  slave holds nothing (for 60s)
 110.000s *** order slave unhold
 110.000s slave operator orders unhold
 110.000s slave tells unheld: 
 110.000s slave tells takeover: powered-off; no beat on any path for 70479 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
 110.000s slave tells move-begun: taking; cause: takeover
 110.000s slave held => taking-over
 110.001s slave holds 1 of 1
 110.001s slave tells move-done: running master; vip-add 1.5 ms; 1.5 ms in all
 110.001s slave taking-over => running-master
 110.005s ok  slave is running-master (after 5 ms)
