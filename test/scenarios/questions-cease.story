# The links are cut while the master serves. The first question for its addresses is answered, by the master and by its
# neighbours; the later ones do not leave the slave's device. What was never asked is no silence: nobody takes (D2).

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
  60.000s *** cut all
  64.522s master tells peer-late: late; no beat on any path for 5000 ms
  64.522s master verdict late
  64.523s slave tells peer-late: late; no beat on any path for 5001 ms
  64.523s slave verdict late
  66.000s *** unsent lan
  79.513s master tells path-lost: cable
  79.513s master tells path-lost: lan
  79.514s slave tells path-lost: cable
  79.514s slave tells path-lost: lan
  79.522s master tells path-lost: serial
  79.522s master tells peer-dead: agent-dead; no beat on any path for 20000 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
  79.522s master verdict agent-dead
  79.522s slave tells path-lost: serial
  79.522s slave tells links-cut: links-cut; no beat on any path for 20000 ms; the peer answers for the virtual address in lan
  79.522s slave verdict links-cut
 126.000s ok  slave is running-slave (for 60s)
 126.000s ok  master holds all (after 0 ms)
 130.000s *** sent lan
 130.000s ok  slave judges links-cut (after 0 ms)
 150.000s *** mend all
 150.002s master tells path-back: cable
 150.002s master tells peer-up: alive
 150.002s master verdict alive
 150.002s master tells path-back: lan
 150.013s slave tells path-back: cable
 150.013s slave tells peer-up: alive
 150.013s slave verdict alive
 150.013s slave tells path-back: lan
 150.015s ok  slave judges alive (after 15 ms)
 150.022s master tells path-back: serial
 150.522s slave tells path-back: serial
 210.015s ok  master is running-master (for 60s)
