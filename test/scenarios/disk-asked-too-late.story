# With a disk and a dead time that leaves the kernel little time: nothing passes between the two, the tool of the slave is slow, and its kernel asks when the master may have gone on alone already. The take ends at once, the master goes on, and its copy follows again after the heal.

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
   4.335s master holds 1 of 1
   4.335s master tells move-step: vip-add; 4.5 ms
   4.335s master tells move-done: running master; verify 500.3 ms; disk-primary 644.1 ms; mount 436.8 ms; vip-add 4.5 ms; 1585.7 ms in all
   4.335s master taking-over => running-master
   4.340s ok  master is running-master (after 4340 ms)
  30.000s *** hands slow
  31.000s *** cut all
  31.000s *** cut replication
  31.000s *** split
  31.629s master tells peer-late: late; no beat on any path for 1001 ms
  31.629s master verdict late
  31.836s slave tells peer-late: late; no beat on any path for 1001 ms
  31.836s slave verdict late
  32.237s master tells replication-lost: r0; connecting
  32.237s master tells writes-frozen: r0
  32.393s master tells fence-asked: r0
  33.091s slave tells replication-lost: r0; connecting
  34.393s master tells path-lost: serial
  34.586s slave tells path-lost: serial
  34.629s master tells path-lost: cable
  34.629s master tells path-lost: lan
  34.629s master tells peer-dead: silent-dead; no beat on any path for 4000 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
  34.629s master verdict silent-dead
  34.835s slave tells path-lost: cable
  34.835s slave tells path-lost: lan
  34.835s slave verdict gathering
  34.836s slave tells peer-dead: silent-dead; no beat on any path for 4001 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
  34.836s slave tells takeover: silent-dead; no beat on any path for 4001 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
  34.836s slave tells move-begun: taking; cause: takeover
  34.836s slave running-slave => taking-over
  34.836s slave verdict silent-dead
  34.840s ok  slave is taking-over (after 3840 ms)
  41.093s slave tells fence-asked: r0
  41.093s slave tells move-failed: disk-primary: the kernel asked too late: the peer may go on alone by now
  41.093s slave tells move-begun: giving up; cause: failed-take
  41.093s slave taking-over => releasing
  41.094s slave tells fence-answered: r0; 1; this node neither leads nor is about to
  41.269s slave tells fence-asked: r0
  41.269s slave tells fence-answered: r0; 1; this node neither leads nor is about to
  41.383s slave tells fence-asked: r0
  41.383s slave tells fence-answered: r0; 1; this node neither leads nor is about to
  41.469s slave tells fence-asked: r0
  41.469s slave tells fence-answered: r0; 1; this node neither leads nor is about to
  43.700s slave tells memory-failed: timed out after 5000 ms
  44.539s master tells memory-failed: timed out after 5000 ms
  44.611s master tells fence-answered: r0; 5; the peer is judged silent-dead, and its time to lead is over
  44.651s master tells writes-go-on: r0
  45.000s *** hands work
  48.560s slave tells move-step: vip-remove; 7467.3 ms
  48.712s slave tells move-step: unmount; 152.5 ms
  49.054s slave tells move-step: disk-secondary; 341.5 ms
  49.054s slave tells move-done: released; vip-remove 7467.3 ms; unmount 152.5 ms; disk-secondary 341.5 ms; 7961.3 ms in all
  49.054s slave tells disk-stale: r0
  49.054s slave tells held-back: disk-not-current
  49.054s slave releasing => running-slave
  49.055s ok  slave is running-slave (after 4055 ms)
  52.161s master tells memory-back: 
  56.712s slave tells memory-back: 
  69.055s ok  master is running-master (for 20s)
  80.000s *** mend all
  80.000s *** mend replication
  80.000s *** unsplit
  80.000s ok  slave disk up-to-date (after 0 ms)
  80.054s master tells path-back: cable
  80.054s master tells peer-up: alive
  80.054s master verdict alive
  80.054s master tells path-back: lan
  80.063s master tells path-back: serial
  80.071s master tells conflict-over: term 1, heard 2
  80.129s slave tells links-cut: links-cut; no beat on any path for 49294 ms; the peer answers for the virtual address in lan
  80.129s slave verdict links-cut
  80.152s slave tells path-back: cable
  80.152s slave tells peer-up: alive
  80.152s slave verdict alive
  80.152s slave tells path-back: lan
  80.661s slave tells path-back: serial
  80.845s slave tells resync-begun: r0; from the peer; 552 KiB
  80.865s master tells resync-begun: r0; to the peer; 552 KiB
  81.022s slave tells replication-whole: r0
  81.059s master tells replication-whole: r0
 110.000s ok  master is running-master (for 30s)
