# The master fails again soon after each failback: the second time automatic failback stops until ordered (D4).

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
  20.000s *** power-cut master
  20.000s master power off
  20.000s master holds 0 of 1
  20.522s slave tells peer-late: late; no beat on any path for 1000 ms
  20.522s slave verdict late
  23.513s slave tells path-lost: cable
  23.513s slave tells path-lost: lan
  23.523s slave tells path-lost: serial
  23.523s slave tells peer-dead: powered-off; no beat on any path for 4001 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
  23.523s slave tells takeover: powered-off; no beat on any path for 4001 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
  23.523s slave tells move-begun: taking; cause: takeover
  23.523s slave running-slave => taking-over
  23.523s slave verdict powered-off
  23.524s slave holds 1 of 1
  23.524s slave tells move-done: running master; vip-add 1.2 ms; 1.2 ms in all
  23.524s slave taking-over => running-master
  23.525s ok  slave is running-master (after 3525 ms)
  30.000s *** power-on master
  30.000s master power on
  30.037s slave tells peer-dead: agent-dead; no beat on any path for 10515 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
  30.037s slave verdict agent-dead
  32.000s master agent starts, run 2
  32.000s master tells started: term 2
  32.000s master tells peer-up: alive
  32.000s master verdict alive
  32.001s slave tells peer-up: alive
  32.001s slave verdict alive
  32.001s slave tells path-back: cable
  32.001s slave tells path-back: lan
  32.001s master tells path-back: cable
  32.001s master tells standing-by: the peer is running-master
  32.001s master starting => running-slave
  32.001s master tells path-back: lan
  32.009s slave tells path-back: serial
  32.010s master tells path-back: serial
  32.501s slave tells conflict-over: term 2, heard 2
  37.501s slave tells failback-begun: 
  37.501s slave tells order-accepted: cause: automatic-failback; master shall be running master
  37.502s slave tells move-begun: giving up; cause: automatic-failback
  37.502s slave running-master => releasing
  37.502s slave holds 0 of 1
  37.502s slave tells move-done: released; vip-remove 0.4 ms; 0.4 ms in all
  37.502s slave releasing => running-slave
  37.502s master tells move-begun: taking; cause: automatic-failback
  37.502s master running-slave => taking-over
  37.503s master holds 1 of 1
  37.503s master tells move-done: running master; vip-add 0.5 ms; 0.5 ms in all
  37.503s master taking-over => running-master
  37.505s ok  master is running-master (after 7505 ms)
  60.000s *** power-cut master
  60.000s master power off
  60.000s master holds 0 of 1
  60.512s slave tells peer-late: late; no beat on any path for 1000 ms
  60.512s slave verdict late
  63.512s slave tells path-lost: serial
  63.512s slave tells path-lost: cable
  63.512s slave tells path-lost: lan
  63.512s slave tells peer-dead: powered-off; no beat on any path for 4000 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
  63.512s slave tells takeover: powered-off; no beat on any path for 4000 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
  63.512s slave tells move-begun: taking; cause: takeover
  63.512s slave running-slave => taking-over
  63.512s slave verdict powered-off
  63.513s slave holds 1 of 1
  63.513s slave tells move-done: running master; vip-add 0.4 ms; 0.4 ms in all
  63.513s slave taking-over => running-master
  63.515s ok  slave is running-master (after 3515 ms)
  70.000s *** power-on master
  70.000s master power on
  70.024s slave tells peer-dead: agent-dead; no beat on any path for 10512 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
  70.024s slave verdict agent-dead
  72.000s master agent starts, run 3
  72.000s master tells started: term 5
  72.000s master tells peer-up: alive
  72.000s master verdict alive
  72.001s slave tells peer-up: alive
  72.001s slave verdict alive
  72.001s slave tells path-back: cable
  72.001s slave tells path-back: lan
  72.001s master tells path-back: cable
  72.001s master tells standing-by: the peer is running-master
  72.001s master starting => running-slave
  72.001s master tells path-back: lan
  72.009s slave tells path-back: serial
  72.010s master tells path-back: serial
  72.501s slave tells conflict-over: term 5, heard 5
 105.000s ok  slave is running-master (for 35s)
 112.501s slave tells failback-begun: 
 112.501s slave tells order-accepted: cause: automatic-failback; master shall be running master
 112.502s slave tells move-begun: giving up; cause: automatic-failback
 112.502s slave running-master => releasing
 112.503s slave holds 0 of 1
 112.503s slave tells move-done: released; vip-remove 1.7 ms; 1.7 ms in all
 112.503s slave releasing => running-slave
 112.504s master tells move-begun: taking; cause: automatic-failback
 112.504s master running-slave => taking-over
 112.507s master holds 1 of 1
 112.507s master tells move-done: running master; vip-add 3.3 ms; 3.3 ms in all
 112.507s master taking-over => running-master
 112.510s ok  master is running-master (after 7510 ms)
 150.000s *** power-cut master
 150.000s master power off
 150.000s master holds 0 of 1
 150.517s slave tells peer-late: late; no beat on any path for 1000 ms
 150.517s slave verdict late
 153.508s slave tells path-lost: cable
 153.508s slave tells path-lost: lan
 153.517s slave tells path-lost: serial
 153.517s slave tells peer-dead: powered-off; no beat on any path for 4001 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
 153.517s slave tells takeover: powered-off; no beat on any path for 4001 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
 153.517s slave tells failback-stopped: 2 takeovers after failbacks
 153.517s slave tells move-begun: taking; cause: takeover
 153.517s slave running-slave => taking-over
 153.517s slave verdict powered-off
 153.518s slave holds 1 of 1
 153.518s slave tells move-done: running master; vip-add 1.1 ms; 1.1 ms in all
 153.518s slave taking-over => running-master
 153.520s ok  slave is running-master (after 3520 ms)
 160.000s *** power-on master
 160.000s master power on
 160.034s slave tells peer-dead: agent-dead; no beat on any path for 10518 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
 160.034s slave verdict agent-dead
 162.000s master agent starts, run 4
 162.000s master tells started: term 8
 162.000s master tells peer-up: alive
 162.000s master verdict alive
 162.001s slave tells peer-up: alive
 162.001s slave verdict alive
 162.001s slave tells path-back: cable
 162.001s slave tells path-back: lan
 162.001s master tells path-back: cable
 162.001s master tells standing-by: the peer is running-master
 162.001s master starting => running-slave
 162.001s master tells path-back: lan
 162.009s slave tells path-back: serial
 162.010s master tells path-back: serial
 162.501s slave tells conflict-over: term 8, heard 8
 280.000s ok  slave is running-master (for 120s)
