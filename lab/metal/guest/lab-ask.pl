#!/usr/bin/perl
# What does the agent say, without starting a whole command line on an emulated processor?
#
# A word (`status`, `links`) asks, and the answer is the line that the daemon sent. A request in JSON (an order, say) is
# passed on as it is, and every line of the answer is printed until the last one; then the exit code is 0 when it was
# done. Exit code 1 when no agent listens, when it refuses, or when it does not answer in time.
use strict;
use warnings;
use IO::Socket::UNIX;

my $request = $ARGV[0] // 'status';
my $whole = $request =~ /^\{/;
my $limit_seconds = $whole ? 25 : 5;
$SIG{ALRM} = sub { exit 1 };
alarm $limit_seconds;
my $socket = IO::Socket::UNIX->new(Peer => '/run/hapair/control.sock') or exit 1;
print $socket $whole ? qq({"id":1,"request":$request}\n) : qq({"id":1,"request":{"type":"$request"}}\n);
$socket->flush;
while (defined(my $line = <$socket>)) {
  print $line;
  exit 0 if !$whole || $line =~ /"answer":\{"type":"done"/;
  exit 1 if $line =~ /"type":"(?:error|refused|failed)"/;
}
exit 1;
