# Only the master gets power, with solo-start = hold: it waits for the peer or the operator.

   0.000s *** power-on master
   0.000s master power on
   2.000s master agent starts, run 1
   2.000s master tells started: term 0
  22.000s master tells peer-dead: silent-dead; no beat on any path for 20000 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
  22.000s master tells boot-alone: 
  22.000s master tells solo-hold: 
  22.000s master starting => held
  22.000s master verdict silent-dead
  22.005s ok  master is held (after 22005 ms)
  82.005s ok  master holds nothing (for 60s)
 100.000s *** order master unhold
 100.000s master operator orders unhold
 100.000s master tells unheld: 
 100.000s master tells takeover: silent-dead; no beat on any path for 98000 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
 100.000s master tells move-begun: taking; cause: takeover
 100.000s master held => taking-over
 100.002s master holds 1 of 1
 100.002s master tells move-done: running master; vip-add 1.6 ms; 1.6 ms in all
 100.002s master taking-over => running-master
 100.005s ok  master is running-master (after 5 ms)
