# With a disk and a split brain: the operator says on the master that the data of the slave goes. Meanwhile the slave has other data, which the master could not hear of: nobody named it, and it stays.

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
 152.004s slave tells move-step: vip-remove; 4.2 ms
 152.367s slave tells move-step: unmount; 362.3 ms
 152.616s slave tells move-step: disk-secondary; 249.1 ms
 152.616s slave tells move-done: released; vip-remove 4.2 ms; unmount 362.3 ms; disk-secondary 249.1 ms; 615.6 ms in all
 192.000s slave tells boot-alone: 
 192.000s slave starting => running-slave
 192.000s slave verdict gathering
 192.001s slave tells peer-dead: silent-dead; no beat on any path for 40001 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
 192.001s slave tells disk-forced: silent-dead; no beat on any path for 40001 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
 192.001s slave tells move-begun: taking; cause: takeover
 192.001s slave running-slave => taking-over
 192.001s slave verdict silent-dead
 192.002s slave verdict gathering
 192.501s slave tells move-step: verify; 500.6 ms
 192.628s slave tells peer-dead: silent-dead; no beat on any path for 40628 ms; the virtual addresses are silent in lan; the peer's own addresses are silent
 192.628s slave verdict silent-dead
 192.812s slave tells fence-asked: r0
 192.812s slave tells fence-answered: r0; 1; nothing is known of the peer; the operator leads all the same
 192.924s slave tells move-step: disk-primary; 422.7 ms
 193.339s slave tells move-step: mount; 414.6 ms
 193.344s slave holds 1 of 1
 193.344s slave tells move-step: vip-add; 5.2 ms
 193.344s slave tells move-done: running master; verify 500.6 ms; disk-primary 422.7 ms; mount 414.6 ms; vip-add 5.2 ms; 1343.1 ms in all
 193.344s slave taking-over => running-master
 193.345s ok  slave is running-master (after 43345 ms)
 360.000s *** order slave release
 360.000s slave operator orders release
 360.000s slave tells released: 
 360.000s slave tells move-begun: giving up; cause: operator
 360.000s slave running-master => releasing
 360.004s slave holds 0 of 1
 360.004s slave tells move-step: vip-remove; 4.5 ms
 360.005s ok  slave holds nothing (after 5 ms)
 360.502s slave tells move-step: unmount; 497.7 ms
 360.625s slave tells move-step: disk-secondary; 122.6 ms
 360.625s slave tells move-done: released; vip-remove 4.5 ms; unmount 497.7 ms; disk-secondary 122.6 ms; 624.9 ms in all
 360.625s slave releasing => held
 370.000s *** power-on master
 370.000s master power on
 370.428s slave tells peer-dead: agent-dead; no beat on any path for 218428 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
 370.428s slave verdict agent-dead
 372.000s master agent starts, run 2
 372.000s master tells started: term 2
 372.000s master tells move-begun: giving up; cause: leftovers
 372.000s master tells peer-up: alive
 372.000s master verdict alive
 372.000s slave tells peer-up: alive
 372.000s slave verdict alive
 372.001s slave tells path-back: cable
 372.001s slave tells path-back: lan
 372.001s master tells path-back: cable
 372.001s master tells path-back: lan
 372.003s master tells move-step: vip-remove; 3.4 ms
 372.009s slave tells path-back: serial
 372.009s master tells path-back: serial
 372.146s master tells move-step: unmount; 142.9 ms
 372.146s slave tells split-brain: 
 372.494s master tells move-step: disk-secondary; 347.7 ms
 372.494s master tells move-done: released; vip-remove 3.4 ms; unmount 142.9 ms; disk-secondary 347.7 ms; 494 ms in all
 372.494s master tells standing-by: the peer is held
 372.494s master starting => running-slave
 372.494s master tells split-brain: 
 372.495s ok  master is running-slave (after 2495 ms)
 392.723s master tells held-back: split-brain
 400.000s *** cut all from slave
 400.000s *** new-data slave
 401.000s *** order master repair
 401.000s master operator orders repair
 401.000s master tells repair-begun: 310FEA13E481DACA goes
 401.000s ok  master answers done (after 0 ms)
 404.000s *** mend all from slave
 404.001s master tells repair-void: 
 414.000s ok  slave is held (for 10s)
 420.000s *** order master repair
 420.000s master operator orders repair
 420.000s master tells repair-begun: 662334479FBE3A22 goes
 420.000s ok  master answers done (after 0 ms)
 420.000s ok  slave disk up-to-date (after 0 ms)
 420.009s slave tells data-discarded: r0; 662334479FBE3A22
 422.686s slave tells resync-begun: r0; from the peer; 4096 KiB
 422.686s slave tells split-brain-over: 
 422.687s master tells split-brain-over: 
 422.687s master tells held-back: disk-not-current
 422.694s master tells resync-begun: r0; to the peer; 4096 KiB
 422.694s master tells held-back: not-in-sync
 423.060s master tells replication-whole: r0
 423.060s master tells repair-done: 
 423.060s master tells boot-vacant: the peer cannot take
 423.060s master tells move-begun: taking; cause: vacant
 423.060s master running-slave => taking-over
 423.091s slave tells replication-whole: r0
 423.560s master tells move-step: verify; 500.1 ms
 423.981s master tells move-step: disk-primary; 421.5 ms
 424.413s master tells move-step: mount; 431.8 ms
 424.414s master holds 1 of 1
 424.414s master tells move-step: vip-add; 1.3 ms
 424.414s master tells move-done: running master; verify 500.1 ms; disk-primary 421.5 ms; mount 431.8 ms; vip-add 1.3 ms; 1354.7 ms in all
 424.414s master taking-over => running-master
 424.415s ok  master is running-master (after 4415 ms)
