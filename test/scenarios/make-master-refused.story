# When make-master is refused, the answer says why and nothing changes (S7).

   0.000s *** power-on slave
   0.000s slave power on
   2.000s slave agent starts, run 1
   2.000s slave tells started: term 0
   3.000s *** order slave make-master
   3.000s slave operator orders make-master
   3.000s slave tells order-refused: not-decided
   3.000s ok  slave answers refused not-decided (after 0 ms)
   4.000s *** power-on master
   4.000s master power on
   6.000s master agent starts, run 1
   6.000s master tells started: term 0
   6.000s master tells peer-up: alive
   6.000s master verdict alive
   6.000s slave tells peer-up: alive
   6.000s slave verdict alive
   6.000s master tells path-back: lan
   6.000s master tells standing-by: the peer is starting
   6.000s master starting => running-slave
   6.001s slave tells path-back: cable
   6.001s slave tells standing-by: the peer is starting
   6.001s slave starting => running-slave
   6.001s slave tells path-back: lan
   6.001s master tells path-back: cable
   6.009s master tells path-back: serial
   6.009s slave tells path-back: serial
   6.013s master tells boot-vacant: master is the preferred node
   6.013s master tells move-begun: taking; cause: vacant
   6.013s master running-slave => taking-over
   6.514s master tells move-step: verify; 500.6 ms
   6.514s master holds 1 of 1
   6.514s master tells move-step: vip-add; 0.4 ms
   6.514s master tells move-done: running master; verify 500.6 ms; vip-add 0.4 ms; 501 ms in all
   6.514s master taking-over => running-master
   6.515s ok  master is running-master (after 2515 ms)
  30.000s *** order slave make-master --stale
  30.000s slave operator orders make-master
  30.000s slave tells order-refused: stale-view
  30.000s ok  slave answers refused stale-view (after 0 ms)
  31.000s *** order slave hold
  31.000s slave operator orders hold
  31.000s slave tells held: 
  31.000s slave running-slave => held
  31.000s ok  slave answers done (after 0 ms)
  32.000s *** order slave make-master
  32.000s slave operator orders make-master
  32.000s slave tells order-refused: held
  32.000s ok  slave answers refused held (after 0 ms)
  33.000s *** order master make-slave
  33.000s master operator orders make-slave
  33.000s master tells order-refused: peer-held
  33.000s ok  master answers refused peer-held (after 0 ms)
  34.000s *** order slave unhold
  34.000s slave operator orders unhold
  34.000s slave tells unheld: 
  34.000s slave held => running-slave
  34.000s ok  slave answers done (after 0 ms)
  36.000s *** cut all
  36.524s slave tells peer-late: late; no beat on any path for 1001 ms
  36.524s slave verdict late
  36.525s master tells peer-late: late; no beat on any path for 1001 ms
  36.525s master verdict late
  38.000s *** order slave make-master
  38.000s slave operator orders make-master
  38.000s slave tells order-refused: peer-not-available
  38.000s ok  slave answers refused peer-not-available (after 0 ms)
  39.515s master tells path-lost: cable
  39.515s master tells path-lost: lan
  39.515s slave tells path-lost: cable
  39.515s slave tells path-lost: lan
  39.524s slave tells path-lost: serial
  39.524s slave tells links-cut: links-cut; no beat on any path for 4000 ms; the peer answers for the virtual address in lan
  39.524s slave verdict links-cut
  39.524s master tells path-lost: serial
  39.524s master tells peer-dead: agent-dead; no beat on any path for 4000 ms; the virtual addresses are silent in lan; the peer's own address answers in lan
  39.524s master verdict agent-dead
  44.000s *** order slave make-master
  44.000s slave operator orders make-master
  44.000s slave tells order-refused: needs-force
  44.000s ok  slave answers refused needs-force (after 0 ms)
  54.000s ok  master is running-master (for 10s)
