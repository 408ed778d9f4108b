# With a disk: the operator hands over to the slave and back; the disk goes along each time.

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
   4.335s ok  master disk mounted (after 0 ms)
  30.000s *** order master failover
  30.000s master operator orders failover
  30.000s master tells order-accepted: cause: failover; slave shall be running master
  30.000s master tells move-begun: giving up; cause: failover
  30.000s master running-master => releasing
  30.004s master holds 0 of 1
  30.004s master tells move-step: vip-remove; 3.9 ms
  30.128s master tells move-step: unmount; 123.6 ms
  30.472s master tells move-step: disk-secondary; 343.7 ms
  30.472s master tells move-done: released; vip-remove 3.9 ms; unmount 123.6 ms; disk-secondary 343.7 ms; 471.2 ms in all
  30.472s master releasing => running-slave
  30.472s slave tells move-begun: taking; cause: failover
  30.472s slave running-slave => taking-over
  31.048s slave tells move-step: disk-primary; 576.3 ms
  31.712s slave tells move-step: mount; 664.1 ms
  31.715s slave holds 1 of 1
  31.715s slave tells move-step: vip-add; 2.5 ms
  31.715s slave tells move-done: running master; disk-primary 576.3 ms; mount 664.1 ms; vip-add 2.5 ms; 1243 ms in all
  31.715s slave taking-over => running-master
  31.715s ok  slave is running-master (after 1715 ms)
  31.715s ok  slave disk mounted (after 0 ms)
  31.715s ok  master disk secondary (after 0 ms)
  31.715s ok  master answers done (after 0 ms)
  60.000s *** order slave failback
  60.000s slave operator orders failback
  60.000s slave tells order-accepted: cause: failback; master shall be running master
  60.000s slave tells move-begun: giving up; cause: failback
  60.000s slave running-master => releasing
  60.004s slave holds 0 of 1
  60.004s slave tells move-step: vip-remove; 3.7 ms
  60.603s slave tells move-step: unmount; 598.8 ms
  60.890s slave tells move-step: disk-secondary; 286.7 ms
  60.890s slave tells move-done: released; vip-remove 3.7 ms; unmount 598.8 ms; disk-secondary 286.7 ms; 889.2 ms in all
  60.890s slave releasing => running-slave
  60.890s master tells move-begun: taking; cause: failback
  60.890s master running-slave => taking-over
  61.351s master tells move-step: disk-primary; 460.8 ms
  62.157s master tells move-step: mount; 806.5 ms
  62.159s master holds 1 of 1
  62.159s master tells move-step: vip-add; 2.2 ms
  62.159s master tells move-done: running master; disk-primary 460.8 ms; mount 806.5 ms; vip-add 2.2 ms; 1269.5 ms in all
  62.159s master taking-over => running-master
  62.160s ok  master is running-master (after 2160 ms)
  62.160s ok  master disk mounted (after 0 ms)
  62.160s ok  slave disk secondary (after 0 ms)
 122.160s ok  master holds all (for 60s)
