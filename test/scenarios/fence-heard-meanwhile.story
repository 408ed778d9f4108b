# The peer is heard again while the device works on it: the word counts for nothing, the slave waits for another silence.

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
  50.000s *** device slave takes 10s
  60.000s *** cut all
  60.000s *** split
  64.522s slave tells peer-late: late; no beat on any path for 5000 ms
  64.522s slave verdict late
  64.523s master tells peer-late: late; no beat on any path for 5001 ms
  64.523s master verdict late
  79.513s master tells path-lost: cable
  79.513s master tells path-lost: lan
  79.514s slave tells path-lost: cable
  79.514s slave tells path-lost: lan
  79.522s master tells path-lost: serial
  79.522s master tells peer-dead: silent-dead; no beat on any path for 20000 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
  79.522s master verdict silent-dead
  79.522s slave tells path-lost: serial
  79.522s slave tells peer-dead: silent-dead; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
  79.522s slave tells fence-begun: the takeover waits for it
  79.522s slave verdict silent-dead
  80.500s *** mend all
  80.500s *** unsplit
  80.501s master tells path-back: cable
  80.501s master tells peer-up: alive
  80.501s master verdict alive
  80.501s master tells path-back: lan
  80.513s slave tells path-back: cable
  80.513s slave tells peer-up: alive
  80.513s slave verdict alive
  80.513s slave tells path-back: lan
  80.522s slave tells path-back: serial
  80.522s master tells path-back: serial
  87.859s master switched off by the device
  87.859s master power off
  87.859s master holds 0 of 1
  89.533s slave tells fence-void: the peer was heard
  92.522s slave tells peer-late: late; no beat on any path for 5000 ms
  92.522s slave verdict late
  92.525s ok  slave judges late (after 12025 ms)
  93.525s ok  slave holds nothing (for 1s)
 107.514s slave tells path-lost: cable
 107.514s slave tells path-lost: lan
 107.522s slave tells path-lost: serial
 107.522s slave tells peer-dead: powered-off; no beat on any path for 20000 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
 107.522s slave tells fence-begun: the takeover waits for it
 107.522s slave verdict powered-off
 117.540s slave tells fence-done: 10018 ms
 117.540s slave tells takeover: powered-off; no beat on any path for 30018 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
 117.540s slave tells move-begun: taking; cause: takeover
 117.540s slave running-slave => taking-over
 117.543s slave holds 1 of 1
 117.543s slave tells move-done: running master; vip-add 3.5 ms; 3.5 ms in all
 117.543s slave taking-over => running-master
 117.545s ok  slave is running-master (after 24020 ms)
 117.545s ok  slave holds all (after 0 ms)
