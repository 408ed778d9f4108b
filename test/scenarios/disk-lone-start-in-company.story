# With a disk: the standing word of the operator is for a node that starts alone. Both lost their power, the slave boots alone and begins to take, and the master is heard before the disk is led by force: nothing is forced, and the two agree who leads.

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
  30.000s *** cut replication
  30.000s *** power-cut both
  30.000s master power off
  30.000s master holds 0 of 1
  30.000s slave power off
  60.000s *** power-on slave
  60.000s slave power on
  62.000s slave agent starts, run 2
  62.000s slave tells started: term 2
  62.000s slave tells move-begun: giving up; cause: leftovers
  62.004s slave tells move-step: vip-remove; 4.4 ms
  62.587s slave tells move-step: unmount; 582.6 ms
  62.794s slave tells move-step: disk-secondary; 206.8 ms
  62.794s slave tells move-done: released; vip-remove 4.4 ms; unmount 582.6 ms; disk-secondary 206.8 ms; 793.9 ms in all
 100.200s *** power-on master
 100.200s master power on
 102.000s slave tells boot-alone: 
 102.000s slave starting => running-slave
 102.000s slave verdict gathering
 102.001s slave tells peer-dead: agent-dead; no beat on any path for 40001 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
 102.001s slave tells disk-forced: agent-dead; no beat on any path for 40001 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
 102.001s slave tells move-begun: taking; cause: takeover
 102.001s slave running-slave => taking-over
 102.001s slave verdict agent-dead
 102.003s slave verdict gathering
 102.005s ok  slave is taking-over (after 1805 ms)
 102.200s master agent starts, run 2
 102.200s master tells started: term 2
 102.200s master tells move-begun: giving up; cause: leftovers
 102.200s master tells peer-up: alive
 102.200s master verdict alive
 102.201s slave tells peer-up: alive
 102.201s slave tells move-failed: verify: the peer is there: this is no lone start
 102.201s slave tells move-begun: giving up; cause: failed-take
 102.201s slave taking-over => releasing
 102.201s slave verdict alive
 102.201s slave tells path-back: cable
 102.201s slave tells path-back: lan
 102.201s master tells path-back: cable
 102.201s master tells path-back: lan
 102.202s master tells move-step: vip-remove; 1.5 ms
 102.204s slave tells move-step: vip-remove; 3.1 ms
 102.209s slave tells path-back: serial
 102.210s master tells path-back: serial
 102.450s slave tells move-step: unmount; 246 ms
 102.507s slave tells move-step: disk-secondary; 57.7 ms
 102.507s slave tells move-done: released; vip-remove 3.1 ms; unmount 246 ms; disk-secondary 57.7 ms; 306.8 ms in all
 102.507s slave releasing => running-slave
 102.510s ok  slave is running-slave (after 505 ms)
 102.588s master tells move-step: unmount; 386.4 ms
 102.688s master tells move-step: disk-secondary; 100.2 ms
 102.688s master tells move-done: released; vip-remove 1.5 ms; unmount 386.4 ms; disk-secondary 100.2 ms; 488.1 ms in all
 102.688s master tells standing-by: the peer is running-slave
 102.688s master starting => running-slave
 122.201s master tells boot-vacant: the peer cannot take
 122.201s master tells move-begun: taking; cause: vacant
 122.201s master running-slave => taking-over
 122.701s master tells move-step: verify; 500.7 ms
 123.057s master tells fence-asked: r0
 123.058s slave tells outdate-asked: r0
 123.569s master tells fence-answered: r0; 4; the peer has outdated its disk
 123.719s master tells move-step: disk-primary; 1017.7 ms
 123.951s master tells move-step: mount; 232.4 ms
 123.957s master holds 1 of 1
 123.957s master tells move-step: vip-add; 5.8 ms
 123.957s master tells move-done: running master; verify 500.7 ms; disk-primary 1017.7 ms; mount 232.4 ms; vip-add 5.8 ms; 1756.5 ms in all
 123.957s master taking-over => running-master
 123.960s ok  master is running-master (after 21450 ms)
 183.960s ok  slave is running-slave (for 60s)
 200.000s *** mend replication
 201.691s slave tells resync-begun: r0; from the peer; 4096 KiB
 201.734s master tells resync-begun: r0; to the peer; 4096 KiB
 202.065s ok  slave disk up-to-date (after 2065 ms)
