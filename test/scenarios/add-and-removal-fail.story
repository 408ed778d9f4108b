# An isolated master takes its addresses back and both the add and the removal after it fail half-way: it says released only
# when the lease of what was just added has ended, not that of the claim before (D5).

   0.000s *** power-on both
   0.000s master power on
   0.000s slave power on
   2.000s master agent starts, run 1
   2.000s master tells started: term 0
   2.000s slave agent starts, run 1
   2.000s slave tells started: term 0
   2.000s master tells peer-up: alive
   2.000s master verdict alive
   2.000s slave tells peer-up: alive
   2.000s slave verdict alive
   2.001s slave tells path-back: cable
   2.001s slave tells standing-by: the peer is starting
   2.001s slave starting => running-slave
   2.001s slave tells path-back: lan
   2.001s master tells path-back: cable
   2.001s master tells standing-by: the peer is starting
   2.001s master starting => running-slave
   2.001s master tells path-back: lan
   2.009s slave tells path-back: serial
   2.009s master tells path-back: serial
   2.013s master tells boot-vacant: the peer cannot take
   2.013s master tells move-begun: taking; cause: vacant
   2.013s master running-slave => taking-over
   2.513s master tells move-step: verify; 500.3 ms
   2.518s master holds 3 of 3
   2.518s master tells move-step: vip-add; 4.7 ms
   2.518s master tells move-done: running master; verify 500.3 ms; vip-add 4.7 ms; 505 ms in all
   2.518s master taking-over => running-master
   2.520s ok  master is running-master (after 2520 ms)
  60.000s *** cut all
  60.000s *** split
  60.000s *** hosts-silent master
  64.502s master tells peer-late: late; no beat on any path for 5001 ms
  64.502s master verdict late
  64.527s slave tells peer-late: late; no beat on any path for 5000 ms
  64.527s slave verdict late
  67.018s master tells isolated-release: authority is 8000 ms old
  67.018s master tells move-begun: giving up; cause: isolated
  67.018s master running-master => isolated
  67.020s ok  master is isolated (after 7020 ms)
  67.021s master holds 0 of 3
  67.021s master tells move-done: released; vip-remove 3.1 ms; 3.1 ms in all
  67.025s ok  master holds nothing (after 5 ms)
  67.500s *** hands fail
  67.500s *** hosts-answer master
  71.878s master tells isolated-end: a witness answers
  71.878s master tells move-begun: taking; cause: isolated
  71.878s master isolated => taking-over
  71.882s master tells memory-failed: write record.a: refused by the kernel (ENOSPC)
  72.379s master tells move-step: verify; 500.4 ms
  72.379s master holds 2 of 3
  72.379s master tells move-failed: vip-add: change addresses: refused by the kernel (ENODEV)
  72.379s master tells move-begun: giving up; cause: failed-take
  72.379s master taking-over => releasing
  72.380s ok  master is releasing (after 4880 ms)
  72.385s master holds 1 of 3
  72.385s master tells release-failed: vip-remove: change addresses: refused by the kernel (ENODEV)
  79.000s *** hands work
  79.252s master tells path-lost: serial
  79.503s master tells path-lost: cable
  79.503s master tells path-lost: lan
  79.503s master tells peer-dead: silent-dead; no beat on any path for 20001 ms; the virtual addresses are silent in lan, dmz, wan; the peer's own addresses are silent
  79.503s master verdict silent-dead
  79.527s slave tells path-lost: serial
  79.527s slave tells path-lost: cable
  79.527s slave tells path-lost: lan
  79.527s slave tells peer-dead: silent-dead; no beat on any path for 20000 ms; the virtual addresses are silent in lan, dmz, wan; the peer's own addresses are silent
  79.527s slave tells takeover: silent-dead; no beat on any path for 20000 ms; the virtual addresses are silent in lan, dmz, wan; the peer's own addresses are silent
  79.527s slave tells move-begun: taking; cause: takeover
  79.527s slave running-slave => taking-over
  79.527s slave verdict silent-dead
  79.530s slave holds 3 of 3
  79.530s slave tells move-done: running master; vip-add 2.4 ms; 2.4 ms in all
  79.530s slave taking-over => running-master
  79.972s master tells memory-back: 
  83.175s master holds 0 of 3
  83.885s master tells move-done: released; vip-remove 11505.9 ms; 11505.9 ms in all
  83.885s master releasing => running-slave
  83.890s ok  master is running-slave (after 4890 ms)
  83.890s ok  master holds nothing (after 0 ms)
  92.386s master tells takeover: silent-dead; no beat on any path for 32884 ms; the virtual addresses are silent in lan, dmz, wan; the peer's own addresses are silent
  92.386s master tells move-begun: taking; cause: takeover
  92.386s master running-slave => taking-over
  92.390s master holds 3 of 3
  92.390s master tells move-done: running master; vip-add 4.4 ms; 4.4 ms in all
  92.390s master taking-over => running-master
 120.000s *** mend all
 120.000s *** unsplit
 120.000s ok  slave is running-master (after 0 ms)
