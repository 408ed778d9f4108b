# With a disk: the slave was off while the master wrote alone, and the operator holds the master back. Then the slave boots with the replication cut: both hear each other, nobody leads, and the copy that is behind does not begin to. When it is whole, it does.

   0.000s *** power-on both
   0.000s master power on
   0.000s slave power on
   2.000s master agent starts, run 1
   2.000s master tells started: term 0
   2.000s master tells move-begun: giving up; cause: leftovers
   2.000s slave agent starts, run 1
   2.000s slave tells started: term 0
   2.000s slave tells move-begun: giving up; cause: leftovers
   2.000s master tells peer-up: alive
   2.000s master verdict alive
   2.000s slave tells peer-up: alive
   2.000s slave verdict alive
   2.001s slave tells path-back: cable
   2.001s slave tells path-back: lan
   2.001s master tells path-back: cable
   2.001s master tells path-back: lan
   2.004s slave tells move-step: vip-remove; 4.5 ms
   2.006s master tells move-step: vip-remove; 5.9 ms
   2.009s slave tells path-back: serial
   2.009s master tells path-back: serial
   2.364s slave tells move-step: unmount; 359.3 ms
   2.553s master tells move-step: unmount; 547.5 ms
   2.692s master tells move-step: disk-secondary; 138.5 ms
   2.692s master tells move-done: released; vip-remove 5.9 ms; unmount 547.5 ms; disk-secondary 138.5 ms; 691.9 ms in all
   2.692s master tells standing-by: the peer is starting
   2.692s master starting => running-slave
   2.718s slave tells replication-whole: r0
   2.725s master tells replication-whole: r0
   2.749s slave tells move-step: disk-secondary; 385.3 ms
   2.749s slave tells move-done: released; vip-remove 4.5 ms; unmount 359.3 ms; disk-secondary 385.3 ms; 749.1 ms in all
   2.749s slave tells standing-by: the peer is running-slave
   2.749s slave starting => running-slave
   2.749s master tells boot-vacant: master is the preferred node
   2.749s master tells move-begun: taking; cause: vacant
   2.749s master running-slave => taking-over
   3.250s master tells move-step: verify; 500.3 ms
   3.894s master tells move-step: disk-primary; 644.1 ms
   4.331s master tells move-step: mount; 436.8 ms
   4.332s master holds 1 of 1
   4.332s master tells move-step: vip-add; 1.9 ms
   4.332s master tells move-done: running master; verify 500.3 ms; disk-primary 644.1 ms; mount 436.8 ms; vip-add 1.9 ms; 1583.2 ms in all
   4.332s master taking-over => running-master
   4.335s ok  master is running-master (after 4335 ms)
  60.000s *** power-cut slave
  60.000s slave power off
  61.506s master tells replication-lost: r0; connecting
  61.506s master tells writes-frozen: r0
  61.706s master tells fence-asked: r0
  64.629s master tells peer-late: late; no beat on any path for 5001 ms
  64.629s master verdict late
  79.363s master tells path-lost: serial
  79.629s master tells path-lost: cable
  79.629s master tells path-lost: lan
  79.629s master tells peer-dead: powered-off; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
  79.629s master verdict powered-off
  80.390s master tells fence-answered: r0; 5; the peer is judged powered-off, and its time to lead is over
  80.490s master tells writes-go-on: r0
 120.000s *** order master release
 120.000s master operator orders release
 120.000s master tells released: 
 120.000s master tells move-begun: giving up; cause: operator
 120.000s master running-master => releasing
 120.003s master holds 0 of 1
 120.003s master tells move-step: vip-remove; 2.9 ms
 120.005s ok  master holds nothing (after 5 ms)
 120.310s master tells move-step: unmount; 306.8 ms
 120.692s master tells move-step: disk-secondary; 382.1 ms
 120.692s master tells move-done: released; vip-remove 2.9 ms; unmount 306.8 ms; disk-secondary 382.1 ms; 691.7 ms in all
 120.692s master releasing => held
 130.000s *** cut replication
 130.000s *** power-on slave
 130.000s slave power on
 130.024s master tells peer-dead: silent-dead; no beat on any path for 70396 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
 130.024s master verdict silent-dead
 130.452s master tells peer-dead: agent-dead; no beat on any path for 70823 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
 130.452s master verdict agent-dead
 132.000s slave agent starts, run 2
 132.000s slave tells started: term 2
 132.000s slave tells move-begun: giving up; cause: leftovers
 132.000s slave tells peer-up: alive
 132.000s slave verdict alive
 132.001s master tells peer-up: alive
 132.001s master verdict alive
 132.001s master tells path-back: cable
 132.001s master tells path-back: lan
 132.001s slave tells path-back: cable
 132.001s slave tells path-back: lan
 132.002s slave tells move-step: vip-remove; 1.6 ms
 132.009s master tells path-back: serial
 132.010s slave tells path-back: serial
 132.447s slave tells move-step: unmount; 445.6 ms
 132.627s slave tells move-step: disk-secondary; 180 ms
 132.627s slave tells move-done: released; vip-remove 1.6 ms; unmount 445.6 ms; disk-secondary 180 ms; 627.3 ms in all
 132.627s slave tells standing-by: the peer is held
 132.627s slave starting => running-slave
 132.630s ok  slave is running-slave (after 2630 ms)
 153.001s slave tells held-back: disk-not-current
 252.630s ok  slave is running-slave (for 120s)
 300.000s *** mend replication
 301.098s slave tells resync-begun: r0; from the peer; 596 KiB
 301.098s slave tells held-back: not-in-sync
 301.103s master tells resync-begun: r0; to the peer; 596 KiB
 301.240s ok  slave disk up-to-date (after 1240 ms)
 301.297s slave tells replication-whole: r0
 301.297s slave tells boot-vacant: the peer cannot take
 301.297s slave tells move-begun: taking; cause: vacant
 301.297s slave running-slave => taking-over
 301.300s master tells replication-whole: r0
 301.800s slave tells move-step: verify; 502.9 ms
 302.235s slave tells move-step: disk-primary; 435.1 ms
 302.718s slave tells move-step: mount; 482.9 ms
 302.724s slave holds 1 of 1
 302.724s slave tells move-step: vip-add; 5.6 ms
 302.724s slave tells move-done: running master; verify 502.9 ms; disk-primary 435.1 ms; mount 482.9 ms; vip-add 5.6 ms; 1426.5 ms in all
 302.724s slave taking-over => running-master
 302.725s ok  slave is running-master (after 1485 ms)
