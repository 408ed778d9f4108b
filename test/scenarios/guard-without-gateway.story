# The gateway of the slave is the VIP of the pair itself, so it is no witness (FO-29): the dead master, which was that gateway, does not keep the slave from taking over.

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
   2.009s slave tells path-back: serial
   2.009s master tells path-back: serial
   2.011s master tells boot-vacant: the peer cannot take
   2.011s master tells move-begun: taking; cause: vacant
   2.011s master running-slave => taking-over
   2.511s master tells move-step: verify; 500.2 ms
   2.516s master holds 1 of 1
   2.516s master tells move-step: vip-add; 4.6 ms
   2.516s master tells move-done: running master; verify 500.2 ms; vip-add 4.6 ms; 504.8 ms in all
   2.516s master taking-over => running-master
   2.520s ok  master is running-master (after 2520 ms)
  60.000s *** power-cut master
  60.000s master power off
  60.000s master holds 0 of 1
  64.526s slave tells peer-late: late; no beat on any path for 5000 ms
  64.526s slave verdict late
  79.526s slave tells path-lost: serial
  79.526s slave tells path-lost: cable
  79.526s slave tells path-lost: lan
  79.526s slave verdict gathering
  79.527s slave tells peer-dead: powered-off; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
  79.527s slave tells takeover: powered-off; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
  79.527s slave tells move-begun: taking; cause: takeover
  79.527s slave running-slave => taking-over
  79.527s slave verdict powered-off
  79.531s slave holds 1 of 1
  79.531s slave tells move-done: running master; vip-add 4.6 ms; 4.6 ms in all
  79.531s slave taking-over => running-master
  79.535s ok  slave is running-master (after 19535 ms)
  79.535s ok  slave holds all (after 0 ms)
