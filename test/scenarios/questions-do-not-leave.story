# The links are cut while the master serves, and the slave's questions for the addresses do not leave its device: what was
# never asked is no silence, so nobody takes. As soon as questions leave, the answer says that the master lives (D2).

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
  60.000s *** unsent lan
  60.000s *** cut all
  64.522s slave tells peer-late: late; no beat on any path for 5001 ms
  64.522s slave verdict late
  64.523s master tells peer-late: late; no beat on any path for 5000 ms
  64.523s master verdict late
  79.513s master tells path-lost: cable
  79.513s master tells path-lost: lan
  79.514s slave tells path-lost: cable
  79.514s slave tells path-lost: lan
  79.522s master tells path-lost: serial
  79.522s master tells i-am-isolated: i-am-isolated; no beat on any path for 20000 ms; no witness and no neighbour answers
  79.522s master verdict i-am-isolated
  79.523s slave tells path-lost: serial
  79.523s slave verdict gathering
 120.000s ok  slave is running-slave (for 60s)
 120.000s ok  master holds all (after 0 ms)
 125.000s *** sent lan
 125.139s master tells peer-dead: silent-dead; no beat on any path for 65617 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
 125.139s master verdict silent-dead
 125.140s master tells peer-dead: agent-dead; no beat on any path for 65618 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
 125.140s master verdict agent-dead
 125.322s slave tells links-cut: links-cut; no beat on any path for 65800 ms; the peer answers for the virtual address in lan
 125.322s slave verdict links-cut
 125.325s ok  slave judges links-cut (after 325 ms)
 155.325s ok  master holds all (for 30s)
 170.000s *** mend all
 170.002s master tells path-back: cable
 170.002s master tells peer-up: alive
 170.002s master verdict alive
 170.002s master tells path-back: lan
 170.013s slave tells path-back: cable
 170.013s slave tells peer-up: alive
 170.013s slave verdict alive
 170.013s slave tells path-back: lan
 170.015s ok  slave judges alive (after 15 ms)
 170.022s master tells path-back: serial
 170.522s slave tells path-back: serial
 230.015s ok  master is running-master (for 60s)
