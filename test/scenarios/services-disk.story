# With a disk: services end before the unmount and start after the mount, in a handover and after a power cut [S9].

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
   2.009s master tells service-stopped: portal; 3 ms
   2.009s master tells service-stopped: mail; 0 ms
   2.009s master tells move-step: units-stop; 3.2 ms
   2.009s slave tells path-back: serial
   2.009s master tells path-back: serial
   2.010s slave tells service-stopped: portal; 5 ms
   2.012s slave tells service-stopped: mail; 3 ms
   2.012s slave tells move-step: units-stop; 7.7 ms
   2.398s slave tells move-step: unmount; 386.1 ms
   2.553s master tells move-step: unmount; 544.3 ms
   2.692s master tells move-step: disk-secondary; 138.5 ms
   2.692s master tells move-done: released; vip-remove 5.9 ms; units-stop 3.2 ms; unmount 544.3 ms; disk-secondary 138.5 ms; 691.9 ms in all
   2.692s master tells standing-by: the peer is starting
   2.692s master starting => running-slave
   2.718s slave tells replication-whole: r0
   2.725s master tells replication-whole: r0
   2.784s slave tells move-step: disk-secondary; 385.3 ms
   2.784s slave tells move-done: released; vip-remove 4.5 ms; units-stop 7.7 ms; unmount 386.1 ms; disk-secondary 385.3 ms; 783.6 ms in all
   2.784s slave tells standing-by: the peer is running-slave
   2.784s slave starting => running-slave
   2.784s master tells boot-vacant: master is the preferred node
   2.784s master tells move-begun: taking; cause: vacant
   2.784s master running-slave => taking-over
   3.284s master tells move-step: verify; 500.1 ms
   3.928s master tells move-step: disk-primary; 644.1 ms
   4.616s master tells move-step: mount; 687.6 ms
   4.618s master holds 1 of 1
   4.618s master tells move-step: vip-add; 2 ms
   4.618s master tells move-done: running master; verify 500.1 ms; disk-primary 644.1 ms; mount 687.6 ms; vip-add 2 ms; 1833.9 ms in all
   4.618s master taking-over => running-master
   4.622s master service mail is starting
   5.824s master service mail is running
   5.824s master tells service-started: mail; 1206 ms
   5.825s master service portal is starting
   8.996s master service portal is running
   8.996s master tells service-started: portal; 3173 ms
   8.996s master tells services-up: mail 1206 ms; portal 3173 ms; 4378 ms since running-master
   9.000s ok  master runs portal (after 9000 ms)
  90.000s *** order master failover
  90.000s master operator orders failover
  90.000s master tells order-accepted: cause: failover; slave shall be running master
  90.000s master tells move-begun: giving up; cause: failover
  90.069s master tells move-step: end-clients; 68.2 ms
  90.074s master service portal is stopping
  91.356s master service portal is stopped
  91.356s master tells service-stopped: portal; 1287 ms
  91.360s master service mail is stopping
  92.927s master service mail is stopped
  92.927s master tells service-stopped: mail; 1572 ms
  92.927s master tells move-step: units-stop; 2858.9 ms
  92.927s master running-master => releasing
  92.930s master holds 0 of 1
  92.930s master tells move-step: vip-remove; 2.6 ms
  93.160s master tells move-step: unmount; 229.6 ms
  93.289s master tells move-step: disk-secondary; 129.7 ms
  93.289s master tells move-done: released; end-clients 68.2 ms; units-stop 2858.9 ms; vip-remove 2.6 ms; unmount 229.6 ms; disk-secondary 129.7 ms; 3289 ms in all
  93.289s master releasing => running-slave
  93.290s slave tells move-begun: taking; cause: failover
  93.290s slave running-slave => taking-over
  93.542s slave tells move-step: disk-primary; 252.6 ms
  94.103s slave tells move-step: mount; 561.1 ms
  94.106s slave holds 1 of 1
  94.106s slave tells move-step: vip-add; 3.1 ms
  94.106s slave tells move-done: running master; disk-primary 252.6 ms; mount 561.1 ms; vip-add 3.1 ms; 816.9 ms in all
  94.106s slave taking-over => running-master
  94.109s slave service mail is starting
  94.110s ok  slave is running-master (after 4110 ms)
  94.110s ok  master disk secondary (after 0 ms)
  95.856s slave service mail is running
  95.856s slave tells service-started: mail; 1750 ms
  95.859s slave service portal is starting
  97.039s slave service portal is running
  97.039s slave tells service-started: portal; 1183 ms
  97.039s slave tells services-up: mail 1750 ms; portal 1183 ms; 2933 ms since running-master
  97.040s ok  slave runs portal (after 2930 ms)
 150.000s *** power-cut slave
 150.000s slave power off
 150.000s slave holds 0 of 1
 152.916s master tells replication-lost: r0; connecting
 154.858s master tells peer-late: late; no beat on any path for 5000 ms
 154.858s master verdict late
 169.608s master tells path-lost: serial
 169.858s master tells path-lost: cable
 169.858s master tells path-lost: lan
 169.858s master tells peer-dead: powered-off; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
 169.858s master tells takeover: powered-off; no beat on any path for 20001 ms; the virtual addresses are silent in lan; the direct cable lost its carrier with the last beat
 169.858s master tells move-begun: taking; cause: takeover
 169.858s master running-slave => taking-over
 169.858s master verdict powered-off
 170.344s master tells fence-asked: r0
 170.348s master tells fence-answered: r0; 5; the peer is judged powered-off
 170.430s master tells move-step: disk-primary; 571.9 ms
 170.641s master tells move-step: mount; 211.1 ms
 170.644s master holds 1 of 1
 170.644s master tells move-step: vip-add; 3 ms
 170.644s master tells move-done: running master; disk-primary 571.9 ms; mount 211.1 ms; vip-add 3 ms; 786 ms in all
 170.644s master taking-over => running-master
 170.645s ok  master is running-master (after 20645 ms)
 170.645s ok  master disk mounted (after 0 ms)
 170.649s master service mail is starting
 171.567s master service mail is running
 171.567s master tells service-started: mail; 923 ms
 171.571s master service portal is starting
 173.720s master service portal is running
 173.720s master tells service-started: portal; 2153 ms
 173.720s master tells services-up: mail 923 ms; portal 2153 ms; 3075 ms since running-master
 173.720s ok  master runs portal (after 3075 ms)
