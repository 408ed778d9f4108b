# With a disk: both lose their power and boot together. The copy of the master was the one that was written, and it leads again.

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
  60.000s *** power-cut both
  60.000s master power off
  60.000s master holds 0 of 1
  60.000s slave power off
  90.000s *** power-on both
  90.000s master power on
  90.000s slave power on
  92.000s master agent starts, run 2
  92.000s master tells started: term 2
  92.000s master tells move-begun: giving up; cause: leftovers
  92.000s slave agent starts, run 2
  92.000s slave tells started: term 2
  92.000s slave tells move-begun: giving up; cause: leftovers
  92.000s master tells peer-up: alive
  92.000s master verdict alive
  92.000s slave tells peer-up: alive
  92.000s slave verdict alive
  92.001s slave tells path-back: cable
  92.001s slave tells path-back: lan
  92.001s master tells path-back: cable
  92.001s master tells path-back: lan
  92.001s slave tells move-step: vip-remove; 0.6 ms
  92.003s master tells move-step: vip-remove; 2.9 ms
  92.009s slave tells path-back: serial
  92.009s master tells path-back: serial
  92.341s master tells move-step: unmount; 337.9 ms
  92.391s master tells move-step: disk-secondary; 50.1 ms
  92.391s master tells move-done: released; vip-remove 2.9 ms; unmount 337.9 ms; disk-secondary 50.1 ms; 390.8 ms in all
  92.391s master tells standing-by: the peer is starting
  92.391s master starting => running-slave
  92.591s slave tells move-step: unmount; 590 ms
  92.769s slave tells move-step: disk-secondary; 178.2 ms
  92.769s slave tells move-done: released; vip-remove 0.6 ms; unmount 590 ms; disk-secondary 178.2 ms; 768.9 ms in all
  92.769s slave tells standing-by: the peer is running-slave
  92.769s slave starting => running-slave
  93.680s slave tells resync-begun: r0; from the peer; 4096 KiB
  93.687s master tells resync-begun: r0; to the peer; 4096 KiB
  94.022s slave tells replication-whole: r0
  94.035s master tells replication-whole: r0
  94.035s master tells boot-vacant: master is the preferred node
  94.035s master tells move-begun: taking; cause: vacant
  94.035s master running-slave => taking-over
  94.535s master tells move-step: verify; 500.6 ms
  95.050s master tells move-step: disk-primary; 515.2 ms
  95.554s master tells move-step: mount; 503.9 ms
  95.557s master holds 1 of 1
  95.557s master tells move-step: vip-add; 2.3 ms
  95.557s master tells move-done: running master; verify 500.6 ms; disk-primary 515.2 ms; mount 503.9 ms; vip-add 2.3 ms; 1522 ms in all
  95.557s master taking-over => running-master
  95.560s ok  master is running-master (after 5560 ms)
  95.560s ok  master disk mounted (after 0 ms)
  95.560s ok  slave disk up-to-date (after 0 ms)
 155.560s ok  slave is running-slave (for 60s)
