# With a disk: the replication is cut while the serial line lives. The slave outdates its copy, the master writes on alone and dies: nobody leads with the old copy. When the master is back the slave follows the new one, and leads as soon as it is whole.

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
  60.000s *** cut ethernet
  60.000s *** cut replication
  61.506s master tells replication-lost: r0; connecting
  61.506s master tells writes-frozen: r0
  61.515s slave tells outdate-asked: r0
  61.706s master tells fence-asked: r0
  62.885s ok  slave disk outdated (after 2885 ms)
  62.885s ok  master disk mounted (after 0 ms)
  62.924s slave tells replication-lost: r0; connecting
  62.941s master tells fence-answered: r0; 4; the peer has outdated its disk
  63.055s master tells writes-go-on: r0
  80.055s master tells path-lost: cable
  80.055s master tells path-lost: lan
  80.064s slave tells path-lost: cable
  80.064s slave tells path-lost: lan
 120.000s *** power-cut master
 120.000s master power off
 120.000s master holds 0 of 1
 124.065s slave tells peer-late: late; no beat on any path for 5000 ms
 124.065s slave verdict late
 139.065s slave tells path-lost: serial
 139.065s slave verdict gathering
 139.066s slave tells peer-dead: powered-off; no beat on any path for 20002 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
 139.066s slave tells held-back: disk-not-current
 139.066s slave verdict powered-off
 139.070s ok  slave judges powered-off (after 19070 ms)
 259.070s ok  slave holds nothing (for 120s)
 300.000s *** mend ethernet
 300.000s *** mend replication
 300.000s *** power-on master
 300.000s master power on
 300.059s slave tells peer-dead: silent-dead; no beat on any path for 180995 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
 300.059s slave verdict silent-dead
 300.477s slave tells peer-dead: agent-dead; no beat on any path for 181413 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
 300.477s slave verdict agent-dead
 300.982s slave tells resync-begun: r0; from the peer; 4096 KiB
 301.325s ok  slave disk up-to-date (after 1325 ms)
 301.395s slave tells replication-whole: r0
 301.395s slave tells takeover: agent-dead; no beat on any path for 182331 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
 301.395s slave tells move-begun: taking; cause: takeover
 301.395s slave running-slave => taking-over
 301.826s slave tells move-step: disk-primary; 431.4 ms
 302.000s master agent starts, run 2
 302.000s master tells started: term 2
 302.000s master tells move-begun: giving up; cause: leftovers
 302.000s master tells peer-up: alive
 302.000s master verdict alive
 302.001s slave tells peer-up: alive
 302.001s slave verdict alive
 302.001s slave tells path-back: cable
 302.001s slave tells path-back: lan
 302.001s master tells path-back: cable
 302.001s master tells path-back: lan
 302.002s master tells move-step: vip-remove; 2.1 ms
 302.009s slave tells path-back: serial
 302.010s master tells path-back: serial
 302.117s slave tells move-step: mount; 290.1 ms
 302.118s slave holds 1 of 1
 302.118s slave tells move-step: vip-add; 1 ms
 302.118s slave tells move-done: running master; disk-primary 431.4 ms; mount 290.1 ms; vip-add 1 ms; 722.5 ms in all
 302.118s slave taking-over => running-master
 302.120s ok  slave is running-master (after 795 ms)
 302.190s master tells replication-whole: r0
 302.190s slave tells conflict-over: term 2, heard 2
 302.254s master tells move-step: unmount; 251.6 ms
 302.635s master tells move-step: disk-secondary; 381.2 ms
 302.635s master tells move-done: released; vip-remove 2.1 ms; unmount 251.6 ms; disk-secondary 381.2 ms; 634.9 ms in all
 302.635s master tells standing-by: the peer is running-master
 302.635s master starting => running-slave
 302.635s ok  master is running-slave (after 515 ms)
