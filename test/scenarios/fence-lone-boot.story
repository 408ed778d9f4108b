# One node boots and hears nobody: it has the silent peer switched off before it serves.

   0.000s *** power-on master
   0.000s master power on
   2.000s master agent starts, run 1
   2.000s master tells started: term 0
  21.010s ok  master holds nothing (for 10ms)
  22.000s master tells peer-dead: silent-dead; no beat on any path for 20000 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
  22.000s master tells boot-alone: 
  22.000s master tells fence-begun: the takeover waits for it
  22.000s master starting => running-slave
  22.000s master verdict silent-dead
  24.224s master tells fence-done: 2223 ms
  24.224s master tells takeover: silent-dead; no beat on any path for 22224 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
  24.224s master tells move-begun: taking; cause: takeover
  24.224s master running-slave => taking-over
  24.229s master holds 1 of 1
  24.229s master tells move-done: running master; vip-add 5.5 ms; 5.5 ms in all
  24.229s master taking-over => running-master
  24.230s ok  master is running-master (after 3220 ms)
  24.230s ok  master holds all (after 0 ms)
