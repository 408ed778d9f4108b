#!/usr/bin/perl
# What does the agent say, without starting a whole command line on an emulated processor?
#
# One request without arguments (`status`, `links`, `addresses`), the answer as the line that the daemon sent. Long
# answers come in pieces; they are left as they are. Exit code 1 when no agent listens or it does not answer in 5 s.
use strict;
use warnings;
use IO::Socket::UNIX;

my $request = $ARGV[0] // 'status';
my $limit_seconds = 5;
$SIG{ALRM} = sub { exit 1 };
alarm $limit_seconds;
my $socket = IO::Socket::UNIX->new(Peer => '/run/hapair/control.sock') or exit 1;
print $socket qq({"id":1,"request":{"type":"$request"}}\n);
$socket->flush;
my $line = <$socket>;
exit 1 unless defined $line;
print $line;
