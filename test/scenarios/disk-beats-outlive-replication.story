# With a disk: the replication is lost first, and the copy of the slave is not outdated in time, because its tools hang. Then the beats are lost as well. The master counts from the last of them, and writes on alone only after 1.2 dead times, when the slave cannot decide any more.

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
  60.000s *** hands hang
  60.000s *** cut replication
  61.506s master tells replication-lost: r0; connecting
  61.506s master tells writes-frozen: r0
  61.506s slave tells outdate-asked: r0
  61.706s master tells fence-asked: r0
  62.924s slave tells replication-lost: r0; connecting
  65.000s *** cut all
  65.000s *** split
  65.000s *** hands work
  69.716s slave tells peer-late: late; no beat on any path for 5001 ms
  69.716s slave verdict late
  69.725s master tells peer-late: late; no beat on any path for 5001 ms
  69.725s master verdict late
  84.716s slave tells path-lost: serial
  84.716s slave tells path-lost: cable
  84.716s slave tells path-lost: lan
  84.716s slave verdict gathering
  84.716s slave tells peer-dead: silent-dead; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
  84.716s slave tells held-back: disk-not-current
  84.716s slave verdict silent-dead
  84.724s master tells path-lost: serial
  84.724s master tells path-lost: cable
  84.724s master tells path-lost: lan
  84.724s master tells peer-dead: silent-dead; no beat on any path for 20000 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
  84.724s master verdict silent-dead
  88.000s ok  master disk frozen (for 23s)
  88.000s ok  master disk primary (after 0 ms)
  89.007s master tells fence-answered: r0; 5; the peer is judged silent-dead, and its time to lead is over
  89.095s master tells writes-go-on: r0
 100.000s *** mend all
 100.000s *** mend replication
 100.000s *** unsplit
 100.000s ok  slave disk up-to-date (after 0 ms)
 100.014s master tells peer-dead: agent-dead; no beat on any path for 35289 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
 100.014s master verdict agent-dead
 100.096s slave tells path-back: cable
 100.096s slave tells peer-up: alive
 100.096s slave verdict alive
 100.096s slave tells path-back: lan
 100.096s master tells path-back: cable
 100.096s master tells peer-up: alive
 100.096s master verdict alive
 100.096s master tells path-back: lan
 100.105s slave tells path-back: serial
 100.317s master tells resync-begun: r0; to the peer; 180 KiB
 100.326s master tells path-back: serial
 100.352s slave tells resync-begun: r0; from the peer; 180 KiB
 100.549s slave tells replication-whole: r0
 100.579s master tells replication-whole: r0
 130.000s ok  master is running-master (for 30s)
