# Only the slave gets power: after its boot wait it serves alone; the master comes later and stands by.

   0.000s *** power-on slave
   0.000s slave power on
   2.000s slave agent starts, run 1
   2.000s slave tells started: term 0
  42.000s slave tells boot-alone: 
  42.000s slave starting => running-slave
  42.000s slave verdict gathering
  42.001s slave tells peer-dead: silent-dead; no beat on any path for 40001 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
  42.001s slave tells takeover: silent-dead; no beat on any path for 40001 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
  42.001s slave tells move-begun: taking; cause: takeover
  42.001s slave running-slave => taking-over
  42.001s slave verdict silent-dead
  42.002s slave holds 1 of 1
  42.002s slave tells move-done: running master; vip-add 0.6 ms; 0.6 ms in all
  42.002s slave taking-over => running-master
  42.005s ok  slave is running-master (after 42005 ms)
 100.000s *** power-on master
 100.000s master power on
 100.122s slave tells peer-dead: agent-dead; no beat on any path for 98122 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
 100.122s slave verdict agent-dead
 102.000s master agent starts, run 1
 102.000s master tells started: term 0
 102.000s master tells peer-up: alive
 102.000s master verdict alive
 102.000s slave tells peer-up: alive
 102.000s slave verdict alive
 102.001s slave tells path-back: cable
 102.001s slave tells path-back: lan
 102.001s master tells path-back: cable
 102.001s master tells standing-by: the peer is running-master
 102.001s master starting => running-slave
 102.001s master tells path-back: lan
 102.005s ok  master is running-slave (after 2005 ms)
 102.009s slave tells path-back: serial
 102.009s master tells path-back: serial
 162.005s ok  slave is running-master (for 60s)
