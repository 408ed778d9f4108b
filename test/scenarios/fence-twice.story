# Switched off, switched on, master again, silent again: the word of the device was for the first silence only.

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
  60.000s *** power-cut master
  60.000s master power off
  60.000s master holds 0 of 1
  64.522s slave tells peer-late: late; no beat on any path for 5000 ms
  64.522s slave verdict late
  79.513s slave tells path-lost: cable
  79.513s slave tells path-lost: lan
  79.523s slave tells path-lost: serial
  79.523s slave tells peer-dead: powered-off; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
  79.523s slave tells fence-begun: the takeover waits for it
  79.523s slave verdict powered-off
  81.746s slave tells fence-done: 2223 ms
  81.746s slave tells takeover: powered-off; no beat on any path for 22224 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
  81.746s slave tells move-begun: taking; cause: takeover
  81.746s slave running-slave => taking-over
  81.748s slave holds 1 of 1
  81.748s slave tells move-done: running master; vip-add 1.5 ms; 1.5 ms in all
  81.748s slave taking-over => running-master
  81.750s ok  slave is running-master (after 21750 ms)
 100.000s *** power-on master
 100.000s master power on
 100.033s slave tells peer-dead: agent-dead; no beat on any path for 40511 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
 100.033s slave tells fence-void: the peer's own address answers
 100.033s slave verdict agent-dead
 102.000s master agent starts, run 2
 102.000s master tells started: term 2
 102.000s master tells peer-up: alive
 102.000s master verdict alive
 102.001s slave tells peer-up: alive
 102.001s slave verdict alive
 102.001s slave tells path-back: cable
 102.001s slave tells path-back: lan
 102.001s master tells path-back: cable
 102.001s master tells standing-by: the peer is running-master
 102.001s master starting => running-slave
 102.001s master tells path-back: lan
 102.005s ok  master is running-slave (after 2005 ms)
 102.009s slave tells path-back: serial
 102.010s master tells path-back: serial
 102.501s slave tells conflict-over: term 2, heard 2
 104.000s *** order master make-master
 104.000s master operator orders make-master
 104.000s master tells order-accepted: cause: make-master; master shall be running master
 104.000s slave tells move-begun: giving up; cause: make-master
 104.000s slave running-master => releasing
 104.005s slave holds 0 of 1
 104.005s slave tells move-done: released; vip-remove 4.7 ms; 4.7 ms in all
 104.005s slave releasing => running-slave
 104.005s master tells move-begun: taking; cause: make-master
 104.005s master running-slave => taking-over
 104.008s master holds 1 of 1
 104.008s master tells move-done: running master; vip-add 3.3 ms; 3.3 ms in all
 104.008s master taking-over => running-master
 104.010s ok  master is running-master (after 10 ms)
 108.000s *** device slave fails
 108.000s *** cut all
 108.000s *** split
 112.507s master tells peer-late: late; no beat on any path for 5001 ms
 112.507s master verdict late
 112.510s slave tells peer-late: late; no beat on any path for 5001 ms
 112.510s slave verdict late
 127.019s slave tells path-lost: serial
 127.030s master tells path-lost: serial
 127.506s master tells path-lost: cable
 127.506s master tells path-lost: lan
 127.506s master tells peer-dead: silent-dead; no beat on any path for 20000 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
 127.506s master verdict silent-dead
 127.510s slave tells path-lost: cable
 127.510s slave tells path-lost: lan
 127.510s slave tells peer-dead: silent-dead; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
 127.510s slave tells fence-begun: the takeover waits for it
 127.510s slave verdict silent-dead
 128.920s slave tells fence-failed: the device does not answer; tried again in 2 s
 130.920s slave tells fence-begun: the takeover waits for it
 131.138s slave tells fence-failed: the device does not answer; tried again in 4 s
 135.138s slave tells fence-begun: the takeover waits for it
 136.386s slave tells fence-failed: the device does not answer; tried again in 8 s
 144.386s slave tells fence-begun: the takeover waits for it
 145.222s slave tells fence-failed: the device does not answer; tried again in 16 s
 148.000s ok  slave holds nothing (for 40s)
 149.000s ok  master holds all (for 1s)
