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
  64.528s master tells peer-late: late; no beat on any path for 5000 ms
  64.528s master verdict late
  64.528s slave tells peer-late: late; no beat on any path for 5001 ms
  64.528s slave verdict late
  67.518s master tells isolated-release: authority is 8000 ms old
  67.518s master tells move-begun: giving up; cause: isolated
  67.518s master running-master => isolated
  67.520s ok  master is isolated (after 7520 ms)
  67.522s master holds 0 of 3
  67.522s master tells move-done: released; vip-remove 3.7 ms; 3.7 ms in all
  67.525s ok  master holds nothing (after 5 ms)
  68.000s *** hands fail
  68.000s *** hosts-answer master
  71.903s master tells isolated-end: a witness answers
  71.903s master tells move-begun: taking; cause: isolated
  71.903s master isolated => taking-over
  71.920s master tells memory-failed: write record.a: refused by the kernel (ENOSPC)
  72.404s master tells move-step: verify; 500.6 ms
  72.410s master holds 2 of 3
  72.410s master tells move-failed: vip-add: change addresses: refused by the kernel (ENODEV)
  72.410s master tells move-begun: giving up; cause: failed-take
  72.410s master taking-over => releasing
  72.410s ok  master is releasing (after 4410 ms)
  72.412s master tells release-failed: vip-remove: change addresses: refused by the kernel (ENODEV)
  79.000s *** hands work
  79.519s slave tells path-lost: cable
  79.519s slave tells path-lost: lan
  79.528s slave tells path-lost: serial
  79.528s slave tells peer-dead: silent-dead; no beat on any path for 20001 ms; the virtual addresses are silent in lan, dmz, wan; the peer's own addresses are silent
  79.528s slave tells takeover: silent-dead; no beat on any path for 20001 ms; the virtual addresses are silent in lan, dmz, wan; the peer's own addresses are silent
  79.528s slave tells move-begun: taking; cause: takeover
  79.528s slave running-slave => taking-over
  79.528s slave verdict silent-dead
  79.528s master tells path-lost: serial
  79.528s master tells path-lost: cable
  79.528s master tells path-lost: lan
  79.528s master verdict gathering
  79.529s master tells peer-dead: silent-dead; no beat on any path for 20001 ms; the virtual addresses are silent in lan, dmz, wan; the peer's own addresses are silent
  79.529s master verdict silent-dead
  79.530s slave holds 3 of 3
  79.530s slave tells move-done: running master; vip-add 1.2 ms; 1.2 ms in all
  79.530s slave taking-over => running-master
  79.995s master tells memory-back: 
  83.205s master holds 0 of 3
  83.913s master tells move-done: released; vip-remove 11503.2 ms; 11503.2 ms in all
  83.913s master releasing => running-slave
  83.915s ok  master is running-slave (after 4915 ms)
  83.915s ok  master holds nothing (after 0 ms)
  92.414s master tells takeover: silent-dead; no beat on any path for 32886 ms; the virtual addresses are silent in lan, dmz, wan; the peer's own addresses are silent
  92.414s master tells move-begun: taking; cause: takeover
  92.414s master running-slave => taking-over
  92.416s master holds 3 of 3
  92.416s master tells move-done: running master; vip-add 1.8 ms; 1.8 ms in all
  92.416s master taking-over => running-master
 120.000s *** mend all
 120.000s *** unsplit
 120.000s ok  slave is running-master (after 0 ms)
