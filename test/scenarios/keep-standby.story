# With on-failure = keep-standby the slave tells of the dead master and stays standby (FO-15).

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
  30.000s *** power-cut master
  30.000s master power off
  30.000s master holds 0 of 1
  34.522s slave tells peer-late: late; no beat on any path for 5001 ms
  34.522s slave verdict late
  49.513s slave tells path-lost: cable
  49.513s slave tells path-lost: lan
  49.522s slave tells path-lost: serial
  49.522s slave verdict gathering
  49.523s slave tells peer-dead: powered-off; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
  49.523s slave tells kept-standby: 
  49.523s slave verdict powered-off
  49.525s ok  slave judges powered-off (after 19525 ms)
 109.525s ok  slave is running-slave (for 60s)
