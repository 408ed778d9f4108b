# With a disk and solo-start promote: the slave was off while the master wrote alone, and boots alone. The standing word of the operator lets it lead with its old copy; the master finds a split brain, and nothing is discarded.

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
 120.000s *** power-cut master
 120.000s master power off
 120.000s master holds 0 of 1
 150.000s *** power-on slave
 150.000s slave power on
 152.000s slave agent starts, run 2
 152.000s slave tells started: term 2
 152.000s slave tells move-begun: giving up; cause: leftovers
 152.002s slave tells move-step: vip-remove; 1.6 ms
 152.433s slave tells move-step: unmount; 430.9 ms
 152.644s slave tells move-step: disk-secondary; 211.1 ms
 152.644s slave tells move-done: released; vip-remove 1.6 ms; unmount 430.9 ms; disk-secondary 211.1 ms; 643.7 ms in all
 192.001s slave tells boot-alone: 
 192.001s slave starting => running-slave
 192.001s slave verdict gathering
 192.001s slave tells peer-dead: silent-dead; no beat on any path for 40001 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
 192.001s slave tells disk-forced: silent-dead; no beat on any path for 40001 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
 192.001s slave tells move-begun: taking; cause: takeover
 192.001s slave running-slave => taking-over
 192.001s slave verdict silent-dead
 192.002s slave verdict gathering
 192.501s slave tells move-step: verify; 500.1 ms
 192.627s slave tells peer-dead: silent-dead; no beat on any path for 40627 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
 192.627s slave verdict silent-dead
 192.822s slave tells fence-asked: r0
 192.822s slave tells fence-answered: r0; 1; nothing is known of the peer; the operator leads all the same
 193.179s slave tells move-step: disk-primary; 677.6 ms
 193.624s slave tells move-step: mount; 445.3 ms
 193.625s slave holds 1 of 1
 193.625s slave tells move-step: vip-add; 1.2 ms
 193.625s slave tells move-done: running master; verify 500.1 ms; disk-primary 677.6 ms; mount 445.3 ms; vip-add 1.2 ms; 1624.2 ms in all
 193.625s slave taking-over => running-master
 193.630s ok  slave is running-master (after 43630 ms)
 193.630s ok  slave disk mounted (after 0 ms)
 360.000s *** power-on master
 360.000s master power on
 360.216s slave tells peer-dead: agent-dead; no beat on any path for 208216 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
 360.216s slave verdict agent-dead
 362.000s master agent starts, run 2
 362.000s master tells started: term 2
 362.000s master tells move-begun: giving up; cause: leftovers
 362.000s master tells peer-up: alive
 362.000s master verdict alive
 362.000s slave tells peer-up: alive
 362.000s slave verdict alive
 362.001s slave tells path-back: cable
 362.001s slave tells path-back: lan
 362.001s master tells path-back: cable
 362.001s master tells path-back: lan
 362.003s master tells move-step: vip-remove; 3.4 ms
 362.009s slave tells path-back: serial
 362.009s master tells path-back: serial
 362.554s master tells split-brain: 
 362.554s master tells move-step: unmount; 550.5 ms
 362.554s slave tells split-brain: 
 362.649s master tells move-step: disk-secondary; 95 ms
 362.649s master tells move-done: released; vip-remove 3.4 ms; unmount 550.5 ms; disk-secondary 95 ms; 648.9 ms in all
 362.649s master tells standing-by: the peer is running-master
 362.649s master starting => running-slave
 362.650s ok  master is running-slave (after 2650 ms)
 482.650s ok  slave holds all (for 120s)
