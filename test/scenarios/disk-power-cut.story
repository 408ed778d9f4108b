# With a disk: the master loses its power. The slave takes the disk when the dead time has passed, and what it wrote alone comes back to the master.

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
  60.000s *** power-cut master
  60.000s master power off
  60.000s master holds 0 of 1
  61.506s slave tells replication-lost: r0; connecting
  64.833s slave tells peer-late: late; no beat on any path for 5000 ms
  64.833s slave verdict late
  79.506s slave tells path-lost: serial
  79.833s slave tells path-lost: cable
  79.833s slave tells path-lost: lan
  79.833s slave verdict gathering
  79.834s slave tells peer-dead: powered-off; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
  79.834s slave tells takeover: powered-off; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
  79.834s slave tells move-begun: taking; cause: takeover
  79.834s slave running-slave => taking-over
  79.834s slave verdict powered-off
  80.241s slave tells fence-asked: r0
  80.251s slave tells fence-answered: r0; 5; the peer is judged powered-off
  80.461s slave tells move-step: disk-primary; 626.5 ms
  80.984s slave tells move-step: mount; 523.3 ms
  80.988s slave holds 1 of 1
  80.988s slave tells move-step: vip-add; 4.2 ms
  80.988s slave tells move-done: running master; disk-primary 626.5 ms; mount 523.3 ms; vip-add 4.2 ms; 1154 ms in all
  80.988s slave taking-over => running-master
  80.990s ok  slave is running-master (after 20990 ms)
  80.990s ok  slave disk mounted (after 0 ms)
 120.000s *** power-on master
 120.000s master power on
 120.022s slave tells peer-dead: silent-dead; no beat on any path for 60189 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
 120.022s slave verdict silent-dead
 120.063s slave tells peer-dead: agent-dead; no beat on any path for 60230 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
 120.063s slave verdict agent-dead
 122.000s master agent starts, run 2
 122.000s master tells started: term 2
 122.000s master tells move-begun: giving up; cause: leftovers
 122.000s master tells peer-up: alive
 122.000s master verdict alive
 122.001s slave tells peer-up: alive
 122.001s slave verdict alive
 122.001s slave tells path-back: cable
 122.001s slave tells path-back: lan
 122.001s master tells path-back: cable
 122.001s master tells path-back: lan
 122.003s master tells move-step: vip-remove; 3.1 ms
 122.009s slave tells path-back: serial
 122.010s master tells path-back: serial
 122.341s master tells disk-stale: r0
 122.341s master tells move-step: unmount; 337.6 ms
 122.341s slave tells conflict-over: term 2, heard 2
 122.406s master tells move-step: disk-secondary; 65 ms
 122.406s master tells move-done: released; vip-remove 3.1 ms; unmount 337.6 ms; disk-secondary 65 ms; 405.7 ms in all
 122.406s master tells standing-by: the peer is running-master
 122.406s master starting => running-slave
 122.410s ok  master is running-slave (after 2410 ms)
 123.804s slave tells resync-begun: r0; to the peer; 4096 KiB
 123.811s master tells resync-begun: r0; from the peer; 4096 KiB
 124.150s ok  master disk up-to-date (after 1740 ms)
 124.152s master tells replication-whole: r0
 124.179s slave tells replication-whole: r0
 184.150s ok  slave holds all (for 60s)
