# The LAN of the master is down while the slave is switched off: nothing moves; when the slave is back and sees its LAN, it takes over.

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
   2.512s master tells move-step: vip-add; 3.2 ms
   2.512s master tells move-done: running master; verify 500.9 ms; vip-add 3.2 ms; 504.1 ms in all
   2.512s master taking-over => running-master
   2.515s ok  master is running-master (after 2515 ms)
  60.000s *** power-cut slave
  60.000s slave power off
  64.522s master tells peer-late: late; no beat on any path for 5001 ms
  64.522s master verdict late
  79.512s master tells path-lost: cable
  79.512s master tells path-lost: lan
  79.522s master tells path-lost: serial
  79.522s master tells peer-dead: powered-off; no beat on any path for 20000 ms; the virtual addresses are silent in lan; 3 of 12 checks of its address failed; the direct cable lost its carrier with the last beat
  79.522s master verdict powered-off
  90.000s *** links lan down master
  90.010s master tells link-down: lan; a timer of 120 s begins
 120.005s master tells peer-check-failed: 12 of 12 checks of its address failed
 210.011s master tells link-timer-over: lan; down for 120 s
 210.011s master tells link-kept: lan; the peer is not available; the node that shall take over goes on without it with --force
 390.000s ok  master is running-master (for 300s)
 400.000s *** power-on slave
 400.000s slave power on
 400.023s master tells peer-dead: silent-dead; no beat on any path for 340501 ms; the virtual addresses are silent in lan; 68 of 12 checks of its address failed; the peer's own addresses are silent
 400.023s master verdict silent-dead
 400.196s master tells peer-dead: agent-dead; no beat on any path for 340674 ms; the virtual addresses are silent in lan; 68 of 12 checks of its address failed; the peer's own address answers in lan
 400.196s master verdict agent-dead
 402.000s slave agent starts, run 2
 402.000s slave tells started: term 2
 402.000s slave tells peer-up: alive
 402.000s slave verdict alive
 402.001s master tells peer-up: alive
 402.001s master verdict alive
 402.001s master tells path-back: cable
 402.001s master tells path-back: lan
 402.001s slave tells path-back: cable
 402.001s slave tells standing-by: the peer is running-master
 402.001s slave starting => running-slave
 402.001s slave tells path-back: lan
 402.009s master tells path-back: serial
 402.010s slave tells path-back: serial
 402.012s master tells link-move: lan down for 312 s
 402.012s master tells order-accepted: cause: lan-down; slave shall be running master
 402.012s master tells move-begun: giving up; cause: lan-down
 402.012s master running-master => releasing
 402.015s master holds 0 of 1
 402.015s master tells move-done: released; vip-remove 2.5 ms; 2.5 ms in all
 402.015s master releasing => running-slave
 402.015s slave tells move-begun: taking; cause: lan-down
 402.015s slave running-slave => taking-over
 402.020s slave holds 1 of 1
 402.020s slave tells move-done: running master; vip-add 4.8 ms; 4.8 ms in all
 402.020s slave taking-over => running-master
 402.020s ok  slave is running-master (after 2020 ms)
